/** The history of a run while it grows. */
import type { FitState } from "./fit-state.js";
import { Series } from "./series.js";
import { Sha256 } from "./sha256.js";
import type { EpochRecord, History, StopReason } from "./types.js";

export class Recorder {
  readonly epochs: EpochRecord[];
  readonly losses: Series;
  readonly learningRates: Series;
  readonly #hash: Sha256;
  readonly #lengthWord = new Uint32Array(1);

  constructor(state?: FitState) {
    this.epochs = [...(state?.epochs ?? [])];
    this.losses = new Series(state?.losses);
    this.learningRates = new Series(state?.learningRates);
    this.#hash = new Sha256(state?.batchHash);
  }

  batch(indices: Uint32Array): void {
    this.#lengthWord[0] = indices.length;
    this.#hash.updateWords(this.#lengthWord).updateWords(indices);
  }

  step(loss: number, learningRate: number): void {
    this.losses.push(loss);
    this.learningRates.push(learningRate);
  }

  save() {
    return {
      epochs: [...this.epochs],
      losses: this.losses.toArray(),
      learningRates: this.learningRates.toArray(),
      batchHash: this.#hash.save(),
    };
  }

  history(stopped: StopReason, best?: History["best"]): History {
    const { epochs, losses, learningRates } = this.save();
    return { epochs, losses, learningRates, stopped, ...(best && { best }), batchHash: this.#hash.hex() };
  }
}
