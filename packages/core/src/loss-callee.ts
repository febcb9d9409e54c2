/** A loss whose kernels are compiled from its formula when they are needed. */
import type { LossDefinition, OptionValues } from "./definition.js";
import type { Source } from "./formula/index.js";
import type { CommonLossOptions, Loss } from "./interfaces.js";
import type { Callee } from "./loss-call.js";
import { inputsOf } from "./loss-inputs.js";
import { type LossGraph, lossGraph } from "./loss-program.js";
import { firstBad } from "./loss-target-kernels.js";
import { entrySource } from "./source.js";

export interface FormulaCallee extends Callee {
  /** Made when first asked for. */
  readonly graph: LossGraph;
}

export function calleeOf(
  definition: LossDefinition,
  options: OptionValues & CommonLossOptions,
  source: Source,
): FormulaCallee {
  let graph: LossGraph | undefined;
  return {
    id: definition.id,
    definition,
    options,
    inputs: inputsOf(definition),
    firstBad,
    get graph() {
      graph ??= lossGraph(definition, source, options, options.classWeights !== undefined);
      return graph;
    },
    get perRow() {
      return this.graph.perRow;
    },
  };
}

const callees = new WeakMap<Loss, FormulaCallee>();

/** What calls of a loss have in common, for those who run its formula themselves. */
export function calleeFor(loss: Loss): FormulaCallee {
  let callee = callees.get(loss);
  if (!callee) {
    const { definition, options } = loss;
    callee = calleeOf(definition, options, entrySource(definition.id, definition.formula));
    callees.set(loss, callee);
  }
  return callee;
}
