// Written by `npm run gen` from the files of this folder.
import { documentation as constant } from "./constant.js";
import { documentation as cosineAnnealing } from "./cosine-annealing.js";
import { documentation as cosineRestarts } from "./cosine-restarts.js";
import { documentation as cyclic } from "./cyclic.js";
import { documentation as exponential } from "./exponential.js";
import { documentation as inverseSquareRoot } from "./inverse-square-root.js";
import { documentation as inverseTime } from "./inverse-time.js";
import { documentation as linear } from "./linear.js";
import { documentation as multiStep } from "./multi-step.js";
import { documentation as noam } from "./noam.js";
import { documentation as oneCycle } from "./one-cycle.js";
import { documentation as polynomial } from "./polynomial.js";
import { documentation as reduceOnPlateau } from "./reduce-on-plateau.js";
import { documentation as rex } from "./rex.js";
import { documentation as sequence } from "./sequence.js";
import { documentation as stepDecay } from "./step-decay.js";
import { documentation as warmup } from "./warmup.js";
import { documentation as warmupStableDecay } from "./warmup-stable-decay.js";

export const documentation = {
  constant,
  "cosine-annealing": cosineAnnealing,
  "cosine-restarts": cosineRestarts,
  cyclic,
  exponential,
  "inverse-square-root": inverseSquareRoot,
  "inverse-time": inverseTime,
  linear,
  "multi-step": multiStep,
  noam,
  "one-cycle": oneCycle,
  polynomial,
  "reduce-on-plateau": reduceOnPlateau,
  rex,
  sequence,
  "step-decay": stepDecay,
  warmup,
  "warmup-stable-decay": warmupStableDecay,
};
