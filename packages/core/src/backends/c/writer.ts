/** Lines of a kernel in C, and what both kinds of kernels write alike. */
import type { Program } from "../../formula/fuse.js";
import type { Level, Node } from "../../formula/graph.js";
import type { Lanes } from "../lanes.js";
import { Values } from "../values.js";
import { cLanes, type Handle, literal, numberOf } from "./lanes.js";

export class Writer {
  readonly lines: string[] = [];
  readonly lanes: Lanes<Handle> = cLanes((type, text) => this.keep(type, text));
  #count = 0;
  #depth = 1;

  write(line: string): void {
    this.lines.push("  ".repeat(this.#depth) + line);
  }

  block(head: string, body: () => void): void {
    this.write(`${head} {`);
    this.#depth++;
    body();
    this.#depth--;
    this.write("}");
  }

  /** A name that no other value has. */
  name(prefix: string): string {
    return `${prefix}${++this.#count}`;
  }

  keep(type: Handle["type"], text: string): Handle {
    const handle = { type, text: this.name("v") };
    this.write(`const ${type} ${handle.text} = ${text};`);
    return handle;
  }

  number(text: string): Handle {
    return this.keep("F", text);
  }
}

/** The names of the program's arrays in C, with the level of each. */
export class Arrays {
  readonly all: readonly { readonly item: object; readonly name: string; readonly level: Level }[];
  readonly #names: ReadonlyMap<object, string>;

  constructor(program: Program) {
    this.all = [
      ...program.inputs.map((item) => ({ item, level: item.level })),
      ...[...program.elementOutputs, ...program.rowOutputs].map((item) => ({
        item,
        level: item.per as Level,
      })),
    ].map(({ item, level }, i) => ({ item, level, name: `a${i}` }));
    this.#names = new Map(this.all.map(({ item, name }) => [item, name]));
  }

  of(item: object): string {
    return this.#names.get(item)!;
  }
}

/** Binds the uniforms, which follow the addresses in a call. */
export function uniformsOf(writer: Writer, program: Program, arrays: Arrays): Values<Handle> {
  const values = new Values(writer.lanes);
  program.uniforms.forEach((node, i) =>
    values.bind(node, writer.number(`all((float)call[${2 + arrays.all.length + i}])`)),
  );
  return values;
}

export const isSum = (node: Node | undefined): boolean => node === undefined || node.op === "reduce-sum";

/**
 * Values that must be the same numbers wherever they are used, and so must not be fused with a sum in one place and rounded in
 * another: those of which an extreme is taken, for x - max(x) is 0 somewhere, and products of which one is subtracted from
 * the other, for p^2 - n^2 is 0 where both are equal.
 */
export function roundedOf({ phases, before }: Program): ReadonlySet<Node> {
  const extremes = phases.flatMap(({ reductions }) =>
    reductions.filter((node) => !isSum(node)).map(({ args }) => args[0]!),
  );
  const computed = [...before, ...phases.flatMap(({ elements, afterwards }) => [...elements, ...afterwards])];
  const differences = computed.filter(
    ({ op, args }) => op === "sub" && args.every((arg) => arg.op === "mul"),
  );
  return new Set([...extremes, ...differences.flatMap(({ args }) => args)]);
}

/** Computes a value that no load or recall gives. */
export function computeValue(
  values: Values<Handle>,
  node: Node,
  rounded: ReadonlySet<Node>,
  writer: Writer,
): void {
  values.compute(node);
  if (rounded.has(node)) values.bind(node, writer.number(`apart(${numberOf(values.get(node))})`));
}

/** What an extreme begins with. */
export const neutralOf = (node: Node): string =>
  numberOf(literal(node.op === "reduce-max" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY));

/** The more extreme of two vectors. */
export const extremeOf = (node: Node, a: string, b: string): string =>
  `choose(${node.op === "reduce-max" ? `${a} < ${b}` : `${b} < ${a}`}, ${b}, ${a})`;
