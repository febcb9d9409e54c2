/** What must hold for any graph before it is looked at further. */
import { dataError } from "@downhill/core";
import type { ElementType } from "../graph/element-types.js";
import type { Graph, ModelFile, Node } from "../graph/graph.js";
import { namesRead } from "../graph/subgraphs.js";

const SHOWN = 8;

/** The first few of many, for messages. */
export function listed(names: readonly string[]): string {
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "";
  return names.slice(0, SHOWN).join(", ") + more;
}

const describe = (node: Node): string => `${node.op} ${node.name || `-> ${node.outputs[0] ?? ""}`}`;

/** @throws DownhillError `data` when two things have one name. */
function refuseDuplicates({ nodes, initializers, inputs }: Graph): void {
  const seen = new Set([...initializers.keys()]);
  const twice: string[] = [];
  for (const name of [...inputs.map((input) => input.name), ...nodes.flatMap((node) => node.outputs)]) {
    if (name === "") continue;
    if (seen.has(name)) twice.push(name);
    seen.add(name);
  }
  if (twice.length > 0) throw dataError(`the model is not valid: ${listed(twice)} is made more than once`);
}

/** @throws DownhillError `data` for values that are used but neither given nor computed. */
function refuseMissing({ nodes, initializers, inputs, outputs }: Graph): void {
  const made = new Set([
    "",
    ...initializers.keys(),
    ...inputs.map(({ name }) => name),
    ...nodes.flatMap((node) => node.outputs),
  ]);
  const missing: string[] = [];
  for (const node of nodes)
    for (const name of namesRead(node)) if (!made.has(name)) missing.push(`${name} (of ${describe(node)})`);
  for (const { name } of outputs) if (!made.has(name)) missing.push(`${name} (an output)`);
  if (missing.length > 0) {
    throw dataError(
      `the model is not complete: no initializer, input or node gives ${listed([...new Set(missing)])}`,
    );
  }
}

/**
 * The nodes in an order in which every value is made before it is used; as they are where that holds already.
 * @throws DownhillError `data` that names nodes of a cycle
 */
export function sorted(graph: Graph): Node[] {
  const given = ["", ...graph.initializers.keys(), ...graph.inputs.map(({ name }) => name)];
  const ready = new Set(given);
  const waiting = new Map<string, number[]>();
  // How many inputs of each node are still to be made.
  const open = graph.nodes.map((node, index) => {
    const needed = new Set(namesRead(node).filter((name) => !ready.has(name)));
    for (const input of needed) {
      const list = waiting.get(input);
      if (list) list.push(index);
      else waiting.set(input, [index]);
    }
    return needed.size;
  });
  const order = open.flatMap((count, index) => (count === 0 ? [index] : []));
  for (let next = 0; next < order.length; next++) {
    for (const output of graph.nodes[order[next]!]!.outputs) {
      for (const index of waiting.get(output) ?? []) if (--open[index]! === 0) order.push(index);
    }
  }
  if (order.length < graph.nodes.length) {
    const rest = graph.nodes.filter((_, index) => open[index]! > 0);
    throw dataError(`the model is not valid: its nodes form a cycle: ${listed(rest.map(describe))}`);
  }
  const seen = new Set(given);
  const isSorted = graph.nodes.every((node) => {
    const fits = namesRead(node).every((name) => seen.has(name));
    for (const output of node.outputs) seen.add(output);
    return fits;
  });
  return isSorted ? [...graph.nodes] : order.map((index) => graph.nodes[index]!);
}

const untrainable: { readonly [Type in ElementType]?: string } = {
  bfloat16: "half precision",
  float64: "double precision",
};

const quantized = new Set(["DequantizeLinear", "QuantizeLinear", "DynamicQuantizeLinear"]);

/** @throws DownhillError `data` that names parameters of types that cannot be trained. */
function refuseTypes({ nodes, initializers }: Graph): void {
  for (const type of ["bfloat16", "float64"] as const) {
    const names = [...initializers].flatMap(([name, constant]) =>
      constant.type === type && constant.dims.length > 0 ? [name] : [],
    );
    if (names.length > 0) {
      throw dataError(
        `parameters in ${untrainable[type]} (${type}) cannot be trained: ${listed(names)}; convert the model to float32`,
      );
    }
  }
  const small = nodes.filter(
    ({ op }) => quantized.has(op) || op.startsWith("QLinear") || op.endsWith("Integer"),
  );
  if (small.length > 0) {
    const names = [
      ...new Set(small.flatMap(({ inputs }) => inputs.filter((name) => initializers.has(name)))),
    ];
    throw dataError(
      `a quantized model cannot be trained: ${listed(names.length > 0 ? names : small.map(describe))}; use the float32 model it was made from`,
    );
  }
}

/** @throws DownhillError `data` that says what is wrong with the file's graph. */
export function checkModel({ graph }: ModelFile): void {
  refuseDuplicates(graph);
  refuseMissing(graph);
  refuseTypes(graph);
  if (graph.outputs.length === 0) throw dataError("the model has no outputs");
  if (graph.inputs.length === 0) throw dataError("the model has no inputs");
}
