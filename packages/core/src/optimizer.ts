/** `optimizer(definition)`: a catalogue entry, or yours, made callable. */
import type { OptimizerDefinition, OptionValues } from "./definition.js";
import { usageError } from "./errors.js";
import type { Source } from "./formula/index.js";
import type { OptimizerFactory } from "./interfaces.js";
import { optimizerFactory } from "./optimizer-factory.js";
import { formulaKernels } from "./optimizer-kernels.js";
import { optimizerProgram } from "./optimizer-program.js";
import { callerSource, entrySource } from "./source.js";

/**
 * Makes an optimizer from a formula, which is checked at once. See docs/formulas.md for the language.
 *
 * @returns a function from options to an `Optimizer`, with the definition on it.
 * @throws DownhillError `usage` when the formula is wrong, pointing at the place.
 * @example
 * const heavyBall = optimizer({ id: "heavy-ball", state: { v: 0 }, defaults: { lr: 0.1, mu: 0.9 }, formula: `
 *   v = mu*v + g
 *   p = p - lr*v` });
 * const state = heavyBall().init([1, 2]);
 * state.step(new Float32Array([1, 1]));
 * state.parameters; // 0.9, 1.9
 */
export function optimizer<O extends OptionValues>(definition: OptimizerDefinition<O>): OptimizerFactory<O> {
  const entry = definition as unknown as OptimizerDefinition;
  const source = callerSource(definition.id, definition.formula);
  if (typeof entry.defaults.lr !== "number")
    throw usageError(`missing default: ${entry.id} needs lr among its defaults`);
  optimizerProgram(entry, source, entry.defaults, {
    weightDecay: 0,
    l1: 0,
    l2: 0,
    clipValue: undefined,
    clipNorm: undefined,
  });
  return optimizerEntry(definition, source);
}

/** An entry of the catalogue: its formula, which tests have checked, is read when it is first used. */
export function optimizerEntry<O extends OptionValues>(
  definition: OptimizerDefinition<O>,
  source: Source = entrySource(definition.id, definition.formula),
): OptimizerFactory<O> {
  return optimizerFactory(definition, (made) => formulaKernels(made, source));
}
