/**
 * The plain backend: a program becomes JavaScript loops over typed arrays. Numbers are float64 between load and store.
 * Meant for reading and for comparison; it uses `new Function`, which strict content policies forbid, as wasm does not.
 */
import type { Phase, Program } from "../formula/fuse.js";
import { type Node, opOf } from "../formula/graph.js";
import type { OpName } from "../formula/ops.js";
import { type Backend, type Kernel, oneByOne } from "./kernel.js";

/** Total over the primitives: a new one must be added here. */
const spellings: Readonly<Record<OpName, (a: string, b: string, c: string) => string>> = {
  add: (a, b) => `${a} + ${b}`,
  sub: (a, b) => `${a} - ${b}`,
  mul: (a, b) => `${a} * ${b}`,
  div: (a, b) => `${a} / ${b}`,
  neg: (a) => `-${a}`,
  pow: (a, b) => `${a} ** ${b}`,
  abs: (a) => `Math.abs(${a})`,
  sign: (a) => `(${a} > 0 ? 1 : ${a} < 0 ? -1 : ${a} * 0)`,
  floor: (a) => `Math.floor(${a})`,
  sqrt: (a) => `Math.sqrt(${a})`,
  exp: (a) => `Math.exp(${a})`,
  log: (a) => `Math.log(${a})`,
  log1p: (a) => `Math.log1p(${a})`,
  expm1: (a) => `Math.expm1(${a})`,
  sigmoid: (a) => `(${a} >= 0 ? 1 / (1 + Math.exp(-${a})) : Math.exp(${a}) / (1 + Math.exp(${a})))`,
  tanh: (a) => `Math.tanh(${a})`,
  softplus: (a) => `Math.max(${a}, 0) + Math.log1p(Math.exp(-Math.abs(${a})))`,
  sin: (a) => `Math.sin(${a})`,
  cos: (a) => `Math.cos(${a})`,
  min: (a, b) => `Math.min(${a}, ${b})`,
  max: (a, b) => `Math.max(${a}, ${b})`,
  lt: (a, b) => `(${a} < ${b} ? 1 : 0)`,
  le: (a, b) => `(${a} <= ${b} ? 1 : 0)`,
  gt: (a, b) => `(${a} > ${b} ? 1 : 0)`,
  ge: (a, b) => `(${a} >= ${b} ? 1 : 0)`,
  eq: (a, b) => `(${a} === ${b} ? 1 : 0)`,
  ne: (a, b) => `(${a} !== ${b} ? 1 : 0)`,
  where: (c, a, b) => `(${c} !== 0 ? ${a} : ${b})`,
  xlogy: (a, b) => `(${a} === 0 ? 0 : ${a} * Math.log(${b}))`,
  stop: (a) => a,
};

/** The program as the text of a function of (memory, rows, columns, addresses, uniforms). */
export function javascript(program: Program): string {
  const uniform = new Map(program.uniforms.map((node, i) => [node, `u${i}`]));
  const array = new Map<object, string>();
  const items = [...program.inputs, ...program.elementOutputs, ...program.rowOutputs];
  items.forEach((item, i) => array.set(item, `a${i}`));

  const value = (node: Node): string => {
    if (node.op === "constant")
      return node.value < 0 || Object.is(node.value, -0) ? `(${node.value})` : String(node.value);
    return uniform.get(node) ?? `n${node.id}`;
  };
  const compute = (node: Node): string => {
    const [a, b, c] = node.args.map(value);
    switch (node.op) {
      case "constant":
        return "";
      case "input":
        return `const n${node.id} = a${program.inputs.indexOf(node)}[${index(node)}];`;
      case "column":
        return `const n${node.id} = j;`;
      case "pick":
        return `const n${node.id} = ${array.get(node.args[0]!)}[${node.args[0]!.level === "column" ? "" : "base + "}${b}];`;
      default:
        return `const n${node.id} = ${spellings[opOf(node)!](a!, b ?? "", c ?? "")};`;
    }
  };
  const index = (node: Node): string =>
    ({ row: "i", column: "j", element: "base + j", uniform: "0" })[node.level];

  const phase = (each: Phase): string[] => {
    const start = each.reductions.map(
      (node) =>
        `let n${node.id} = ${node.op === "reduce-sum" ? "0" : node.op === "reduce-max" ? "-Infinity" : "Infinity"};`,
    );
    const gather = each.reductions.map((node) => {
      const argument = value(node.args[0]!);
      if (node.op === "reduce-sum") return `n${node.id} += ${argument};`;
      return `n${node.id} = Math.${node.op === "reduce-max" ? "max" : "min"}(n${node.id}, ${argument});`;
    });
    return [
      ...start,
      "for (let j = 0; j < columns; j++) {",
      ...each.elements.map((node) =>
        each.recall.includes(node) ? `const n${node.id} = k${node.id}[j];` : compute(node),
      ),
      ...each.keep.map((node) => `k${node.id}[j] = n${node.id};`),
      ...gather,
      ...(each.total ? [`total += ${value(each.total)};`] : []),
      ...each.stores.map((output) => `${array.get(output)}[base + j] = ${value(output.node)};`),
      "}",
      ...each.afterwards.map(compute),
    ];
  };

  const hasElementTotal = program.phases.some((each) => each.total);
  return [
    ...items.map((_, i) => `const a${i} = new Float32Array(memory.buffer, addresses[${i}]);`),
    ...program.uniforms.map((_, i) => `const u${i} = uniforms[${i}];`),
    ...program.phases.flatMap(({ keep }) =>
      keep.map((node) => `const k${node.id} = new Float64Array(columns);`),
    ),
    "let total = 0;",
    "for (let i = 0; i < rows; i++) {",
    "const base = i * columns;",
    ...program.inputs.filter((input) => input.level === "row").map(compute),
    ...program.before.map(compute),
    ...program.phases.flatMap(phase),
    ...program.rowOutputs.map((output) => `${array.get(output)}[i] = ${value(output.node)};`),
    ...(program.total && !hasElementTotal ? [`total += ${value(program.total)};`] : []),
    "}",
    "return total;",
  ]
    .filter((line) => line !== "")
    .join("\n");
}

export const js: Backend = {
  name: "js",
  compile(program: Program): Kernel {
    const run = new Function("memory", "rows", "columns", "addresses", "uniforms", javascript(program));
    return oneByOne((memory, { rows, columns, addresses, uniforms }) =>
      run(memory, rows, columns, addresses, uniforms),
    );
  },
};
