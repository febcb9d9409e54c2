// Written by `npm run gen` from the files of this folder.
export { crossEntropyConfidentMistakes } from "./cross-entropy-confident-mistakes.js";
export { crossEntropyVersusMse } from "./cross-entropy-versus-mse.js";
export { huberQuadraticThenLinear } from "./huber-quadratic-then-linear.js";
export { maeGradientJump } from "./mae-gradient-jump.js";
export { outliersDominateMse } from "./outliers-dominate-mse.js";
