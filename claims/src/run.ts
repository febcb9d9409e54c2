/** Runs claims side by side in processes of their own, each with one thread. */
import { describeMachine, Pool } from "@downhill/race";
import type { Claim, Finding, Scale } from "./claim.js";
import type { ClaimResult, ClaimsResult } from "./results.js";

/** What a worker process is told. */
export interface ClaimJob {
  readonly id: string;
  readonly scale: Scale;
}

export type ClaimEvent =
  | { readonly type: "progress"; readonly id: string; readonly fraction: number }
  | { readonly type: "result"; readonly result: ClaimResult; readonly done: number; readonly count: number };

export interface RunClaimsOptions {
  /** Default 2. */
  readonly workers?: number;
  /** Default `"full"`. */
  readonly scale?: Scale;
  readonly on?: (event: ClaimEvent) => void;
  /** Claims that have not finished are left out of the result. */
  readonly signal?: AbortSignal;
}

/** One claim that fails does not stop the others: its result says why. */
export async function runClaims(
  claims: readonly Claim[],
  { workers = 2, scale = "full", on = () => {}, signal }: RunClaimsOptions = {},
): Promise<ClaimsResult> {
  const started = performance.now();
  const pool = new Pool({ workers, module: new URL("./worker.js", import.meta.url) });
  const finished = new Map<string, ClaimResult>();
  const one = async ({ id }: Claim): Promise<void> => {
    let began: number | undefined;
    let result: Omit<ClaimResult, "seconds">;
    try {
      const job: ClaimJob = { id, scale };
      const finding = await pool.run<ClaimJob, number, Finding>(job, (fraction) => {
        began ??= performance.now();
        on({ type: "progress", id, fraction });
      });
      result = { id, finding };
    } catch (error) {
      result = { id, error: (error as Error).message };
    }
    const whole = { ...result, seconds: round((performance.now() - (began ?? started)) / 1000) };
    finished.set(id, whole);
    on({ type: "result", result: whole, done: finished.size, count: claims.length });
  };
  const stopped = new Promise<void>((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener("abort", () => resolve());
  });
  await Promise.race([stopped, Promise.all(claims.map(one))]);
  pool.close();
  return {
    date: new Date().toISOString(),
    scale,
    machine: describeMachine(workers),
    seconds: round((performance.now() - started) / 1000),
    results: claims.flatMap(({ id }) => finished.get(id) ?? []),
  };
}

const round = (seconds: number): number => Number(seconds.toFixed(1));
