/** Options of a loss at the door. */
import type { LossDefinition, OptionValues } from "./definition.js";
import { usageError } from "./errors.js";
import type { CommonLossOptions } from "./interfaces.js";
import { inputsOf } from "./loss-inputs.js";
import { type CommonOptions, resolveOptions } from "./options.js";

const COMMON: CommonOptions = {
  reduction: ["mean", "weighted-mean", "sum", "none"],
  ignoreIndex: null,
  classWeights: null,
  backend: null,
};

/** Defaults overlaid with what was given. @throws DownhillError `usage` */
export function lossOptions(
  definition: LossDefinition,
  given: Readonly<Record<string, unknown>> | undefined,
): OptionValues & CommonLossOptions {
  const options = resolveOptions(definition.id, definition, given, COMMON) as OptionValues &
    CommonLossOptions;
  checkCommon(definition, options);
  return options;
}

function checkCommon(definition: LossDefinition, options: CommonLossOptions): void {
  const { classWeights, ignoreIndex } = options;
  const kinds = new Set(inputsOf(definition).map(({ kind }) => kind));
  if (classWeights && !kinds.has("class weight"))
    throw usageError(`invalid classWeights: ${definition.id} does not weight classes`);
  if (ignoreIndex !== undefined && !kinds.has("class"))
    throw usageError(`invalid ignoreIndex: ${definition.id} has no class indices`);
  if (classWeights) {
    const weights = Array.from(classWeights);
    const bad = weights.findIndex((weight) => !(weight >= 0 && Number.isFinite(weight)));
    if (bad >= 0)
      throw usageError(
        `invalid classWeights of ${definition.id}: weight of class ${bad} is ${weights[bad]}; expected finite numbers ≥ 0`,
      );
    if (weights.every((weight) => weight === 0))
      throw usageError(`invalid classWeights of ${definition.id}: all are 0`);
  }
}
