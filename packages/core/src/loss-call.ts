/** What a caller asks of a loss: inputs and options checked, shapes and weights worked out, before anything runs. */
import type { Memory } from "./backends/memory.js";
import type { LossDefinition, OptionValues } from "./definition.js";
import { dataError, usageError } from "./errors.js";
import type { CommonLossOptions, EvaluateOptions } from "./interfaces.js";
import { type Input, type Variant, WEIGHT } from "./loss-inputs.js";
import { between, type Condition, indexBelow, isIndexBelow, oneOf } from "./loss-targets.js";

/** What calls of one loss have in common. */
export interface Callee {
  readonly id: string;
  readonly definition: LossDefinition;
  readonly options: OptionValues & CommonLossOptions;
  readonly inputs: readonly Input[];
  /** One loss per row, not per element. */
  readonly perRow: boolean;
  /** The place of the first target that is not as it must be, -1 when all are. */
  firstBad(condition: Condition, targets: ArrayLike<number>, memory: Memory | undefined): number;
}

export interface LossCall {
  /** By name, class weights and sample weights included. */
  readonly arrays: Map<string, ArrayLike<number>>;
  readonly rows: number;
  readonly columns: number;
  /** Factor of the sum: 1 divided by what a mean divides by. */
  readonly scale: number;
  readonly variant: Variant;
  readonly options: EvaluateOptions;
}

interface Shape {
  readonly rows: number;
  readonly columns: number;
}

/** @throws DownhillError `usage` for wrong lengths, `data` for a target out of range (named with row and value). */
export function lossCall(callee: Callee, given: readonly (ArrayLike<number> | EvaluateOptions)[]): LossCall {
  const { arrays, options } = argumentsOf(callee, given);
  const shape = shapeOf(callee, arrays, options);
  if (options.check !== false) checkTargets(callee, arrays, shape.columns, options.memory);
  const { weights, divisor } = weigh(callee, arrays, options, shape);
  const reduction = callee.options.reduction ?? "mean";
  const perElementWeights =
    weights !== undefined && !callee.perRow && weights.length === shape.rows * shape.columns;
  const variant: Variant = {
    gradient: options.gradient !== false,
    weights: !weights ? "none" : perElementWeights ? "element" : "row",
    classWeights: callee.options.classWeights !== undefined,
    each: reduction === "none",
  };
  const rows = variant.weights === "row" ? weights!.length : shape.rows;
  const columns = (shape.rows * shape.columns) / Math.max(1, rows);
  const scale = reduction === "mean" || reduction === "weighted-mean" ? (divisor > 0 ? 1 / divisor : 0) : 1;
  if (weights) arrays.set(WEIGHT, weights);
  return { arrays, rows, columns, scale, variant, options };
}

/** The input whose ignored rows must be cleaned in a copy, for kernels look up their class too. */
export function cleanedInput({ inputs, options }: Callee): string | undefined {
  return options.ignoreIndex === undefined ? undefined : inputs.find(({ kind }) => kind === "class")?.name;
}

/** Copies an input to where a kernel reads it. */
export function placeInput(callee: Callee, name: string, array: ArrayLike<number>, into: Float32Array): void {
  into.set(array);
  if (name !== cleanedInput(callee)) return;
  for (let i = 0; i < into.length; i++) if (into[i] === callee.options.ignoreIndex) into[i] = 0;
}

function argumentsOf(callee: Callee, given: readonly (ArrayLike<number> | EvaluateOptions)[]) {
  const names = callee.inputs.filter(({ kind }) => kind !== "class weight").map(({ name }) => name);
  const last = given.at(-1);
  const hasOptions = last !== undefined && !("length" in last);
  const options = (hasOptions ? last : {}) as EvaluateOptions;
  const values = (hasOptions ? given.slice(0, -1) : given) as ArrayLike<number>[];
  if (values.length !== names.length) {
    throw usageError(
      `wrong number of inputs: ${callee.id}.evaluate takes ${names.join(", ")}; got ${values.length}`,
    );
  }
  const arrays = new Map(names.map((name, i) => [name, values[i]!]));
  if (callee.options.classWeights)
    arrays.set(callee.inputs.find(({ kind }) => kind === "class weight")!.name, callee.options.classWeights);
  return { arrays, options };
}

/** Rows and columns of the predictions, from whatever tells. */
function shapeOf(
  callee: Callee,
  arrays: ReadonlyMap<string, ArrayLike<number>>,
  options: EvaluateOptions,
): Shape {
  const elements = callee.inputs.filter(({ kind }) => kind === "prediction" || kind === "target");
  const first = elements[0]!;
  const length = arrays.get(first.name)!.length;
  for (const { name } of elements) {
    const other = arrays.get(name)!.length;
    if (other !== length)
      throw usageError(
        `lengths differ: ${callee.id} got ${length} numbers in ${first.name} and ${other} in ${name}; expected one per element`,
      );
  }
  if (!callee.perRow) return { rows: 1, columns: length };
  const perRow = callee.inputs.find(({ kind }) => kind === "class" || kind === "row target");
  const rows = perRow
    ? arrays.get(perRow.name)!.length
    : options.columns
      ? length / options.columns
      : options.weights?.length;
  if (rows === undefined)
    throw usageError(
      `missing columns: ${callee.id} works on rows; say how long one is: evaluate(…, { columns: 128 })`,
    );
  const columns = rows === 0 ? 0 : length / rows;
  if (!Number.isInteger(columns) || !Number.isInteger(rows) || (rows > 0 && columns === 0)) {
    throw usageError(
      `lengths differ: ${callee.id} got ${length} numbers in ${first.name}, not a whole number of columns for ${rows} rows`,
    );
  }
  for (const { name, kind } of callee.inputs) {
    const count = arrays.get(name)?.length;
    if ((kind === "class" || kind === "row target") && count !== rows)
      throw usageError(
        `lengths differ: ${callee.id} got ${count} numbers in ${name}, expected one per row: ${rows}`,
      );
    if (kind === "class weight" && count !== undefined && count !== columns)
      throw usageError(`invalid classWeights of ${callee.id}: got ${count} weights for ${columns} classes`);
  }
  return { rows, columns };
}

function checkTargets(
  callee: Callee,
  arrays: ReadonlyMap<string, ArrayLike<number>>,
  columns: number,
  memory: Memory | undefined,
): void {
  for (const { name, kind, values, range } of callee.inputs) {
    if (kind === "prediction" || (!values && !range)) continue;
    const array = arrays.get(name)!;
    const perRow = kind === "row target" || !callee.perRow ? 1 : columns;
    const condition = values ? oneOf(values) : between(range!);
    const i = callee.firstBad(condition, array, memory);
    if (i < 0) continue;
    throw dataError(
      `invalid target: ${callee.id} got ${array[i]} in ${name}, row ${Math.floor(i / perRow)}; expected ${condition.expected}`,
    );
  }
}

/** Weights per row or element, with ignored rows at 0, and the number that a mean divides by. */
function weigh(
  callee: Callee,
  arrays: ReadonlyMap<string, ArrayLike<number>>,
  options: EvaluateOptions,
  shape: Shape,
) {
  const items = callee.perRow ? shape.rows : shape.columns;
  let weights = options.weights;
  if (
    weights &&
    (callee.perRow ? weights.length !== items : items % weights.length !== 0 || weights.length === 0)
  ) {
    throw usageError(
      `lengths differ: ${callee.id} got ${weights.length} weights for ${items} ${callee.perRow ? "rows" : "elements"}`,
    );
  }
  const { ignoreIndex, classWeights, reduction } = callee.options;
  const [target, ...others] = callee.inputs.filter(({ kind }) => kind === "class");
  for (const { name } of others)
    checkClasses(callee, name, arrays.get(name)!, shape.columns, undefined, options.memory);
  let counted = items;
  if (target) {
    const indices = arrays.get(target.name)!;
    const ignored = checkClasses(callee, target.name, indices, shape.columns, ignoreIndex, options.memory);
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

/** @returns how many rows are ignored. @throws DownhillError `data` naming the row and the index. */
function checkClasses(
  { id, firstBad }: Callee,
  name: string,
  indices: ArrayLike<number>,
  columns: number,
  ignoreIndex: number | undefined,
  memory: Memory | undefined,
): number {
  const condition = indexBelow(columns);
  let ignored = 0;
  let bad = -1;
  if (ignoreIndex === undefined) bad = firstBad(condition, indices, memory);
  else {
    for (let row = 0; row < indices.length && bad < 0; row++) {
      if (indices[row] === ignoreIndex) ignored++;
      else if (!isIndexBelow(columns, indices[row]!)) bad = row;
    }
  }
  if (bad < 0) return ignored;
  throw dataError(
    `class out of range: ${id} got ${indices[bad]} in ${name}, row ${bad}; expected ${condition.expected}`,
  );
}
