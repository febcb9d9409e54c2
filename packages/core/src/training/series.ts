/** A growing list of numbers without a boxed number in it. */

/** Numbers in order, in an array that doubles when it is full. */
export class Series {
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

  get length(): number {
    return this.#length;
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
