/** Copies of what a model has learned: parameters and buffers. */
import { dataError, usageError } from "../errors.js";
import { shapeText } from "./rows.js";
import type { Model } from "./types.js";

/** Plain data: parameters by tensor name, without padding, and the buffers that belong to them. */
export interface ModelWeights {
  readonly parameters: Readonly<Record<string, Float32Array>>;
  readonly buffers: Readonly<Record<string, Float32Array>>;
}

/**
 * A copy of the model's parameters and buffers.
 *
 * @example
 * const before = copyWeights(model);
 * // … train …
 * restoreWeights(model, before);
 */
export function copyWeights(model: Model): ModelWeights {
  const { arena } = model;
  const values = arena.values;
  const named = (entries: Iterable<[string, Float32Array]>) => Object.fromEntries(entries);
  return {
    parameters: named(
      arena.segments.map(({ name, offset, length }) => [name, values.slice(offset, offset + length)]),
    ),
    buffers: named([...(model.buffers ?? [])].map(([name, data]) => [name, data.slice()])),
  };
}

/**
 * Puts copied weights back, exactly.
 *
 * @throws DownhillError `data` when they are of another model (the tensor is named); nothing is changed then
 */
export function restoreWeights(model: Model, weights: ModelWeights): void {
  const { arena, buffers = new Map<string, Float32Array>() } = model;
  const values = arena.values;
  const parts: [Float32Array, Float32Array][] = [];
  checkNames(
    "tensor",
    Object.keys(weights.parameters),
    arena.segments.map(({ name }) => name),
  );
  checkNames("buffer", Object.keys(weights.buffers), [...buffers.keys()]);
  for (const { name, offset, length, shape } of arena.segments) {
    const saved = weights.parameters[name]!;
    if (saved.length !== length) {
      throw dataError(
        `the saved tensor ${name} has ${saved.length} numbers, the model's ${length} (shape ${shapeText(shape)})`,
      );
    }
    parts.push([values.subarray(offset, offset + length), saved]);
  }
  for (const [name, data] of buffers) {
    const saved = weights.buffers[name]!;
    if (saved.length !== data.length) {
      throw dataError(`the saved buffer ${name} has ${saved.length} numbers, the model's ${data.length}`);
    }
    parts.push([data, saved]);
  }
  for (const [target, saved] of parts) target.set(saved);
}

function checkNames(kind: string, saved: readonly string[], own: readonly string[]): void {
  const missing = own.filter((name) => !saved.includes(name));
  const extra = saved.filter((name) => !own.includes(name));
  if (missing.length === 0 && extra.length === 0) return;
  const parts = [
    ...(missing.length ? [`without ${kind} ${missing.slice(0, 5).join(", ")}`] : []),
    ...(extra.length ? [`with ${kind} ${extra.slice(0, 5).join(", ")} that the model lacks`] : []),
  ];
  throw dataError(`the saved weights are of another model: ${parts.join(", ")}`);
}

export interface AverageWeightsOptions {
  /** Share of the old average that is kept in each step, from 0 to 1 (1 itself not). Default 0.999. */
  readonly decay?: number;
  /**
   * In the first steps the decay is at most `(1 + t) / (10 + t)` with t steps done, so that the initial weights are
   * forgotten quickly. Default true.
   */
  readonly warmup?: boolean;
  /** Which weights the model has after the run. Default `"average"`. */
  readonly leave?: "average" | "last";
}

/** An exponential moving average of the parameters. Padding is averaged along; it stays 0. */
export class WeightAverage {
  readonly values: Float32Array;
  readonly #decay: number;
  readonly #warmup: boolean;

  /** @throws DownhillError `usage` for a decay outside [0, 1) */
  constructor(parameters: Float32Array, options: AverageWeightsOptions) {
    const { decay = 0.999, warmup = true } = options;
    if (!(decay >= 0 && decay < 1))
      throw usageError(`averageWeights.decay must be from 0 to below 1, got ${decay}`);
    this.#decay = decay;
    this.#warmup = warmup;
    this.values = parameters.slice();
  }

  /** Takes in the parameters after step t (1 for the first). */
  update(parameters: Float32Array, t: number): void {
    const decay = this.#warmup ? Math.min(this.#decay, (1 + t) / (10 + t)) : this.#decay;
    const { values } = this;
    const share = 1 - decay;
    for (let i = 0; i < values.length; i++) values[i] = values[i]! + share * (parameters[i]! - values[i]!);
  }
}
