/** What every way of running an optimizer has in common: where it starts, and which numbers a step is given. */
import type { StateStart } from "./definition.js";
import type { Optimizer, StepOptions } from "./interfaces.js";
import type { GroupSettings } from "./parameter-groups.js";
import { Arena } from "./training/arena.js";

/** Factor from clipping by global norm; set anew in every step. */
export const CLIP_SCALE = "clipScale";
/** As PyTorch: keeps the division safe for gradients that are all zero. */
const NORM_EPSILON = 1e-6;

/** Factor of the gradients for `clipNorm`. */
export const clipScaleOf = (norm: number, clipNorm: number | undefined): number =>
  clipNorm === undefined ? 1 : Math.min(1, clipNorm / (norm + NORM_EPSILON));

/** The values of names in a group's program that no step changes, with room for those that one does. */
export const groupValues = ({ options }: Optimizer, settings: GroupSettings): Record<string, number> => ({
  ...(options as Record<string, number>),
  ...settings,
});

/** The values of the names in a group's program, for one step. Where an update takes microseconds, `values` are reused. */
export function stepValues(
  optimizer: Optimizer,
  settings: GroupSettings,
  step: { readonly t: number; readonly clipScale: number; readonly options: StepOptions },
  values = groupValues(optimizer, settings),
): Record<string, number> {
  const { definition, options: own } = optimizer;
  const { lr, momentum } = step.options;
  if (definition.momentum) values[definition.momentum] = momentum ?? (own[definition.momentum] as number);
  values.lr = (lr ?? own.lr) * settings.lrScale;
  values.t = step.t;
  values[CLIP_SCALE] = step.clipScale;
  return values;
}

/** How a state begins: a number for all of its elements, or as a copy of the parameters. */
export function startOf(
  { options }: Optimizer,
  start: StateStart,
): { readonly perTensor: boolean; readonly fill: number | "p" } {
  const perTensor = typeof start === "object";
  const from = perTensor ? start.start : start;
  if (from === "p" && !perTensor) return { perTensor, fill: "p" };
  return { perTensor, fill: typeof from === "string" ? Number(options[from]) : from };
}

/** One vector as an arena of one tensor, with room for gradients beside it. */
export function arenaOf(parameters: Arena | ArrayLike<number>): Arena {
  // By its shape, for two copies of this library may be loaded.
  if ("segments" in parameters) return parameters;
  const arena = new Arena([{ name: "parameters", shape: [parameters.length] }]);
  arena.valuesOf("parameters").set(parameters);
  return arena;
}
