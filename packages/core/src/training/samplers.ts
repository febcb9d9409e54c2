/** Which samples an epoch has, where a plain shuffle is not what is wanted. */
import { dataError, usageError } from "../errors.js";
import type { Random } from "../random.js";
import { samplerRandom } from "./batches.js";

/** Chooses the samples of an epoch; a pure function of seed and epoch. */
export interface Sampler {
  /** Samples per epoch. */
  readonly length: number;
  /** The samples of this epoch in order; `length` indices. */
  order(seed: number, epoch: number): Uint32Array;
}

export interface ClassBalancedOptions {
  /** Classes in one batch. */
  readonly classes: number;
  /** Samples of each of them. */
  readonly samples: number;
  /** Batches per epoch. Default: as many as an ordinary epoch has. */
  readonly batches?: number;
}

/**
 * Batches of P classes with K samples each, as metric learning wants them: every sample has a positive in its batch. Use
 * it with `batchSize` P·K. Within a class samples are drawn without repetition until all were used.
 *
 * @throws DownhillError `usage` when there are fewer classes than asked for
 * @example
 * const sampler = classBalanced(classLabels(train), { classes: 8, samples: 4 });
 * await fit(model, train, { …, sampler, batchSize: 32 });
 */
export function classBalanced(labels: ArrayLike<number>, options: ClassBalancedOptions): Sampler {
  const {
    classes,
    samples,
    batches = Math.max(1, Math.floor(labels.length / (classes * samples))),
  } = options;
  for (const [name, value] of Object.entries({ classes, samples, batches })) {
    if (!Number.isInteger(value) || value < 1)
      throw usageError(`${name} must be a whole number from 1 on, got ${value}`);
  }
  const members = membersOf(labels);
  const names = [...members.keys()].sort((a, b) => a - b);
  if (names.length < classes) throw usageError(`a batch of ${classes} classes: the data has ${names.length}`);
  const length = batches * classes * samples;
  return {
    length,
    order(seed, epoch) {
      const random = samplerRandom(seed, epoch);
      const decks = new Map(names.map((name) => [name, new Deck(members.get(name)!, random)]));
      const classDeck = new Deck(names, random);
      const order = new Uint32Array(length);
      let i = 0;
      for (let batch = 0; batch < batches; batch++) {
        for (const name of classDeck.drawDistinct(classes)) {
          for (let k = 0; k < samples; k++) order[i++] = decks.get(name)!.draw();
        }
      }
      return order;
    },
  };
}

/** Cards drawn without putting back, shuffled anew when they run out. */
class Deck {
  readonly #cards: number[];
  readonly #random: Random;
  #next: number;

  constructor(cards: readonly number[], random: Random) {
    this.#cards = [...cards];
    this.#random = random;
    this.#next = cards.length;
  }

  draw(): number {
    if (this.#next === this.#cards.length) {
      this.#random.shuffle(this.#cards);
      this.#next = 0;
    }
    return this.#cards[this.#next++]!;
  }

  /** Different cards, even where the deck is shuffled in between. */
  drawDistinct(count: number): number[] {
    const drawn = new Set<number>();
    while (drawn.size < count) drawn.add(this.draw());
    return [...drawn];
  }
}

function membersOf(labels: ArrayLike<number>): Map<number, number[]> {
  const members = new Map<number, number[]>();
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    const list = members.get(label);
    if (list) list.push(i);
    else members.set(label, [i]);
  }
  return members;
}

/**
 * Draws samples with replacement, each with a chance in proportion to its weight.
 *
 * @param length samples per epoch; default: as many as there are weights
 * @throws DownhillError `usage` for negative weights or none above 0
 * @example
 * const weights = classWeights(labels);
 * const sampler = weightedSampler(Array.from(labels, (label) => weights[label]!));
 */
export function weightedSampler(weights: ArrayLike<number>, length = weights.length): Sampler {
  const sums = new Float64Array(weights.length);
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      throw usageError(`the weight of sample ${i} is ${weight}; weights are finite and not negative`);
    }
    sums[i] = total += weight;
  }
  if (total === 0) throw usageError("weightedSampler: no weight is above 0");
  return {
    length,
    order(seed, epoch) {
      const random = samplerRandom(seed, epoch);
      return Uint32Array.from({ length }, () => firstAbove(sums, random.uniform() * total));
    },
  };
}

/** Index of the first running sum above the value, by bisection. */
function firstAbove(sums: Float64Array, value: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sums[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Weights that make up for unequal class sizes: `samples / (classes * samples of the class)`, so that they are 1 on
 * average over the samples. Classes that do not occur get 0.
 *
 * @param classes number of classes; default: the largest label plus 1
 * @throws DownhillError `data` for a label that is not a class index
 * @example
 * crossEntropy({ classWeights: classWeights(labels) });
 */
export function classWeights(labels: ArrayLike<number>, classes?: number): Float64Array {
  let most = -1;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!Number.isInteger(label) || label < 0)
      throw dataError(`the label of sample ${i} is not a class index: ${label}`);
    most = Math.max(most, label);
  }
  const width = classes ?? most + 1;
  if (most >= width) throw dataError(`there is a label ${most}, but only ${width} classes`);
  const counts = new Float64Array(width);
  for (let i = 0; i < labels.length; i++) counts[labels[i]!] = counts[labels[i]!]! + 1;
  const present = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  return counts.map((count) => (count > 0 ? labels.length / (present * count) : 0));
}
