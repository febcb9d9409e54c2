/**
 * Program → WGSL: a compute shader with the same polynomials as the wasm backend. Written for being right: one
 * invocation per element, or per short row; a longer row is shared by the invocations of a workgroup.
 */
import type { Phase, Program } from "../formula/fuse.js";
import type { Level, Node } from "../formula/graph.js";
import { Values } from "./values.js";
import { type Handle, literal, numberOf, wgslLanes } from "./wgsl/lanes.js";
import { GROUP, shaderText } from "./wgsl/text.js";

/** What one invocation is given. */
export type Division = "elements" | "rows" | "parts of rows";

export interface Shader {
  readonly source: string;
  readonly division: Division;
  /** Storage buffers in the order of their bindings, which begin at 1; binding 0 is `Call`. */
  readonly buffers: readonly { readonly name: string; readonly writes: boolean }[];
  /** Arrays in the order in which `Call` says where each begins, after rows, columns and zero. */
  readonly arrays: readonly string[];
}

/**
 * Where a value per row goes that the program reads, too: other invocations may not have read the old one yet. The
 * caller moves it into place after the run.
 */
export const nextOf = (name: string): string => `(next ${name})`;
/** Arrays that a kernel needs beside the program's own. */
export const SCRATCH = "(scratch)";
export const TOTALS = "(totals)";

/** Rows up to this length are computed by one invocation each. */
const SHORT_ROW = 64;

export function divisionOf(program: Program, columns: number): Division {
  if (!program.rows) return "elements";
  return columns <= SHORT_ROW ? "rows" : "parts of rows";
}

/** `(gradient of p)` → `gradient_of_p`. */
export const identifier = (name: string): string => name.replace(/^\(|\)$/g, "").replace(/\W/g, "_");

/** @param bufferOf in which buffer an array lies. Arrays of one name are one array. */
export function wgsl(
  program: Program,
  division: Division,
  bufferOf: (array: string, isInput: boolean) => string,
): Shader {
  const isShared = division === "parts of rows";
  const arrays = new Map<string, string>();
  const buffers = new Map<string, boolean>();
  const place = (name: string, isInput: boolean) => {
    const buffer = arrays.get(name) ?? bufferOf(name, isInput);
    arrays.set(name, buffer);
    buffers.set(buffer, !isInput || (buffers.get(buffer) ?? false));
  };
  for (const { name } of program.inputs) place(name, true);
  const rowArray = (name: string) => (arrays.has(name) ? nextOf(name) : name);
  const rowOutputs = program.rowOutputs.map(({ name, node }) => ({ array: rowArray(name), node }));
  for (const { name } of program.elementOutputs) place(name, false);
  for (const { array } of rowOutputs) place(array, false);
  if (program.scratch > 0) place(SCRATCH, false);
  if (program.total) place(TOTALS, false);

  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  const block = (head: string, body: () => void) => {
    write(`${head} {`);
    body();
    write("}");
  };
  let count = 0;
  const keep = (text: string): string => {
    const name = `v${++count}`;
    write(`let ${name} = ${text};`);
    return name;
  };
  const l = wgslLanes(keep);
  const number = (text: string): Handle => ({ type: "f32", text: keep(text) });
  const at = (name: string, index: string): string =>
    `${arrays.get(name)}[call.at_${identifier(name)} + ${index}]`;
  const element = division === "elements" ? "i" : "base + j";
  const indices: Readonly<Record<Level, string>> =
    division === "elements"
      ? { uniform: "0u", row: "0u", column: "i", element }
      : { uniform: "0u", row: "row", column: "j", element };

  const compute = (values: Values<Handle>, node: Node) => {
    if (node.op === "constant" || values.has(node)) return;
    if (node.op === "input") values.bind(node, number(at(node.name, indices[node.level])));
    else if (node.op === "column") values.bind(node, number(`f32(${indices.column})`));
    else if (node.op === "pick") {
      const [input, index] = node.args as [Node, Node];
      const column = `u32(${numberOf(values.get(index))})`;
      values.bind(node, number(at(input.name, input.level === "column" ? column : `base + ${column}`)));
    } else values.compute(node);
  };

  const scratchOf = new Map<Node, number>();
  const scratch = (node: Node): string =>
    at(SCRATCH, `${scratchOf.get(node)}u * call.rows * call.columns + ${element}`);

  const accumulate = (op: Node["op"], into: string, value: string) => {
    if (op === "reduce-sum") write(`${into} += ${value};`);
    else write(`${into} = select(${into}, ${value}, ${into} ${op === "reduce-max" ? "<" : ">"} ${value});`);
  };

  const emitElement = (phase: Phase, outer: Values<Handle>, reduced: ReadonlyMap<Node, string>) => {
    const values = new Values(l, outer);
    for (const node of phase.elements) {
      if (phase.recall.includes(node)) values.bind(node, number(scratch(node)));
      else compute(values, node);
    }
    for (const node of phase.keep) write(`${scratch(node)} = ${numberOf(values.get(node))};`);
    for (const [node, into] of reduced) accumulate(node.op, into, numberOf(values.get(node.args[0]!)));
    if (phase.total) write(`total += ${numberOf(values.get(phase.total))};`);
    for (const { name, node } of phase.stores) {
      const value = numberOf(values.get(node));
      write(`${at(name, element)} = ${value};`);
    }
  };

  const emitPhase = (phase: Phase, values: Values<Handle>) => {
    for (const node of phase.keep) if (!scratchOf.has(node)) scratchOf.set(node, scratchOf.size);
    const reduced = new Map(phase.reductions.map((node) => [node, `r${++count}`]));
    for (const [{ op }, into] of reduced) {
      const extremes: Readonly<Record<string, number>> = { "reduce-max": -Infinity, "reduce-min": Infinity };
      write(`var ${into} = ${literal(extremes[op] ?? 0).text};`);
    }
    const sums = [...reduced].filter(([{ op }]) => isShared && op === "reduce-sum").map(([, into]) => into);
    for (const sum of sums) write(`var ${sum}_before = 0f;`);
    const [first, step] = isShared ? ["lane", `${GROUP}u`] : ["0u", "1u"];
    block(`for (var j = ${first}; j < call.columns; j += ${step})`, () => {
      emitElement(phase, values, reduced);
      if (sums.length === 0) return;
      // Sums of 64 numbers are put aside, so that rounding grows little with the row.
      block("if ((j & 0x3f00u) == 0x3f00u)", () => {
        for (const sum of sums) write(`${sum}_before += ${sum}; ${sum} = 0f;`);
      });
    });
    for (const [node, into] of reduced) {
      const own = sums.includes(into) ? `${into}_before + ${into}` : into;
      values.bind(node, number(isShared ? `${node.op.replace("-", "_")}(lane, ${own})` : own));
    }
    for (const node of phase.afterwards) compute(values, node);
  };

  const emitBefore = (values: Values<Handle>) => {
    for (const input of program.inputs) if (input.level === "row") compute(values, input);
    for (const node of program.before) compute(values, node);
  };

  const emitAfter = (values: Values<Handle>, onlyFor: string | undefined) => {
    const hasTotal = program.total && !program.phases.some(({ total }) => total);
    if (rowOutputs.length === 0 && !hasTotal) return;
    const finish = () => {
      for (const { array, node } of rowOutputs) {
        const value = numberOf(values.get(node));
        write(`${at(array, indices.row)} = ${value};`);
      }
      if (hasTotal) write(`total += ${numberOf(values.get(program.total!))};`);
    };
    if (onlyFor) block(`if (${onlyFor})`, finish);
    else finish();
  };

  const uniforms = new Values<Handle>(l);
  program.uniforms.forEach((node, i) => uniforms.bind(node, { type: "f32", text: `call.u${i}` }));
  if (program.total) write("var total = 0f;");
  if (division === "elements") {
    const values = new Values(l, uniforms);
    emitBefore(values);
    block(`for (var i = id.x; i < call.columns; i += groups.x * ${GROUP}u)`, () => {
      for (const phase of program.phases) emitElement(phase, values, new Map());
    });
    emitAfter(values, "id.x == 0u");
  } else {
    const [first, step] = isShared ? ["group.x", "groups.x"] : ["id.x", `groups.x * ${GROUP}u`];
    block(`for (var row = ${first}; row < call.rows; row += ${step})`, () => {
      write("let base = row * call.columns;");
      const values = new Values(l, uniforms);
      emitBefore(values);
      for (const phase of program.phases) emitPhase(phase, values);
      emitAfter(values, isShared ? "lane == 0u" : undefined);
    });
  }
  if (program.total) {
    write("let all = reduce_sum(lane, total);");
    block("if (lane == 0u)", () => write(`${at(TOTALS, "group.x")} = all;`));
  }

  const fields = [...arrays.keys()].map((name) => `at_${identifier(name)}`);
  const names = [...buffers].map(([name, writes]) => ({ name, writes }));
  return {
    source: shaderText(lines, fields, program.uniforms.length, names),
    division,
    buffers: names,
    arrays: [...arrays.keys()],
  };
}
