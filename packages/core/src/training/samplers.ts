/** Which samples an epoch has, where a plain shuffle is not what is wanted. */

/** Chooses the samples of an epoch; a pure function of seed and epoch. */
export interface Sampler {
  /** Samples per epoch. */
  readonly length: number;
  /** The samples of this epoch in order; `length` indices. */
  order(seed: number, epoch: number): Uint32Array;
}
