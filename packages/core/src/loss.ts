/** `loss(definition)`: a catalogue entry, or yours, made callable. */
import { backendOf, compile } from "./backends/compile.js";
import type { Kernel } from "./backends/kernel.js";
import { Memory } from "./backends/memory.js";
import type { LossDefinition, OptionValues, Written } from "./definition.js";
import { usageError } from "./errors.js";
import { type Program, type Source, type Uniforms, uniformsOf } from "./formula/index.js";
import type { CommonLossOptions, Given, Loss, LossFactory, LossResult } from "./interfaces.js";
import { type Callee, calleeOf, cleanedInput, type LossCall, lossCall, placeInput } from "./loss-call.js";
import {
  gradientName,
  inputsOf,
  LOSSES,
  lossGraph,
  lossProgram,
  SCALE,
  type Variant,
} from "./loss-program.js";
import { type CommonOptions, resolveOptions } from "./options.js";
import { callerSource, entrySource } from "./source.js";

const COMMON: CommonOptions = {
  reduction: ["mean", "weighted-mean", "sum", "none"],
  ignoreIndex: null,
  classWeights: null,
  backend: null,
};

interface Compiled {
  readonly program: Program;
  readonly kernel: Kernel;
  readonly uniforms: Uniforms;
}

/** Kernels by entry, options and variant. */
const cache = new WeakMap<LossDefinition, Map<string, Compiled>>();
/** Where inputs are copied when the caller names no memory. */
let ownMemory: Memory | undefined;

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
    const options = resolveOptions(entry.id, entry, given, COMMON) as OptionValues & CommonLossOptions;
    checkCommon(entry, options);
    return formulaLoss(entry, source, options);
  };
  return Object.assign(make, { definition });
}

function checkCommon(definition: LossDefinition, options: CommonLossOptions): void {
  const { backend, classWeights, ignoreIndex } = options;
  backendOf(definition.id, backend);
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

function formulaLoss(
  definition: LossDefinition,
  source: Source,
  options: OptionValues & CommonLossOptions,
): Loss {
  const callee = calleeOf(definition, options, source);
  const evaluate: Loss["evaluate"] = (...inputsAndOptions) => {
    const call = lossCall(callee, inputsAndOptions);
    return run(callee, call, compiledFor(callee, call.variant));
  };
  return { id: definition.id, definition, options, evaluate };
}

function compiledFor(callee: Callee, variant: Variant): Compiled {
  const { id, definition, options } = callee;
  let entries = cache.get(definition);
  if (!entries) cache.set(definition, (entries = new Map()));
  const own = Object.keys(definition.defaults).map((name) => options[name]);
  const backend = backendOf(id, options.backend);
  const key = JSON.stringify([own, variant, backend.name]);
  let compiled = entries.get(key);
  if (!compiled) {
    const program = lossProgram(callee.graph, variant);
    compiled = { program, kernel: compile(program, backend), uniforms: uniformsOf(program.uniforms) };
    entries.set(key, compiled);
  }
  return compiled;
}

function run(callee: Callee, call: LossCall, { program, kernel, uniforms }: Compiled): LossResult {
  const { arrays, rows, columns, scale, options } = call;
  const { into } = options;
  const memory = options.memory ?? (ownMemory ??= new Memory());
  const predictions = callee.inputs.filter(({ kind }) => kind === "prediction");
  const cleaned = cleanedInput(callee);

  // Addresses are taken before anything is allocated: growing the memory detaches the caller's views.
  const addressOf = (array: ArrayLike<number>): number | undefined =>
    array instanceof Float32Array && memory.owns(array) ? array.byteOffset : undefined;
  const inputs = program.inputs.map(({ name }) => {
    const array = arrays.get(name)!;
    return { name, array, address: name === cleaned ? undefined : addressOf(array) };
  });
  const intoAddresses = into?.map(addressOf);

  return memory.scratch(() => {
    const place = (array: ArrayLike<number>, name: string): number => {
      const block = memory.allocateScratch(array.length);
      placeInput(callee, name, array, block.array);
      return block.byteOffset;
    };
    const addresses = inputs.map(({ name, array, address }) => address ?? place(array, name));
    const outputs = [...program.elementOutputs, ...program.rowOutputs].map(({ name, per }) => {
      const index = predictions.findIndex((prediction) => gradientName(prediction.name) === name);
      const length = per === "row" ? rows : rows * columns;
      const address = intoAddresses?.[index] ?? memory.allocateScratch(length).byteOffset;
      return { name, index, length, address };
    });
    const total = kernel(memory, {
      rows,
      columns,
      addresses: [...addresses, ...outputs.map(({ address }) => address)],
      uniforms: uniforms({ [SCALE]: scale }, columns),
    });

    const gradients: Record<string, Float32Array> = {};
    let losses: Float32Array | undefined;
    for (const { name, index, length, address } of outputs) {
      const view = new Float32Array(memory.buffer, address, length);
      if (name === LOSSES) losses = view.slice();
      else
        gradients[predictions[index]!.name] =
          intoAddresses?.[index] === undefined ? delivered(view, into?.[index]) : view;
    }
    const gradient = gradients[predictions[0]!.name] ?? new Float32Array(0);
    return { value: total * scale, gradient, gradients, ...(losses && { losses }) };
  });
}

function delivered(view: Float32Array, into: Float32Array | undefined): Float32Array {
  if (!into) return view.slice();
  into.set(view);
  return into;
}
