/** The process that runs claims: `fork` starts this module. */
import { serve } from "@downhill/race";
import type { Finding } from "./claim.js";
import { claims } from "./index.js";
import type { ClaimJob } from "./run.js";

serve<ClaimJob, Finding>(({ id, scale }, emit) => {
  emit(0);
  const claim = claims.find((one) => one.id === id);
  if (!claim) throw new Error(`no claim has the id ${id}`);
  return claim.run({ scale, progress: emit });
});
