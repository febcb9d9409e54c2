/** First values of parameters. Only +, *, / and square roots, so that a seed gives the same bits everywhere. */
import { fillUniform } from "../random.js";

export type Initializer = (into: Float32Array, seed: number, name: string) => void;

/** How weights that multiply an input start. `fanIn`, `fanOut`: how many numbers come in and go out. */
export type WeightInitialization =
  /** Uniform with variance 2/fanIn, for layers before ReLU. He et al. 2015, arXiv:1502.01852. */
  | "he"
  /** Uniform with variance 2/(fanIn + fanOut). Glorot & Bengio 2010. */
  | "glorot"
  /** Uniform with variance 1/(3 fanIn): what PyTorch's Linear and Conv2d start from. */
  | "pytorch";

const uniform =
  (bound: number): Initializer =>
  (into, seed, name) =>
    fillUniform(into, bound, seed, name);

export const zeros: Initializer = (into) => void into.fill(0);
export const ones: Initializer = (into) => void into.fill(1);

/** Uniform with this standard deviation. */
export const spread = (deviation: number): Initializer => uniform(deviation * Math.sqrt(3));

const bounds: Readonly<Record<WeightInitialization, (fanIn: number, fanOut: number) => number>> = {
  he: (fanIn) => Math.sqrt(6 / fanIn),
  glorot: (fanIn, fanOut) => Math.sqrt(6 / (fanIn + fanOut)),
  pytorch: (fanIn) => Math.sqrt(1 / fanIn),
};

export const weights = (kind: WeightInitialization, fanIn: number, fanOut: number): Initializer =>
  uniform(bounds[kind](fanIn, fanOut));
