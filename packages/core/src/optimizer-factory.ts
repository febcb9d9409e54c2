/** An optimizer's options at the door, wherever its kernels come from. */
import type { OptimizerDefinition, OptionValues } from "./definition.js";
import type { CommonOptimizerOptions, Given, Optimizer, OptimizerFactory } from "./interfaces.js";
import { notNegative, positive } from "./limits.js";
import type { OptimizerKernels } from "./optimizer-groups.js";
import { OptimizerOnArena } from "./optimizer-state.js";
import { arenaOf } from "./optimizer-step.js";
import { type CommonOptions, resolveOptions } from "./options.js";

const COMMON: CommonOptions = {
  lr: notNegative,
  weightDecay: notNegative,
  l1: notNegative,
  l2: notNegative,
  clipValue: positive,
  clipNorm: positive,
  onNonFinite: ["stop", "skip"],
  decayBiases: null,
  groups: null,
  backend: null,
};

/** @param kernelsOf called for each set of options; throws when it cannot serve them */
export function optimizerFactory<O extends OptionValues>(
  definition: OptimizerDefinition<O>,
  kernelsOf: (optimizer: Optimizer) => OptimizerKernels,
): OptimizerFactory<O> {
  const entry = definition as unknown as OptimizerDefinition;
  const make = (given?: Given<O> & CommonOptimizerOptions): Optimizer => {
    const options = resolveOptions(entry.id, entry, given, COMMON) as Optimizer["options"];
    const made: Optimizer = {
      id: entry.id,
      definition: entry,
      options,
      init: (parameters) => new OptimizerOnArena(made, kernels, arenaOf(parameters)),
    };
    const kernels = kernelsOf(made);
    return made;
  };
  return Object.assign(make, { definition });
}
