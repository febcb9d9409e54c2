// Written by `npm run gen` from the files of this folder.
export { crossEntropyConfidentMistakes } from "./cross-entropy-confident-mistakes.js";
export { crossEntropyVersusMse } from "./cross-entropy-versus-mse.js";
export { focalRareClass } from "./focal-rare-class.js";
export { hingeBoundarySamples } from "./hinge-boundary-samples.js";
export { huberQuadraticThenLinear } from "./huber-quadratic-then-linear.js";
export { l1SparseL2Shrinks } from "./l1-sparse-l2-shrinks.js";
export { maeGradientJump } from "./mae-gradient-jump.js";
export { momentumRavine } from "./momentum-ravine.js";
export { nesterovOvershoot } from "./nesterov-overshoot.js";
export { outliersDominateMse } from "./outliers-dominate-mse.js";
