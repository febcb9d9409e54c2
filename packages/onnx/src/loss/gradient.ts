/** The derivative of a loss as nodes of an ONNX graph, between a network's output and its backward graph. */
import {
  isReduction,
  type Level,
  type LossFeeds,
  type LossGradient,
  type Node,
  opOf,
  topological,
} from "@downhill/core/graph";
import type { GraphBuilder } from "../graph/builder.js";
import { int, type Shape, type ValueInfo } from "../graph/graph.js";
import { spellings } from "./spellings.js";

const INT64 = 7;

/** Elements lie in a matrix of rows and columns. What is the same along an axis has one number there. */
const shapeAt = (
  level: Level,
  { rows, columns }: { rows: number | string; columns: number | string },
): Shape =>
  ({
    element: [rows, columns],
    row: [rows, 1],
    column: [1, columns],
    uniform: [],
  })[level];

export interface GradientNodes {
  /** What has to be fed, in the graph's words. */
  readonly inputs: readonly ValueInfo[];
  /** ∂loss/∂output, in the shape of the output. */
  readonly gradient: string;
  /** The tensors of `inputs` for one batch. */
  feeds(
    values: LossFeeds,
  ): ReadonlyMap<string, { readonly data: Float32Array; readonly dims: readonly number[] }>;
}

/**
 * @param emit where the nodes go
 * @param output the network's output
 * @param columns length of a row of the output
 */
export function gradientNodes(
  emit: GraphBuilder,
  loss: LossGradient,
  output: string,
  columns: number,
): GradientNodes {
  const symbols = loss.rows ? { rows: "loss_rows", columns } : { rows: 1, columns: "loss_elements" };
  const matrix = emit.integers(loss.rows ? [-1, columns] : [1, -1]);
  const predictions = emit.op("Reshape", [output, matrix], {}, "loss/predictions");
  const shape = emit.op("Shape", [predictions], {}, "loss/shape");
  const inputs: ValueInfo[] = [];
  const fed = new Map<string, { readonly name: string; readonly level: Level }>();
  const input = (name: string, level: Level): string => {
    const info = {
      name: emit.unique(`loss/${name}`),
      type: "float32" as const,
      shape: shapeAt(level, symbols),
    };
    inputs.push(info);
    fed.set(info.name, { name, level });
    return info.name;
  };

  const values = new Map<Node, string>();
  loss.uniforms.forEach((node, i) => values.set(node, input(uniformName(i), "uniform")));
  const named = (node: Node): string => {
    let value = values.get(node);
    if (value === undefined) values.set(node, (value = compute(node)));
    return value;
  };
  /** With a number for every element. */
  const spread = (node: Node): string =>
    node.level === "element" ? named(node) : emit.op("Expand", [named(node), shape]);

  const compute = (node: Node): string => {
    if (node.op === "constant") return emit.scalar(node.value);
    if (node.op === "input")
      return node.name === loss.prediction ? predictions : input(node.name, node.level);
    if (node.op === "column")
      return emit.floats(
        Array.from({ length: columns }, (_, i) => i),
        [1, columns],
      );
    if (node.op === "pick") {
      const [from, index] = node.args as [Node, Node];
      const places = emit.op("Cast", [named(index)], { to: int(INT64) });
      return emit.op("GatherElements", [spread(from), places], { axis: int(1) });
    }
    if (isReduction(node)) {
      const op = { "reduce-sum": "ReduceSum", "reduce-max": "ReduceMax", "reduce-min": "ReduceMin" }[
        node.op as string
      ]!;
      return emit.op(op, [spread(node.args[0]!), emit.integers([1])], { keepdims: int(1) });
    }
    const [a, b = "", c = ""] = node.args.map(named);
    return spellings[opOf(node)!](emit, a!, b, c);
  };

  // Deep formulas are computed from their leaves on, not by recursion from the root.
  for (const node of needed(loss)) named(node);
  const gradient = emit.op(
    "Reshape",
    [spread(loss.gradient), emit.op("Shape", [output])],
    {},
    "loss/gradient",
  );
  return {
    inputs,
    gradient,
    feeds: ({ inputs: given, uniforms, rows, columns }) =>
      new Map(
        [...fed].map(([key, { name, level }]) => {
          const data = given.get(name) ?? Float32Array.of(uniforms[uniformIndex(name)]!);
          return [key, { data, dims: shapeAt(level, { rows, columns }) as number[] }];
        }),
      ),
  };
}

const UNIFORM = "(uniform)";
const uniformName = (index: number): string => `${UNIFORM}${index}`;
const uniformIndex = (name: string): number => Number(name.slice(UNIFORM.length));

/** Nodes of the gradient that the graph computes; what is uniform is fed. */
function needed({ gradient, uniforms }: LossGradient): Node[] {
  const outside = new Set(uniforms);
  return topological([gradient]).filter(
    (node) => node.level !== "uniform" || node.op === "constant" || outside.has(node),
  );
}
