/** What to do and say when numbers stop being finite. */
import { DownhillError } from "../errors.js";
import type { Arena } from "./arena.js";
import { rowLength } from "./rows.js";
import type { Batch, History, Model, Tensor } from "./types.js";

/** Training failed: loss, gradient or parameters are no longer finite. */
export class DivergedError extends DownhillError {
  /** All that was recorded up to here. */
  readonly history: History;
  /** Update that failed, from 1. */
  readonly step: number;
  readonly epoch: number;
  readonly learningRate: number;

  constructor(
    message: string,
    history: History,
    place: { step: number; epoch: number; learningRate: number },
    options?: ErrorOptions,
  ) {
    super("diverged", message, options);
    this.name = "DivergedError";
    this.history = history;
    this.step = place.step;
    this.epoch = place.epoch;
    this.learningRate = place.learningRate;
  }
}

/** The first number that is not finite, or -1. */
export function firstNonFinite(values: ArrayLike<number>): number {
  // x - x is 0 for finite numbers only.
  for (let i = 0; i < values.length; i++) if (values[i]! - values[i]! !== 0) return i;
  return -1;
}

/** Where in the arena's values or gradients the first number is not finite, in words. */
export function nonFiniteTensor(arena: Arena, what: "parameter" | "gradient"): string | undefined {
  const values = what === "parameter" ? arena.values : arena.gradients;
  for (const { name, offset, length } of arena.segments) {
    const i = firstNonFinite(values.subarray(offset, offset + length));
    if (i >= 0) return `the ${what} ${name}[${i}] is ${values[offset + i]}`;
  }
  return undefined;
}

/** Why a loss is not finite, as far as the numbers tell: from the inputs forward. */
export function explainLoss(arena: Arena, batch: Batch, predictions: Tensor, indices: Uint32Array): string {
  const input = cell("input", batch.inputs, indices);
  if (input) return input;
  const parameter = nonFiniteTensor(arena, "parameter");
  if (parameter) return parameter;
  const target = cell("target", batch.targets, indices);
  if (target) return target;
  const output = cell("prediction", predictions, indices);
  return `all parameters are finite, ${output ? `but ${output}` : "and so are the predictions"}; ${largest(arena)}`;
}

function cell(what: string, tensor: Tensor, indices: Uint32Array): string | undefined {
  if (!(tensor.data instanceof Float32Array)) return undefined;
  const i = firstNonFinite(tensor.data);
  if (i < 0) return undefined;
  const length = Math.max(1, rowLength(tensor));
  return `the ${what} of sample ${indices[Math.floor(i / length)]}, element ${i % length}, is ${tensor.data[i]}`;
}

function largest(arena: Arena): string {
  let most = 0;
  let where = arena.segments[0]?.name ?? "no tensor";
  for (const { name } of arena.segments) {
    for (const value of arena.valuesOf(name)) {
      if (Math.abs(value) > most) {
        most = Math.abs(value);
        where = name;
      }
    }
  }
  return `the largest parameter is in ${where}: ${short(most)}`;
}

/** A number as people read it. */
export const short = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(4))) : String(value);

/** Floats that one backup may copy per step, on average: a few microseconds. */
const COPIED_PER_STEP = 65536;

/**
 * Keeps the weights with which the loss was last known to be finite. Small models are copied in every step; larger
 * ones every few steps, so that the copies cost next to nothing.
 */
export class LastFinite {
  readonly #model: Model;
  readonly #interval: number;
  readonly #parameters: Float32Array;
  readonly #buffers: readonly Float32Array[];
  /** Updates that the kept weights have seen. */
  step: number;
  /** The loss with the kept weights; NaN before the first. */
  loss = Number.NaN;

  constructor(model: Model, step: number) {
    this.#model = model;
    this.step = step;
    this.#parameters = model.arena.values.slice();
    this.#buffers = [...(model.buffers?.values() ?? [])].map((data) => data.slice());
    this.#interval = Math.ceil(model.arena.length / COPIED_PER_STEP);
  }

  /** Called with a finite loss, before the update. */
  keep(step: number, loss: number): void {
    if (step !== this.step && step % this.#interval !== 0) return;
    this.step = step;
    this.loss = loss;
    this.#parameters.set(this.#model.arena.values);
    let i = 0;
    for (const data of this.#model.buffers?.values() ?? []) this.#buffers[i++]!.set(data);
  }

  /** Leaves the kept weights in the model. */
  restore(): void {
    this.#model.arena.values.set(this.#parameters);
    let i = 0;
    for (const data of this.#model.buffers?.values() ?? []) data.set(this.#buffers[i++]!);
  }
}
