/** The next batches are prepared while the model trains on this one. */
import { type Batch, type BatchContext, type Dataset, type Tensor, usageError } from "@downhill/core";

export interface PrefetchOptions {
  /** Batches that are prepared before they are asked for; each needs memory of its own. Default 2. */
  readonly ahead?: number;
}

/** What became of the time since the first batch was asked for. */
export interface Waiting {
  readonly batches: number;
  /** Seconds in which training stood still because its next batch was not ready. */
  readonly waited: number;
  /** Seconds from the first batch asked for to the last one given. */
  readonly seconds: number;
  /** `waited / seconds`, from 0 to 1: near 0 the data keeps up, near 1 it is all that training waits for. */
  readonly share: number;
}

export type Prefetched<Source extends Dataset> = Source & { waiting(): Waiting };

interface Prepared {
  readonly indices: Uint32Array;
  readonly batch: Promise<Batch>;
}

/**
 * Reads and decodes ahead: `fit` and `evaluate` announce their batches, and the next ones are asked of `source` while
 * the model computes. The batches are the same, in the same order, with or without.
 *
 * It helps where `source` works outside of this thread, as image decoding and file reading do.
 *
 * @throws DownhillError `usage` when `ahead` is not a whole number from 1 to 64
 * @example
 * const train = prefetch(photos.train, { ahead: 3 });
 * await fit(model, train, options);
 * console.log(`${(100 * train.waiting().share).toFixed(1)} % of the time was spent waiting for data`);
 */
export function prefetch<Source extends Dataset>(
  source: Source,
  options: PrefetchOptions = {},
): Prefetched<Source> {
  const { ahead = 2 } = options;
  if (!Number.isInteger(ahead) || ahead < 1 || ahead > 64) {
    throw usageError(`prefetch: ahead must be a whole number from 1 to 64, got ${ahead}`);
  }
  let announced: Iterator<Uint32Array> | undefined;
  let context: BatchContext | undefined;
  let queue: Prepared[] = [];
  let reading: Promise<unknown> = Promise.resolve();
  const clock = new Clock();

  /** The source is asked for one batch at a time; what it gives may be overwritten by the next one. */
  const read = (indices: Uint32Array, forWhat: BatchContext | undefined): Promise<Batch> => {
    const batch = reading.then(async () => copied(await source.batch(indices, forWhat)));
    reading = batch.catch(() => {}); // Whoever waits for this batch gets the error.
    return batch;
  };
  const fill = () => {
    while (announced && queue.length < ahead) {
      const next = announced.next();
      if (next.done) {
        announced = undefined;
        break;
      }
      queue.push({ indices: next.value, batch: read(next.value, context) });
    }
  };

  return {
    ...source,
    prepare(upcoming: Iterable<Uint32Array>, forWhat?: BatchContext) {
      announced = upcoming[Symbol.iterator]();
      context = forWhat;
      queue = [];
      fill();
    },
    async batch(indices: Uint32Array, forWhat?: BatchContext): Promise<Batch> {
      const next = queue[0];
      const expected = next && forWhat?.epoch === context?.epoch && same(next.indices, indices);
      if (expected) queue.shift();
      const batch = expected ? next.batch : read(indices, forWhat);
      if (expected) fill();
      return clock.waitFor(batch);
    },
    waiting: () => clock.waiting(),
  };
}

class Clock {
  #batches = 0;
  #waited = 0;
  #first = Number.NaN;
  #last = Number.NaN;

  async waitFor<Result>(result: Promise<Result>): Promise<Result> {
    const asked = performance.now();
    if (this.#batches++ === 0) this.#first = asked;
    try {
      return await result;
    } finally {
      this.#last = performance.now();
      this.#waited += this.#last - asked;
    }
  }

  waiting(): Waiting {
    if (this.#batches === 0) return { batches: 0, waited: 0, seconds: 0, share: 0 };
    const seconds = (this.#last - this.#first) / 1000;
    const waited = this.#waited / 1000;
    return { batches: this.#batches, waited, seconds, share: seconds > 0 ? waited / seconds : 0 };
  }
}

const same = (a: Uint32Array, b: Uint32Array): boolean =>
  a.length === b.length && a.every((index, i) => index === b[i]);

const copied = ({ inputs, targets, weights }: Batch): Batch => ({
  inputs: copy(inputs),
  targets: copy(targets),
  ...(weights && { weights: weights.slice() }),
});

const copy = ({ data, dims }: Tensor): Tensor => ({ data: data.slice(), dims });
