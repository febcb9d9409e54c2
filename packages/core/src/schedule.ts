/** `schedule(definition)`: a catalogue entry, or yours, made callable. */
import type { OptionValue, OptionValues, ScheduleDefinition, Written } from "./definition.js";
import { usageError } from "./errors.js";
import { compileScalars, parse, type ScalarProgram, type Source, topological } from "./formula/index.js";
import { formulaError } from "./formula/parse.js";
import type { Given, Rates, RunFacts, Schedule, ScheduleFactory } from "./interfaces.js";
import { notNegative } from "./limits.js";
import { labelNumbers, resolveOptions } from "./options.js";
import { callerSource, entrySource } from "./source.js";

/** A compiled entry, with what of its scope the formula really uses. */
interface Compiled {
  readonly definition: ScheduleDefinition;
  readonly program: ScalarProgram;
  readonly used: ReadonlySet<string>;
}

type Values = Record<string, number | readonly number[]>;

/**
 * Makes a schedule from a formula of the step, which is checked at once. See docs/formulas.md for the language.
 *
 * @returns a function from options to a `Schedule`, with the definition on it.
 * @throws DownhillError `usage` when the formula is wrong, pointing at the place.
 * @example
 * const halves = schedule({ id: "halves", defaults: { every: 10 }, formula: `
 *   lr = lr*0.5^floor(t/every)` });
 * const rate = halves({ lr: 0.1 });
 * [rate(0), rate(9), rate(10)]; // 0.1, 0.1, 0.05
 */
export function schedule<O extends OptionValues = Record<never, never>>(
  written: Written<ScheduleDefinition<O>>,
): ScheduleFactory<O> {
  const source = callerSource(written.id, written.formula);
  const factory = scheduleEntry(written, source);
  compileEntry(factory.definition as unknown as ScheduleDefinition, source);
  return factory;
}

/** An entry of the catalogue: its formula, which tests have checked, is read when it is first used. */
export function scheduleEntry<O extends OptionValues = Record<never, never>>(
  written: Written<ScheduleDefinition<O>>,
  source: Source = entrySource(written.id, written.formula),
): ScheduleFactory<O> {
  const definition = { defaults: {}, ...written } as ScheduleDefinition<O>;
  const entry = definition as unknown as ScheduleDefinition;
  let compiled: Compiled | undefined;
  const make = (given?: Given<O> & { readonly lr?: number }): Schedule => {
    const options = resolveOptions(entry.id, entry, given, { lr: notNegative });
    checkVectors(entry.id, options);
    compiled ??= compileEntry(entry, source);
    return formulaSchedule(compiled, options);
  };
  return Object.assign(make, { definition });
}

function compileEntry(definition: ScheduleDefinition, source: Source): Compiled {
  const names = Object.keys(definition.defaults);
  const isVector = (name: string) => Array.isArray(definition.defaults[name]);
  const program = compileScalars(
    source,
    ["t", "lr", ...labelNumbers(definition.choices).keys(), ...names.filter((name) => !isVector(name))],
    names.filter(isVector),
  );
  if (!program.outputs.has("lr")) {
    const { span } = parse(source).at(-1)!;
    throw formulaError(source, span, "missing lr", "a schedule formula must assign lr, the learning rate");
  }
  const leaves = topological([...program.outputs.values()]).filter(({ op }) => op === "uniform");
  return { definition, program, used: new Set(leaves.map(({ name }) => name)) };
}

function formulaSchedule(compiled: Compiled, options: OptionValues): Schedule {
  const { id } = compiled.definition;
  const own = typeof options.lr === "number" ? options.lr : undefined;
  const steps = typeof options.steps === "number" ? options.steps : undefined;
  let alone: ((t: number) => Rates) | undefined;
  const rate = (t: number): number => {
    alone ??= ratesOf(compiled, valuesOf(compiled, options, own ?? 1, steps));
    return alone(t).lr;
  };
  const bind = (run: RunFacts) => ({
    at: ratesOf(compiled, valuesOf(compiled, options, own ?? run.lr, steps ?? run.steps)),
  });
  return Object.assign(rate, { id, options, steps, bind });
}

function ratesOf({ definition, program }: Compiled, values: Values): (t: number) => Rates {
  const { momentumSwitch } = definition;
  const movesMomentum = momentumSwitch === undefined || values[momentumSwitch] === 1;
  return (t) => {
    const { lr, momentum } = program.evaluate({ ...values, t });
    return { lr: lr!, ...(momentum !== undefined && movesMomentum && { momentum }) };
  };
}

/** Everything that the formula sees, as numbers; what was left at null is filled in. */
function valuesOf(compiled: Compiled, options: OptionValues, lr: number, steps: number | undefined): Values {
  const labels = labelNumbers(compiled.definition.choices);
  const values: Values = { ...Object.fromEntries(labels), lr };
  const number = (value: OptionValue): number | readonly number[] => {
    if (typeof value === "boolean") return Number(value);
    if (typeof value === "string") return labels.get(value)!;
    return value ?? lr;
  };
  for (const [name, value] of Object.entries(options)) values[name] = number(value);
  if (Object.hasOwn(options, "steps")) values.steps = steps ?? unknownLength(compiled);
  return values;
}

function unknownLength({ definition, used }: Compiled): number {
  if (!used.has("steps")) return 0;
  throw usageError(
    `missing steps: ${definition.id} does not know how long it is; give ${definition.id}({ steps: 1000 }), or let the run fill it in with bind({ lr, steps })`,
  );
}

function checkVectors(id: string, options: OptionValues): void {
  for (const [name, value] of Object.entries(options)) {
    if (typeof value !== "object" || value === null) continue;
    const bad = value.findIndex((item) => !Number.isFinite(item));
    if (bad >= 0)
      throw usageError(`invalid ${name} of ${id}: number ${bad} is ${value[bad]}; expected finite numbers`);
  }
}
