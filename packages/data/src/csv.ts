/** Tables of numbers with a column of labels, as comma-separated text (RFC 4180, with `;` and tab as separators too). */
import { dataError } from "@downhill/core";
import { readBytes } from "./files.js";
import { labelled, type TrainAndTest } from "./labelled.js";
import { split } from "./select.js";

export interface CsvOptions {
  readonly path: string;
  /** Name of the column that holds the label. Default: the last column. */
  readonly label?: string;
  /** Share of the rows that becomes the test set. Default 0.2. */
  readonly test?: number;
  /** Decides which rows those are. Default 0. */
  readonly seed?: number;
}

/** Whole-number labels are class indices; other labels become classes in alphabetical order. */
export async function csv(options: CsvOptions): Promise<TrainAndTest> {
  const { path } = options;
  const text = new TextDecoder("utf-8").decode(await readBytes(path));
  const rows = parseCsv(text, path);
  const header = rows[0];
  if (!header || rows.length < 2) throw dataError(`empty data set: ${path} has no rows below its header`);
  const labelColumn =
    options.label === undefined ? header.cells.length - 1 : header.cells.indexOf(options.label);
  if (labelColumn < 0)
    throw dataError(`no column ${options.label} in ${path}; columns: ${header.cells.join(", ")}`);

  const columns = header.cells.length - 1;
  const samples = rows.slice(1);
  const inputs = new Float32Array(samples.length * columns);
  const names = samples.map(({ cells, line }, row) => {
    if (cells.length !== header.cells.length) {
      throw dataError(`${path}:${line}: ${cells.length} cells, the header has ${header.cells.length}`);
    }
    const values = cells.filter((_, column) => column !== labelColumn);
    inputs.set(
      values.map((cell, column) =>
        number(cell, `${path}:${line}:${column < labelColumn ? column + 1 : column + 2}`),
      ),
      row * columns,
    );
    return cells[labelColumn]!.trim();
  });
  const whole = names.every((name) => /^-?\d+$/.test(name));
  const classes = [...new Set(names)].sort();
  const labels = Int32Array.from(names, (name) => (whole ? Number(name) : classes.indexOf(name)));
  const all = labelled({ name: path, inputs, sampleShape: [columns], labels });
  const { kept, held } = split(all, options.test ?? 0.2, options.seed);
  return { train: kept, test: { ...held, name: `${path}, test part` } };
}

interface Row {
  /** Line in the file where the row starts, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** @throws DownhillError `data` for a quote that is not closed. */
export function parseCsv(text: string, path: string): Row[] {
  const source = text.replace(/^\uFEFF/, "");
  const firstLine = source.split(/\r?\n/, 1)[0]!;
  const separator = [",", ";", "\t"].find((candidate) => firstLine.includes(candidate)) ?? ",";
  const rows: Row[] = [];
  let cells: string[] = [];
  let cell = "";
  let quotedSince = 0;
  let line = 1;
  let rowLine = 1;
  const endRow = () => {
    cells.push(cell);
    if (cells.length > 1 || cell.trim() !== "") rows.push({ line: rowLine, cells });
    cells = [];
    cell = "";
  };
  for (let at = 0; at < source.length; at++) {
    const character = source[at]!;
    if (character === "\n") line++;
    if (quotedSince) {
      if (character !== '"') cell += character;
      else if (source[at + 1] === '"') cell += source[++at];
      else quotedSince = 0;
    } else if (character === '"' && cell === "") quotedSince = line;
    else if (character === separator) {
      cells.push(cell);
      cell = "";
    } else if (character === "\n") {
      endRow();
      rowLine = line;
    } else if (character !== "\r") cell += character;
  }
  if (quotedSince) throw dataError(`${path}:${quotedSince}: a quote is opened and never closed`);
  endRow();
  return rows;
}

function number(cell: string, place: string): number {
  const value = cell.trim() === "" ? Number.NaN : Number(cell);
  if (!Number.isFinite(value)) {
    const shown = cell.trim() === "" ? "an empty cell" : JSON.stringify(cell);
    throw dataError(`${place}: ${shown} is not a finite number; remove the row or fill the cell`);
  }
  return value;
}
