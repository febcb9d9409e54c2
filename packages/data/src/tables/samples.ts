/** From a table to data sets: which column is learned, which rows are held back. */
import { dataError, suggestion, usageError } from "@downhill/core";
import { splitIndices } from "@downhill/core/training";
import { type LabelledDataset, labelled, type NumericDataset, numeric, type Prepared } from "../labelled.js";
import { mean } from "./features.js";
import { type CategoryColumn, type Column, columnNamed, type NumberColumn, type Table } from "./table.js";
import { allRows, type FitTableOptions, fitTable, type TableTransform } from "./transform.js";

export interface SampleOptions extends Omit<FitTableOptions, "rows" | "without"> {
  /** Column with the class: whole numbers from 0, or names. */
  readonly label?: string;
  /** Column, or columns, with numbers to predict. */
  readonly target?: string | readonly string[];
  /** True: targets get mean 0 and standard deviation 1; `targetScale` leads back. Default false. */
  readonly standardizeTarget?: boolean;
  /** Share of the rows that becomes the test set. Default 0.2. */
  readonly test?: number;
  /** Decides which rows those are. Default 0. */
  readonly seed?: number;
}

export interface PreparedTable<Kind> extends Prepared<Kind> {
  /** What was learned from the training rows; it makes inputs of other tables. */
  readonly transform: TableTransform;
  /** With `standardizeTarget`: `target = number * deviation + mean`, for each target column. */
  readonly targetScale?: readonly Scale[];
}

export interface Scale {
  readonly mean: number;
  readonly deviation: number;
}

/** A class has to be an index of the model's output. */
const MOST_CLASSES = 65_536;

/**
 * Training and test set of a table. The rows are drawn by `seed`; with a label each part gets its share of every class.
 *
 * @param tables the table to split, or two that are training and test set
 */
export function prepareTable(
  tables: { readonly train: Table; readonly test?: Table },
  options: SampleOptions,
): PreparedTable<LabelledDataset> | PreparedTable<NumericDataset> {
  const { train, test } = tables;
  const { label, target } = options;
  if (label !== undefined && target !== undefined) {
    throw usageError(
      "give a label, whose values are classes, or a target, whose values are numbers; not both",
    );
  }
  if (target === undefined) {
    const column = columnNamed(train, label ?? train.columns.at(-1)!.name);
    const classes = classesOf(train, column, test && columnNamed(test, column.name), test);
    const parts = rowsOf(tables, options, classes.labels.train);
    const transform = fitTable(train, { ...options, rows: parts.train, without: [column.name] });
    const part = (which: "train" | "test"): LabelledDataset => {
      const table = which === "test" && test ? test : train;
      const labels = table === train ? classes.labels.train : classes.labels.test!;
      return labelled({
        name: partName(table, which, test),
        inputs: transform.apply(table, parts[which]),
        sampleShape: [transform.width],
        labels: Int32Array.from(parts[which], (row) => labels[row]!),
        classes: classes.count,
        ...(classes.names && { classNames: classes.names }),
      });
    };
    return { train: part("train"), test: part("test"), transform, warnings: transform.warnings };
  }
  const names = typeof target === "string" ? [target] : target;
  const parts = rowsOf(tables, options);
  const transform = fitTable(train, { ...options, rows: parts.train, without: names });
  const targetScale = options.standardizeTarget
    ? names.map((name) => scaleOf(train, name, parts.train))
    : undefined;
  const part = (which: "train" | "test"): NumericDataset => {
    const table = which === "test" && test ? test : train;
    return numeric({
      name: partName(table, which, test),
      inputs: transform.apply(table, parts[which]),
      sampleShape: [transform.width],
      targets: targetsOf(table, names, parts[which], targetScale),
      targetShape: [names.length],
    });
  };
  const { warnings } = transform;
  return {
    train: part("train"),
    test: part("test"),
    transform,
    warnings,
    ...(targetScale && { targetScale }),
  };
}

const partName = (table: Table, which: string, test: Table | undefined): string =>
  test || which === "train" ? table.name : `${table.name}, test part`;

function rowsOf(
  { train, test }: { readonly train: Table; readonly test?: Table },
  { test: share = 0.2, seed = 0 }: SampleOptions,
  labels?: Int32Array,
): { train: Uint32Array; test: Uint32Array } {
  if (test) return { train: allRows(train), test: allRows(test) };
  const held = Math.round(train.length * share);
  if (!(share > 0 && share < 1) || held < 1 || held >= train.length) {
    throw usageError(
      `invalid test share: ${share} of ${train.length} rows; give a number between 0 and 1 that leaves both parts some`,
    );
  }
  const [first, rest] = splitIndices(train.length, held, seed, labels);
  return { train: rest.sort(), test: first.slice().sort() };
}

interface Classes {
  readonly count: number;
  /** Undefined where the labels are indices themselves. */
  readonly names?: readonly string[];
  readonly labels: { readonly train: Int32Array; readonly test?: Int32Array };
}

function classesOf(table: Table, column: Column, other?: Column, otherTable?: Table): Classes {
  if (column.kind === "category") {
    const names = [...column.names].sort();
    const labels = namedLabels(table, column, names);
    if (!other) return { count: names.length, names, labels: { train: labels } };
    if (other.kind !== "category") throw differ(otherTable!, column);
    return {
      count: names.length,
      names,
      labels: { train: labels, test: namedLabels(otherTable!, other, names) },
    };
  }
  const labels = numberedLabels(table, column);
  if (other && other.kind !== "number") throw differ(otherTable!, column);
  const test = other && numberedLabels(otherTable!, other as NumberColumn);
  const most = [labels, ...(test ? [test] : [])].flatMap((part) => part.reduce((a, b) => Math.max(a, b), 0));
  return { count: Math.max(...most) + 1, labels: { train: labels, ...(test && { test }) } };
}

const differ = (table: Table, column: Column) =>
  dataError(`${table.name}: column "${column.name}" holds another kind of labels than the training rows`);

function namedLabels(table: Table, column: CategoryColumn, classes: readonly string[]): Int32Array {
  const indices = new Map(classes.map((name, i) => [name, i]));
  return column.values.map((value, row) => {
    if (value < 0) throw dataError(`${table.place(row)}: the label "${column.name}" is missing`);
    const name = column.names[value]!;
    const index = indices.get(name);
    if (index !== undefined) return index;
    const close = suggestion(name, classes);
    const hint = close === undefined ? "" : `; did you mean ${close}?`;
    throw dataError(`${table.place(row)}: the label "${name}" is not a class of the training rows${hint}`);
  });
}

function numberedLabels(table: Table, { name, values }: NumberColumn): Int32Array {
  return Int32Array.from(values, (value, row) => {
    if (Number.isInteger(value) && value >= 0 && value < MOST_CLASSES) return value;
    const shown = Number.isNaN(value) ? "missing" : value;
    throw dataError(
      `${table.place(row)}: the label "${name}" is ${shown}; labels are whole numbers from 0 to ${MOST_CLASSES - 1}, ` +
        `or names. Numbers to predict are a target: { target: ${JSON.stringify(name)} }`,
    );
  });
}

function targetsOf(
  table: Table,
  names: readonly string[],
  rows: Uint32Array,
  scales?: readonly Scale[],
): Float32Array {
  const targets = new Float32Array(rows.length * names.length);
  names.forEach((name, at) => {
    const { mean, deviation } = scales?.[at] ?? { mean: 0, deviation: 1 };
    const values = targetValues(table, name, rows);
    for (let i = 0; i < rows.length; i++) targets[i * names.length + at] = (values[i]! - mean) / deviation;
  });
  return targets;
}

function scaleOf(table: Table, name: string, rows: Uint32Array): Scale {
  const values = targetValues(table, name, rows);
  const average = mean(values);
  const deviation = Math.sqrt(mean(values.map((value) => (value - average) ** 2)));
  if (deviation > 0) return { mean: average, deviation };
  throw dataError(
    `${table.name}: the target "${name}" is ${values[0]} in every training row; there is nothing to learn`,
  );
}

function targetValues(table: Table, name: string, rows: Uint32Array): Float64Array {
  const column = columnNamed(table, name);
  if (column.kind !== "number") {
    throw dataError(
      `${table.name}: the target "${name}" holds names, not numbers. Classes are a label: { label }`,
    );
  }
  return Float64Array.from(rows, (row) => {
    const value = column.values[row]!;
    if (Number.isNaN(value)) throw dataError(`${table.place(row)}: the target "${name}" is missing`);
    return value;
  });
}
