/** The history of a run while it grows. */
import type { FitState } from "./fit-state.js";
import { Sha256 } from "./sha256.js";
import type { EpochRecord, History, StopReason } from "./types.js";

/** Numbers in order, in an array that doubles when it is full. */
class Series {
  #data: Float64Array;
  #length: number;

  constructor(start: ArrayLike<number> = []) {
    this.#data = new Float64Array(Math.max(1024, start.length));
    this.#data.set(start);
    this.#length = start.length;
  }

  push(value: number): void {
    if (this.#length === this.#data.length) {
      const larger = new Float64Array(2 * this.#length);
      larger.set(this.#data);
      this.#data = larger;
    }
    this.#data[this.#length++] = value;
  }

  /** The last number that is finite, or NaN. */
  lastFinite(): number {
    for (let i = this.#length - 1; i >= 0; i--) if (Number.isFinite(this.#data[i])) return this.#data[i]!;
    return Number.NaN;
  }

  toArray(): Float64Array {
    return this.#data.slice(0, this.#length);
  }
}

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
