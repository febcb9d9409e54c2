/** What every way of running an optimizer has in common: which program serves a group, and which numbers it is given. */
import type { OptionValues, StateStart } from "./definition.js";
import type { Source } from "./formula/index.js";
import type { Optimizer, StepOptions } from "./interfaces.js";
import { CLIP_SCALE, type OptimizerProgram, optimizerProgram } from "./optimizer-program.js";
import type { GroupSettings } from "./parameter-groups.js";
import { Arena } from "./training/arena.js";

/** As PyTorch: keeps the division safe for gradients that are all zero. */
const NORM_EPSILON = 1e-6;

/** The program of a group, and a key that is equal where the programs are. */
export function plan(
  { definition, options }: Optimizer,
  settings: GroupSettings,
): { readonly key: string; readonly make: (source: Source) => OptimizerProgram } {
  const surroundings = { ...settings, clipValue: options.clipValue, clipNorm: options.clipNorm };
  const { weightDecay, l1, l2, clipValue, clipNorm } = surroundings;
  const own = Object.fromEntries(Object.keys(definition.defaults).map((name) => [name, options[name]!]));
  const effective: OptionValues = {
    ...own,
    ...("weightDecay" in definition.defaults && { weightDecay }),
  };
  const shape = Object.entries(effective).map(([name, value]) =>
    typeof value === "number" ? `${name} ${value === 0}` : `${name} ${value}`,
  );
  const switches = [weightDecay !== 0, l1 !== 0, l2 !== 0, clipValue !== undefined, clipNorm !== undefined];
  return {
    key: JSON.stringify([definition.formula, definition.state, shape, switches]),
    make: (source) => optimizerProgram(definition, source, effective, surroundings),
  };
}

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
