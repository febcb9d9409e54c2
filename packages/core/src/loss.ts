/** `loss(definition)`: a catalogue entry, or yours, made callable. */
import { compile } from "./backends/compile.js";
import { type BackendName, backends } from "./backends/index.js";
import type { Kernel } from "./backends/kernel.js";
import { Memory } from "./backends/memory.js";
import type { LossDefinition, OptionValues, Written } from "./definition.js";
import { dataError, usageError } from "./errors.js";
import { evaluateUniform, type Program, type Source } from "./formula/index.js";
import type {
  CommonLossOptions,
  EvaluateOptions,
  Given,
  Loss,
  LossFactory,
  LossResult,
  Reduction,
} from "./interfaces.js";
import {
  gradientName,
  type Input,
  inputsOf,
  LOSSES,
  lossGraph,
  lossProgram,
  SCALE,
  type Variant,
  WEIGHT,
} from "./loss-program.js";
import { resolveOptions } from "./options.js";
import { sourceOf } from "./source.js";

const COMMON = ["reduction", "ignoreIndex", "classWeights", "backend"];
const REDUCTIONS: readonly Reduction[] = ["mean", "weighted-mean", "sum", "none"];
const BACKENDS = Object.keys(backends) as BackendName[];

interface Compiled {
  readonly program: Program;
  readonly kernel: Kernel;
}

/** Kernels by entry, options and variant. */
const cache = new WeakMap<LossDefinition, Map<string, Compiled>>();
/** Where inputs are copied when the caller names no memory. */
let ownMemory: Memory | undefined;

/**
 * Makes a loss from a formula. See docs/formulas.md for the language.
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
  const definition = { defaults: {}, ...written } as LossDefinition<O>;
  const entry = definition as unknown as LossDefinition;
  const source = sourceOf(definition.id, definition.formula);
  lossGraph(entry, source, entry.defaults, false);
  const make = (given: Given<O> & CommonLossOptions = {}): Loss => {
    const options = resolveOptions(entry.id, entry, given, COMMON) as OptionValues & CommonLossOptions;
    checkCommon(entry, options);
    return new FormulaLoss(entry, source, options);
  };
  return Object.assign(make, { definition });
}

function checkCommon(definition: LossDefinition, options: CommonLossOptions): void {
  const { reduction, backend, classWeights, ignoreIndex } = options;
  if (reduction && !REDUCTIONS.includes(reduction))
    throw usageError(
      `invalid reduction of ${definition.id}: expected one of ${REDUCTIONS.join(" ")}; got ${reduction}`,
    );
  if (backend && !BACKENDS.includes(backend))
    throw usageError(
      `invalid backend of ${definition.id}: expected one of ${BACKENDS.join(" ")}; got ${backend}`,
    );
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

class FormulaLoss implements Loss {
  readonly id: string;
  readonly definition: LossDefinition;
  readonly options: OptionValues & CommonLossOptions;
  readonly #source: Source;
  readonly #inputs: readonly Input[];
  readonly #perRow: boolean;

  constructor(definition: LossDefinition, source: Source, options: OptionValues & CommonLossOptions) {
    this.id = definition.id;
    this.definition = definition;
    this.options = options;
    this.#source = source;
    this.#inputs = inputsOf(definition);
    this.#perRow = lossGraph(definition, source, options, options.classWeights !== undefined).perRow;
  }

  evaluate(...inputsAndOptions: (ArrayLike<number> | EvaluateOptions)[]): LossResult {
    const { arrays, options } = this.#arguments(inputsAndOptions);
    const shape = this.#shape(arrays, options);
    if (options.check !== false) this.#checkTargets(arrays, shape.columns);
    const { weights, divisor } = this.#weigh(arrays, options, shape);
    const reduction = this.options.reduction ?? "mean";
    const perElementWeights =
      weights !== undefined && !this.#perRow && weights.length === shape.rows * shape.columns;
    const variant: Variant = {
      gradient: options.gradient !== false,
      weights: !weights ? "none" : perElementWeights ? "element" : "row",
      classWeights: this.options.classWeights !== undefined,
      each: reduction === "none",
    };
    const rows = variant.weights === "row" ? weights!.length : shape.rows;
    const columns = (shape.rows * shape.columns) / Math.max(1, rows);
    const scale = reduction === "mean" || reduction === "weighted-mean" ? (divisor > 0 ? 1 / divisor : 0) : 1;
    return this.#run(arrays, weights, { rows, columns, scale, variant }, options);
  }

  #arguments(given: readonly (ArrayLike<number> | EvaluateOptions)[]) {
    const names = this.#inputs.filter(({ kind }) => kind !== "class weight").map(({ name }) => name);
    const last = given.at(-1);
    const hasOptions = last !== undefined && !("length" in last);
    const options = (hasOptions ? last : {}) as EvaluateOptions;
    const values = (hasOptions ? given.slice(0, -1) : given) as ArrayLike<number>[];
    if (values.length !== names.length) {
      throw usageError(
        `wrong number of inputs: ${this.id}.evaluate takes ${names.join(", ")}; got ${values.length}`,
      );
    }
    const arrays = new Map(names.map((name, i) => [name, values[i]!]));
    if (this.options.classWeights)
      arrays.set(this.#inputs.find(({ kind }) => kind === "class weight")!.name, this.options.classWeights);
    return { arrays, options };
  }

  /** Rows and columns of the predictions, from whatever tells. */
  #shape(
    arrays: ReadonlyMap<string, ArrayLike<number>>,
    options: EvaluateOptions,
  ): { rows: number; columns: number } {
    const elements = this.#inputs.filter(({ kind }) => kind === "prediction" || kind === "target");
    const first = elements[0]!;
    const length = arrays.get(first.name)!.length;
    for (const { name } of elements) {
      const other = arrays.get(name)!.length;
      if (other !== length)
        throw usageError(
          `lengths differ: ${this.id} got ${length} numbers in ${first.name} and ${other} in ${name}; give one per element in both`,
        );
    }
    if (!this.#perRow) return { rows: 1, columns: length };
    const perRow = this.#inputs.find(({ kind }) => kind === "class" || kind === "row target");
    const rows = perRow
      ? arrays.get(perRow.name)!.length
      : options.columns
        ? length / options.columns
        : options.weights?.length;
    if (rows === undefined)
      throw usageError(
        `missing columns: ${this.id} works on rows; say how long one is: evaluate(…, { columns: 128 })`,
      );
    const columns = rows === 0 ? 0 : length / rows;
    if (!Number.isInteger(columns) || !Number.isInteger(rows) || (rows > 0 && columns === 0)) {
      throw usageError(
        `lengths differ: ${this.id} got ${length} numbers in ${first.name}, which is not a whole number of columns for ${rows} rows`,
      );
    }
    for (const { name, kind } of this.#inputs) {
      const count = arrays.get(name)?.length;
      if ((kind === "class" || kind === "row target") && count !== rows)
        throw usageError(
          `lengths differ: ${this.id} got ${count} numbers in ${name}, expected one per row: ${rows}`,
        );
      if (kind === "class weight" && count !== undefined && count !== columns)
        throw usageError(`invalid classWeights of ${this.id}: got ${count} weights for ${columns} classes`);
    }
    return { rows, columns };
  }

  #checkTargets(arrays: ReadonlyMap<string, ArrayLike<number>>, columns: number): void {
    for (const { name, kind, values, range } of this.#inputs) {
      if (kind === "prediction" || (!values && !range)) continue;
      const array = arrays.get(name)!;
      const perRow = kind === "row target" || !this.#perRow ? 1 : columns;
      for (let i = 0; i < array.length; i++) {
        const value = array[i]!;
        const ok = values ? values.includes(value) : value >= range![0] && value <= range![1];
        if (ok) continue;
        const expected = values ? `one of ${values.join(" ")}` : `a number from ${range![0]} to ${range![1]}`;
        throw dataError(
          `invalid target: ${this.id} got ${value} in ${name}, row ${Math.floor(i / perRow)}; expected ${expected}`,
        );
      }
    }
  }

  /** Weights per row or element, with ignored rows at 0, and the number that a mean divides by. */
  #weigh(
    arrays: ReadonlyMap<string, ArrayLike<number>>,
    options: EvaluateOptions,
    shape: { rows: number; columns: number },
  ) {
    const items = this.#perRow ? shape.rows : shape.columns;
    let weights = options.weights;
    if (
      weights &&
      (this.#perRow ? weights.length !== items : items % weights.length !== 0 || weights.length === 0)
    ) {
      throw usageError(
        `lengths differ: ${this.id} got ${weights.length} weights for ${items} ${this.#perRow ? "rows" : "elements"}`,
      );
    }
    const { ignoreIndex, classWeights, reduction } = this.options;
    const [target, ...others] = this.#inputs.filter(({ kind }) => kind === "class");
    for (const { name } of others) checkClasses(this.id, name, arrays.get(name)!, shape.columns, undefined);
    let counted = items;
    if (target) {
      const indices = arrays.get(target.name)!;
      const ignored = checkClasses(this.id, target.name, indices, shape.columns, ignoreIndex);
      if (ignored > 0) {
        const given = weights;
        weights = Float32Array.from({ length: shape.rows }, (_, i) =>
          indices[i] === ignoreIndex ? 0 : (given?.[i] ?? 1),
        );
        counted -= ignored;
      }
      if (classWeights && reduction !== "weighted-mean") {
        counted = 0;
        for (let i = 0; i < indices.length; i++)
          if (indices[i] !== ignoreIndex) counted += classWeights[indices[i]!]!;
      }
    }
    if (reduction === "weighted-mean" && weights) {
      counted = 0;
      for (let i = 0; i < weights.length; i++) counted += weights[i]!;
      counted *= items / weights.length;
    }
    return { weights, divisor: counted };
  }

  #run(
    arrays: ReadonlyMap<string, ArrayLike<number>>,
    weights: ArrayLike<number> | undefined,
    call: { rows: number; columns: number; scale: number; variant: Variant },
    options: EvaluateOptions,
  ): LossResult {
    const { rows, columns, scale, variant } = call;
    const { program, kernel } = this.#compiled(variant);
    const memory = options.memory ?? (ownMemory ??= new Memory());
    const predictions = this.#inputs.filter(({ kind }) => kind === "prediction");
    const target = this.#inputs.find(({ kind }) => kind === "class")?.name;

    // Addresses are taken before anything is allocated: growing the memory detaches the caller's views.
    const addressOf = (array: ArrayLike<number>): number | undefined =>
      array instanceof Float32Array && memory.owns(array) ? array.byteOffset : undefined;
    const inputs = program.inputs.map(({ name }) => {
      const array = name === WEIGHT ? weights! : arrays.get(name)!;
      // Ignored rows are cleaned in a copy, for the kernel looks up their class too.
      const isCleaned = name === target && this.options.ignoreIndex !== undefined;
      return { name, array, address: isCleaned ? undefined : addressOf(array) };
    });
    const intoAddresses = options.into?.map(addressOf);

    return memory.scratch(() => {
      const place = (array: ArrayLike<number>, name: string): number => {
        const block = memory.allocateScratch(array.length);
        block.array.set(array);
        if (name === target && this.options.ignoreIndex !== undefined) {
          const floats = block.array;
          for (let i = 0; i < floats.length; i++) if (floats[i] === this.options.ignoreIndex) floats[i] = 0;
        }
        return block.byteOffset;
      };
      const addresses = inputs.map(({ name, array, address }) => address ?? place(array, name));
      const outputs = [...program.elementOutputs, ...program.rowOutputs].map((output) => {
        const index = predictions.findIndex(({ name }) => gradientName(name) === output.name);
        const length = output.per === "row" ? rows : rows * columns;
        const byteOffset =
          (index >= 0 ? intoAddresses?.[index] : undefined) ?? memory.allocateScratch(length).byteOffset;
        return { output, index, length, byteOffset };
      });
      const uniforms = program.uniforms.map((node) => evaluateUniform(node, { [SCALE]: scale }, columns));
      const total = kernel(memory, {
        rows,
        columns,
        addresses: [...addresses, ...outputs.map(({ byteOffset }) => byteOffset)],
        uniforms,
      });

      const gradients: Record<string, Float32Array> = {};
      let losses: Float32Array | undefined;
      for (const { output, index, length, byteOffset } of outputs) {
        const view = new Float32Array(memory.buffer, byteOffset, length);
        if (output.name === LOSSES) losses = view.slice();
        else
          gradients[predictions[index]!.name] = this.#deliver(
            view,
            options.into?.[index],
            intoAddresses?.[index] !== undefined,
          );
      }
      const gradient = gradients[predictions[0]!.name] ?? new Float32Array(0);
      return { value: total * scale, gradient, gradients, ...(losses && { losses }) };
    });
  }

  #deliver(view: Float32Array, into: Float32Array | undefined, inPlace: boolean): Float32Array {
    if (inPlace) return view;
    if (!into) return view.slice();
    into.set(view);
    return into;
  }

  #compiled(variant: Variant): Compiled {
    let entries = cache.get(this.definition);
    if (!entries) cache.set(this.definition, (entries = new Map()));
    const own = Object.keys(this.definition.defaults).map((name) => this.options[name]);
    const backend = this.options.backend ?? "wasm";
    const key = JSON.stringify([own, variant, backend]);
    let compiled = entries.get(key);
    if (!compiled) {
      const { program } = lossProgram(this.definition, this.#source, this.options, variant);
      compiled = { program, kernel: compile(program, backend) };
      entries.set(key, compiled);
    }
    return compiled;
  }
}

/** @returns how many rows are ignored. @throws DownhillError `data` naming the row and the index. */
function checkClasses(
  id: string,
  name: string,
  indices: ArrayLike<number>,
  columns: number,
  ignoreIndex: number | undefined,
): number {
  let ignored = 0;
  for (let row = 0; row < indices.length; row++) {
    const index = indices[row]!;
    if (index === ignoreIndex) ignored++;
    else if (!(index >= 0 && index < columns && Number.isInteger(index))) {
      throw dataError(
        `class out of range: ${id} got ${index} in ${name}, row ${row}; expected an integer from 0 to ${columns - 1}`,
      );
    }
  }
  return ignored;
}
