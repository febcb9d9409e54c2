/** The process that runs trials: `fork` starts this module. */
import { serve } from "./serve.js";
import { runTrial } from "./trial.js";
import type { TrialEvent, TrialSpec } from "./types.js";

serve<TrialSpec, unknown>((spec, emit) => runTrial(spec, emit as (event: TrialEvent) => void));
