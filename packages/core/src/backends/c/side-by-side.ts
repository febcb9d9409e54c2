/**
 * Program → C with one lane per row: as many short rows side by side as a vector has lanes. Their elements are turned into
 * columns of a tile on their way in, and back on their way out.
 *
 * When fewer rows are left, the missing lanes repeat the last row: they store the same numbers again and are left out of
 * the total.
 */
import type { Phase, Program } from "../../formula/fuse.js";
import type { Node } from "../../formula/graph.js";
import { Values } from "../values.js";
import { type Handle, numberOf } from "./lanes.js";
import {
  type Arrays,
  computeValue,
  extremeOf,
  isSum,
  neutralOf,
  roundedOf,
  uniformsOf,
  type Writer,
} from "./writer.js";

/** Rows up to this length are computed side by side. */
export const SHORT_ROW = 32;

export function writeSideBySide(writer: Writer, program: Program, arrays: Arrays): void {
  const { lanes } = writer;
  const rounded = roundedOf(program);
  const elements = arrays.all.filter(({ level }) => level === "element");
  const tileOf = (item: object): string => `tile_${arrays.of(item)}`;
  const kept = new Map<Node, string>();
  for (const { keep } of program.phases)
    for (const node of keep) if (!kept.has(node)) kept.set(node, writer.name("kept"));
  const inputs = program.inputs.filter(({ level }) => level === "element");
  const tile = (name: string) =>
    writer.write(`Number ${name}[${SHORT_ROW} * W] __attribute__((aligned(64)));`);

  const pick = (node: Node, values: Values<Handle>): Handle => {
    const [input, index] = node.args as [Node, Node];
    const name = writer.name("picked");
    const from =
      input.level === "column"
        ? `${arrays.of(input)}[(long)indices[i]]`
        : `${tileOf(input)}[(long)indices[i] * W + i]`;
    writer.write(`F ${name};`);
    writer.write(`{ const F indices = ${numberOf(values.get(index))}; EACH ${name}[i] = ${from}; }`);
    return { type: "F", text: name };
  };

  const emitPhase = (phase: Phase, outer: Values<Handle>) => {
    const reductions = phase.reductions.map((node) => ({ node, name: writer.name("s") }));
    for (const { node, name } of reductions)
      writer.write(`F ${name} = ${isSum(node) ? "all(0.0f)" : neutralOf(node)};`);
    writer.block("for (long j = 0; j < columns; j++)", () => {
      const values = new Values(lanes, outer);
      for (const node of phase.elements) {
        if (phase.recall.includes(node)) values.bind(node, writer.number(`load(${kept.get(node)} + j * W)`));
        else if (node.op === "column") values.bind(node, writer.number("all((float)j)"));
        else if (node.op === "input")
          values.bind(
            node,
            writer.number(
              node.level === "element" ? `load(${tileOf(node)} + j * W)` : `all(${arrays.of(node)}[j])`,
            ),
          );
        else if (node.op !== "constant") computeValue(values, node, rounded, writer);
      }
      for (const node of phase.keep)
        writer.write(`store(${kept.get(node)} + j * W, ${numberOf(values.get(node))});`);
      for (const { node, name } of reductions) {
        const value = numberOf(values.get(node.args[0]!));
        writer.write(isSum(node) ? `${name} += ${value};` : `${name} = ${extremeOf(node, name, value)};`);
      }
      if (phase.total) writer.write(`sum += ${numberOf(values.get(phase.total))};`);
      for (const output of phase.stores)
        writer.write(`store(${tileOf(output)} + j * W, ${numberOf(values.get(output.node))});`);
    });
    for (const { node, name } of reductions) outer.bind(node, { type: "F", text: name });
    for (const node of phase.afterwards) computeValue(outer, node, rounded, writer);
  };

  const uniforms = uniformsOf(writer, program, arrays);
  for (const { item } of elements) tile(tileOf(item));
  for (const name of kept.values()) tile(name);
  writer.write("double total[W] = {0};");
  writer.block("for (long row = 0; row < count; row += W)", () => {
    writer.write("const long valid = count - row < W ? count - row : W;");
    for (const input of inputs)
      writer.write(`turn_in(${tileOf(input)}, ${arrays.of(input)} + row * columns, valid, columns);`);
    const values = new Values(lanes, uniforms);
    for (const input of program.inputs)
      if (input.level === "row")
        values.bind(input, writer.number(`load_rows(${arrays.of(input)} + row, valid)`));
    for (const node of program.before) {
      if (node.op === "pick") values.bind(node, pick(node, values));
      else computeValue(values, node, rounded, writer);
    }
    const hasElementTotal = program.phases.some(({ total }) => total);
    if (program.total) writer.write("F sum = all(0.0f);");
    for (const phase of program.phases) emitPhase(phase, values);
    for (const output of program.elementOutputs)
      writer.write(`turn_out(${arrays.of(output)} + row * columns, ${tileOf(output)}, valid, columns);`);
    for (const output of program.rowOutputs)
      writer.write(`store_some(${arrays.of(output)} + row, ${numberOf(values.get(output.node))}, valid);`);
    if (program.total) {
      if (!hasElementTotal) writer.write(`sum = ${numberOf(values.get(program.total))};`);
      writer.write("widen(total, (F)((lanes() < (int)valid) & (I)sum));");
    }
  });
  writer.write("return add_up(total);");
}
