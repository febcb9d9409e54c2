/** `loss(definition)`: a catalogue entry, or yours, made callable. */
import { backendOf, compile } from "./backends/compile.js";
import type { LossDefinition, OptionValues, Written } from "./definition.js";
import { type Source, uniformsOf } from "./formula/index.js";
import type { CommonLossOptions, Given, Loss, LossFactory } from "./interfaces.js";
import { lossCall } from "./loss-call.js";
import { calleeOf, type FormulaCallee } from "./loss-callee.js";
import { SCALE, type Variant } from "./loss-inputs.js";
import { lossOptions } from "./loss-options.js";
import { lossGraph, lossProgram } from "./loss-program.js";
import { type LossKernel, runLoss } from "./loss-run.js";
import { callerSource, entrySource } from "./source.js";

/** Kernels by entry, options and variant. */
const cache = new WeakMap<LossDefinition, Map<string, LossKernel>>();

/**
 * Makes a loss from a formula, which is checked at once. See docs/formulas.md for the language.
 *
 * @returns a function from options to a `Loss`, with the definition on it.
 * @throws DownhillError `usage` when the formula is wrong, pointing at the place.
 * @example
 * const cubic = loss({ id: "cubic", formula: "L = abs(p - y)^3" });
 * cubic().evaluate([1, 2], [0, 0]).value; // 4.5
 */
export function loss<O extends OptionValues = Record<never, never>>(
  written: Written<LossDefinition<O>>,
): LossFactory<O> {
  const source = callerSource(written.id, written.formula);
  const factory = lossEntry(written, source);
  const entry = factory.definition as unknown as LossDefinition;
  lossGraph(entry, source, entry.defaults, false);
  return factory;
}

/** An entry of the catalogue: its formula, which tests have checked, is read when it is first used. */
export function lossEntry<O extends OptionValues = Record<never, never>>(
  written: Written<LossDefinition<O>>,
  source: Source = entrySource(written.id, written.formula),
): LossFactory<O> {
  const definition = { defaults: {}, ...written } as LossDefinition<O>;
  const entry = definition as unknown as LossDefinition;
  const make = (given?: Given<O> & CommonLossOptions): Loss => {
    const options = lossOptions(entry, given);
    backendOf(entry.id, options.backend);
    return formulaLoss(entry, source, options);
  };
  return Object.assign(make, { definition });
}

function formulaLoss(
  definition: LossDefinition,
  source: Source,
  options: OptionValues & CommonLossOptions,
): Loss {
  const callee = calleeOf(definition, options, source);
  const evaluate: Loss["evaluate"] = (...inputsAndOptions) => {
    const call = lossCall(callee, inputsAndOptions);
    return runLoss(callee, call, compiledFor(callee, call.variant));
  };
  return { id: definition.id, definition, options, evaluate };
}

function compiledFor(callee: FormulaCallee, variant: Variant): LossKernel {
  const { id, definition, options } = callee;
  let entries = cache.get(definition);
  if (!entries) cache.set(definition, (entries = new Map()));
  const own = Object.keys(definition.defaults).map((name) => options[name]);
  const backend = backendOf(id, options.backend);
  const key = JSON.stringify([own, variant, backend.name]);
  let compiled = entries.get(key);
  if (!compiled) {
    const program = lossProgram(callee.graph, variant);
    const uniforms = uniformsOf(program.uniforms);
    compiled = {
      layout: program,
      kernel: compile(program, backend),
      uniforms: (scale, columns) => uniforms({ [SCALE]: scale }, columns),
    };
    entries.set(key, compiled);
  }
  return compiled;
}
