/** Lists of tensors, as exporters write `chunk`, `split` and `stack`: each list is taken apart or put together at once. */

import type { GraphBuilder } from "../graph/builder.js";
import { type Constant, numbersOf } from "../graph/constant.js";
import { int, intOf, type Node } from "../graph/graph.js";

const END = 2 ** 53;

interface Context {
  readonly emit: GraphBuilder;
  readonly constants: ReadonlyMap<string, Constant>;
  readonly makers: ReadonlyMap<string, Node>;
}

/** One tensor of a list that was made by splitting another: a slice of that. */
function pieceOf(node: Node, { emit, constants, makers }: Context): Node[] | undefined {
  const list = makers.get(node.inputs[0] ?? "");
  const position = constants.get(node.inputs[1] ?? "");
  if (list?.op !== "SplitToSequence" || !position) return undefined;
  const [at] = numbersOf(position) as [number];
  const axis = intOf(list, "axis", 0);
  const [x, parts] = list.inputs as [string, string?];
  if (!parts && intOf(list, "keepdims", 1) === 0)
    return [{ ...node, op: "Gather", inputs: [x, emit.integer(at)], attributes: { axis: int(axis) } }];
  const given = parts ? constants.get(parts) : undefined;
  if (parts && !given) return undefined;
  const sizes = given && given.dims.length > 0 ? numbersOf(given) : undefined;
  const size = given ? numbersOf(given)[0]! : 1;
  // Where all pieces are of one size, the last may be smaller, and how many there are is not known.
  if (at < 0 && !sizes) return undefined;
  const index = sizes && at < 0 ? at + sizes.length : at;
  const start = sizes ? sizes.slice(0, index).reduce((sum, each) => sum + each, 0) : index * size;
  const end = start + (sizes ? sizes[index]! : size);
  const bounds = [start, Math.min(end, END), axis].map((value) => emit.integers([value]));
  return [{ ...node, op: "Slice", inputs: [x, ...bounds], attributes: {} }];
}

/** A list that is only made to be joined. */
function joined(node: Node, { emit, makers }: Context): Node[] | undefined {
  const list = makers.get(node.inputs[0] ?? "");
  if (list?.op !== "SequenceConstruct") return undefined;
  const axis = intOf(node, "axis", 0);
  const start = emit.nodes.length;
  const isNew = intOf(node, "new_axis", 0) === 1;
  const parts = list.inputs.map((part) =>
    isNew ? emit.op("Unsqueeze", [part, emit.integers([axis])], {}, `${node.outputs[0]}.part`) : part,
  );
  return [
    ...emit.nodes.splice(start),
    { ...node, op: "Concat", inputs: parts, attributes: { axis: int(axis) } },
  ];
}

const rewrites = { SequenceAt: pieceOf, ConcatFromSequence: joined } as const;

/** The nodes without lists, where it is known which tensor of a list is meant. */
export function withoutSequences(
  nodes: readonly Node[],
  emit: GraphBuilder,
  constants: Map<string, Constant>,
): Node[] {
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const context = { emit, constants, makers };
  const result = nodes.flatMap((node) =>
    node.domain === "" && Object.hasOwn(rewrites, node.op)
      ? (rewrites[node.op as keyof typeof rewrites](node, context) ?? [node])
      : [node],
  );
  for (const [name, constant] of emit.initializers) constants.set(name, constant);
  const used = new Set(result.flatMap((node) => node.inputs));
  return result.filter(
    ({ op, outputs }) => !/^(SplitToSequence|SequenceConstruct)$/.test(op) || used.has(outputs[0]!),
  );
}
