import { writeFileSync } from "node:fs";
import { it } from "vitest";
import { mutantsOf } from "./mutants.js";
import { subjects } from "./notice.js";
it("explore", { timeout: 3600_000 }, () => {
  const out: any[] = [];
  const kinds = process.env.KIND?.split(",");
  for (const s of subjects) {
    if (kinds && !kinds.includes(s.kind) && !kinds.includes(s.id)) continue;
    const t0 = Date.now();
    const base = s.notices(s.formula);
    const r = { id: s.id, base, killed: 0, invalid: 0, survivors: [] as any[], invalids: [] as any[], ms: 0 };
    for (const m of mutantsOf(s.formula)) {
      try { if (s.notices(m.text) === undefined) r.survivors.push([m.label, m.text]); else r.killed++; } catch (e) { r.invalid++; r.invalids.push([m.label, (e as Error).message.split("\n")[0]]); }
    }
    r.ms = Date.now() - t0;
    out.push(r);
    writeFileSync("/tmp/ulp/mutation.json", JSON.stringify(out, undefined, 1));
  }
});
