/** Limits on memory: what is read into it is counted before it is allocated. */
import { dataError } from "@downhill/core";

const GIGABYTE = 2 ** 30;

/** How much a reader holds at most, unless it is told otherwise. */
export const DEFAULT_MOST_BYTES = 2 * GIGABYTE;

export class Budget {
  readonly #name: string;
  readonly #most: number;
  readonly #advice: string;
  #taken = 0;

  /** @param advice what to do when it is not enough */
  constructor(name: string, most: number, advice: string) {
    this.#name = name;
    this.#most = most;
    this.#advice = advice;
  }

  /** @throws DownhillError `data` when this is more than is left */
  take(bytes: number): void {
    this.#taken += bytes;
    if (this.#taken <= this.#most) return;
    throw dataError(`too large: ${this.#name} needs more than ${megabytes(this.#most)}; ${this.#advice}`);
  }
}

export const megabytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / 2 ** 20))} MB`;

type Numbers = Float64Array | Float32Array | Int32Array | Uint8Array;

/** A typed array that grows by half when it is full. */
export class Growing<Kind extends Numbers> {
  readonly #budget: Budget;
  #array: Kind;
  #length = 0;

  constructor(empty: Kind, budget: Budget) {
    this.#array = empty;
    this.#budget = budget;
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    this.#makeRoom(1);
    this.#array[this.#length++] = value;
  }

  append(values: ArrayLike<number>): void {
    this.#makeRoom(values.length);
    this.#array.set(values, this.#length);
    this.#length += values.length;
  }

  /** What was pushed; the rest of the memory is given back. */
  finish(): Kind {
    const { length } = this;
    return (length === this.#array.length ? this.#array : this.#array.slice(0, length)) as Kind;
  }

  /** Makes room for so many elements in all. */
  reserve(length: number): void {
    if (length > this.#array.length) this.#resize(length);
  }

  #makeRoom(more: number): void {
    const needed = this.#length + more;
    if (needed > this.#array.length) this.#resize(Math.max(needed, 64, Math.ceil(this.#array.length * 1.5)));
  }

  #resize(length: number): void {
    this.#budget.take((length - this.#array.length) * this.#array.BYTES_PER_ELEMENT);
    const larger = new (this.#array.constructor as new (length: number) => Kind)(length);
    larger.set(this.#array);
    this.#array = larger;
  }
}
