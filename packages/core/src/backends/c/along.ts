/**
 * Program → C with one lane per column: several vectors of neighbouring elements of a row at a time. Also serves programs
 * without rows, whose one row is the whole array.
 */
import type { Output, Phase, Program } from "../../formula/fuse.js";
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

interface Accumulator {
  /** A reduction; undefined for the program's total. */
  readonly node: Node | undefined;
  readonly value: Node;
  /** Vectors that take turns, so that none waits for the one before. */
  readonly name: string;
  /** Of sums: one float64 per lane. */
  readonly wide: string;
}

/** Elements of a phase up to which so many vectors per turn pay. */
const ABREAST = [
  { elements: 24, vectors: 4 },
  { elements: 64, vectors: 2 },
] as const;

const abreast = (phase: Phase): number =>
  ABREAST.find(({ elements }) => phase.elements.length <= elements)?.vectors ?? 1;

/** The sum of a power of two of vectors. */
function pairwise(name: string, count: number, from = 0): string {
  if (count === 1) return `${name}[${from}]`;
  const half = count / 2;
  return `(${pairwise(name, half, from)} + ${pairwise(name, half, from + half)})`;
}

export function writeAlong(
  writer: Writer,
  program: Program,
  arrays: Arrays,
  guard: string | undefined,
): void {
  const { lanes } = writer;
  const rounded = roundedOf(program);
  const guarded = program.inputs.find(({ name }) => name === guard);
  const scratchOf = new Map<Node, number>();
  const scratch = (node: Node): string => `scratch + ${scratchOf.get(node)} * (columns + W)`;

  const isRead = new Set(program.inputs.map(({ name }) => name));
  /** Nothing of it is read before it is written. */
  const isFresh = ({ name }: Output): boolean => !isRead.has(name) && guard === undefined;
  const fresh = program.elementOutputs.filter(isFresh);
  const streamOf = (output: Output): string => `streams_${arrays.of(output)}`;

  const emitPass = (
    phase: Phase,
    outer: Values<Handle>,
    accumulators: readonly Accumulator[],
    isEnd: boolean,
  ) => {
    const values = new Values(lanes, outer);
    for (const node of phase.elements) {
      if (phase.recall.includes(node)) values.bind(node, writer.number(`load(${scratch(node)} + k)`));
      else if (node.op === "input") values.bind(node, writer.number(`load(${arrays.of(node)} + k)`));
      else if (node.op === "column")
        values.bind(node, writer.number("__builtin_convertvector(lanes() + (int)k, F)"));
      else if (node.op !== "constant") computeValue(values, node, rounded, writer);
    }
    for (const node of phase.keep)
      writer.write(`store(${scratch(node)} + k, ${numberOf(values.get(node))});`);
    for (const { node, value, name } of accumulators) {
      const text = numberOf(values.get(value));
      const into = `${name}[${isEnd ? 0 : "u"}]`;
      if (isSum(node)) writer.write(`${into} += ${isEnd ? `(F)(inside & (I)(${text}))` : text};`);
      else {
        const whole = isEnd ? writer.number(`choose(inside, ${text}, ${neutralOf(node!)})`).text : text;
        writer.write(`${into} = ${extremeOf(node!, into, whole)};`);
      }
    }
    for (const output of phase.stores) {
      const value = numberOf(values.get(output.node));
      if (isEnd) writer.write(`store_some(${arrays.of(output)} + k, ${value}, columns - k);`);
      else if (isFresh(output)) writer.write(`put(${streamOf(output)}, ${arrays.of(output)} + k, ${value});`);
      else writer.write(`store(${arrays.of(output)} + k, ${value});`);
    }
  };

  const emitPhase = (phase: Phase, values: Values<Handle>) => {
    for (const node of phase.keep) if (!scratchOf.has(node)) scratchOf.set(node, scratchOf.size);
    const vectors = abreast(phase);
    const accumulators: Accumulator[] = phase.reductions.map((node) => ({
      node,
      value: node.args[0]!,
      name: writer.name("s"),
      wide: writer.name("d"),
    }));
    if (phase.total)
      accumulators.push({ node: undefined, value: phase.total, name: writer.name("s"), wide: "total" });
    const sums = accumulators.filter(({ node }) => isSum(node));
    for (const { node, name, wide } of accumulators) {
      writer.write(`F ${name}[${vectors}];`);
      writer.write(
        `for (int u = 0; u < ${vectors}; u++) ${name}[u] = ${isSum(node) ? "all(0.0f)" : neutralOf(node!)};`,
      );
      if (node && isSum(node)) writer.write(`double ${wide}[W] = {0};`);
    }
    const widen = () => {
      for (const { name, wide } of sums) {
        writer.write(`widen(${wide}, ${pairwise(name, vectors)});`);
        writer.write(`UNROLL for (int u = 0; u < ${vectors}; u++) ${name}[u] = all(0.0f);`);
      }
    };
    writer.write("j = 0;");
    writer.write(`full = columns / (${vectors} * W) * (${vectors} * W);`);
    const passes = (end: string) =>
      writer.block(`for (; j < ${end}; j += ${vectors} * W)`, () =>
        writer.block(`UNROLL for (int u = 0; u < ${vectors}; u++)`, () => {
          writer.write("const long k = j + u * W;");
          emitPass(phase, values, accumulators, false);
        }),
      );
    if (sums.length === 0 && !guarded) passes("full");
    else
      writer.block("while (j < full)", () => {
        const block = guarded ? "GUARDED" : "BLOCK";
        writer.write(`const long end = full - j < ${block} ? full : j + ${block};`);
        if (guarded)
          writer.write(`if (!are_finite(${arrays.of(guarded)} + j, end - j)) return __builtin_nanf("");`);
        passes("end");
        widen();
      });
    if (guarded)
      writer.write(`if (!are_finite(${arrays.of(guarded)} + j, columns - j)) return __builtin_nanf("");`);
    writer.block("for (; j < columns; j += W)", () => {
      writer.write("const long k = j;");
      if (accumulators.length > 0) writer.write("const I inside = lanes() < (int)(columns - k);");
      emitPass(phase, values, accumulators, true);
    });
    widen();
    for (const { node, name, wide } of accumulators) {
      if (!node) continue;
      if (isSum(node)) values.bind(node, writer.number(`all((float)add_up(${wide}))`));
      else {
        for (let u = 1; u < vectors; u++)
          writer.write(`${name}[0] = ${extremeOf(node, `${name}[0]`, `${name}[${u}]`)};`);
        const across = node.op === "reduce-max" ? "largest" : "smallest";
        values.bind(node, writer.number(`all(${across}(${name}[0]))`));
      }
    }
    for (const node of phase.afterwards) computeValue(values, node, rounded, writer);
  };

  const pick = (node: Node, values: Values<Handle>): Handle => {
    const [input, index] = node.args as [Node, Node];
    return writer.number(`all(${arrays.of(input)}[(long)(${numberOf(values.get(index))})[0]])`);
  };

  const uniforms = uniformsOf(writer, program, arrays);
  const emitRow = () => {
    const values = new Values(lanes, uniforms);
    for (const output of fresh)
      writer.write(`const int ${streamOf(output)} = can_stream(call, ${arrays.of(output)});`);
    for (const input of program.inputs)
      if (input.level === "row") values.bind(input, writer.number(`all(${arrays.of(input)}[0])`));
    for (const node of program.before) {
      if (node.op === "pick") values.bind(node, pick(node, values));
      else computeValue(values, node, rounded, writer);
    }
    for (const phase of program.phases) emitPhase(phase, values);
    for (const output of program.rowOutputs)
      writer.write(`${arrays.of(output)}[0] = (${numberOf(values.get(output.node))})[0];`);
    if (program.total && !program.phases.some(({ total }) => total))
      writer.write(`total[0] += (${numberOf(values.get(program.total))})[0];`);
  };

  writer.write("double total[W] = {0};");
  writer.write("long j, full;");
  if (program.rows)
    writer.block("for (long row = 0; row < count; row++)", () => {
      emitRow();
      for (const { name, level } of arrays.all) {
        if (level === "element") writer.write(`${name} += columns;`);
        if (level === "row") writer.write(`${name}++;`);
      }
    });
  else emitRow();
  if (fresh.length > 0) writer.write("finish_streams();");
  writer.write("return add_up(total);");
}
