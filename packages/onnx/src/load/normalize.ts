/**
 * Nodes of older operator sets, spelled as in operator set 21, so that rules and shapes know one form of each
 * operator. Names of values stay as they are.
 */
import { dataError } from "@downhill/core";
import type { GraphBuilder } from "../graph/builder.js";
import { type Constant, floatConstant, integerConstant } from "../graph/constant.js";
import {
  type Attribute,
  type Attributes,
  floatOf,
  int,
  intOf,
  intsOf,
  type Node,
  text,
  textOf,
} from "../graph/graph.js";

/** What a rewriting may look at, and where it adds constants and nodes. */
interface Context {
  readonly emit: GraphBuilder;
  readonly constants: ReadonlyMap<string, Constant>;
}

type Rewrite = (node: Node, context: Context) => Node[];

interface Row {
  /** Rewritten when the file's operator set is older than this. */
  readonly before: number;
  readonly rewrite: Rewrite;
}

export const OLDEST_OPSET = 9;
export const NEWEST_OPSET = 21;

function without(attributes: Attributes, ...names: readonly string[]): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.includes(name)));
}

/** The node with `value` as input `index`; inputs before it that are not given become empty. */
function withInput(node: Node, index: number, value: string): Node {
  const inputs = [...node.inputs];
  while (inputs.length <= index) inputs.push("");
  inputs[index] = value;
  return { ...node, inputs };
}

/** Attributes with whole numbers become inputs, in this order from input 1 on. */
const integersToInputs =
  (...names: readonly string[]): Rewrite =>
  (node, { emit }) => {
    let result: Node = { ...node, attributes: without(node.attributes, ...names) };
    names.forEach((name, i) => {
      const values = intsOf(node, name);
      if (values) result = withInput(result, i + 1, emit.integers(values));
    });
    return [result];
  };

/** Attributes with a number become scalar inputs, in this order from input 1 on. */
const floatsToInputs =
  (...names: readonly string[]): Rewrite =>
  (node, { emit }) => {
    let result: Node = { ...node, attributes: without(node.attributes, ...names) };
    names.forEach((name, i) => {
      const attribute = node.attributes[name];
      if (attribute?.kind === "float") result = withInput(result, i + 1, emit.scalar(attribute.value));
    });
    return [result];
  };

const axesToInput: Row = { before: 13, rewrite: integersToInputs("axes") };
const reduceAxes: Row = { before: 18, rewrite: integersToInputs("axes") };

// Before set 13 all axes from `axis` on were one; now it is one axis. For the last axis both say the same.
const softmax: Row = {
  before: 13,
  rewrite(node, { emit }) {
    const axis = intOf(node, "axis", 1);
    const last = { ...node, attributes: { axis: int(-1) } };
    if (axis === -1) return [last];
    const start = emit.nodes.length;
    const [x, y] = [node.inputs[0]!, node.outputs[0]!];
    const flat = emit.op("Flatten", [x], { axis: int(axis) }, `${y}.flat`);
    const soft = emit.op(node.op, [flat], { axis: int(-1) }, `${y}.rows`);
    const shape = emit.op("Shape", [x], {}, `${y}.shape`);
    return [
      ...emit.nodes.splice(start),
      { ...node, op: "Reshape", inputs: [soft, shape], outputs: [y], attributes: {} },
    ];
  },
};

const split: Row = {
  before: 18,
  rewrite(node, { emit }) {
    const attributes = without(node.attributes, "split");
    const parts = intsOf(node, "split");
    if (parts) return [{ ...withInput(node, 1, emit.integers(parts)), attributes }];
    if (node.inputs[1]) return [node];
    return [{ ...node, attributes: { ...attributes, num_outputs: int(node.outputs.length) } }];
  },
};

const pad: Row = {
  before: 11,
  rewrite(node, { emit }) {
    const pads = emit.integers(intsOf(node, "pads") ?? []);
    const value = emit.scalar(floatOf(node, "value", 0));
    const attributes = without(node.attributes, "pads", "value");
    return [{ ...node, inputs: [node.inputs[0]!, pads, value], attributes }];
  },
};

// Running statistics are what a file holds; a file exported while training is used as at inference.
const batchNormalization: Row = {
  before: NEWEST_OPSET + 1,
  rewrite: (node) => [
    {
      ...node,
      outputs: node.outputs.slice(0, 1),
      attributes: without(node.attributes, "training_mode", "spatial"),
    },
  ],
};

const asymmetric = { coordinate_transformation_mode: text("asymmetric"), nearest_mode: text("floor") };

/** An empty tensor stood for "not given" before set 13. */
const isEmpty = (name: string | undefined, { constants }: Context): boolean =>
  !name || constants.get(name)?.dims.includes(0) === true;

const resize: Row = {
  before: NEWEST_OPSET + 1,
  rewrite(node, context) {
    // Set 10 had no region of interest.
    const [x, second, third, fourth] = node.inputs;
    if (node.inputs.length === 2)
      return [{ ...node, inputs: [x!, "", second!], attributes: { ...node.attributes, ...asymmetric } }];
    const given = [second, third, fourth].map((name) => (isEmpty(name, context) ? "" : name!));
    while (given.at(-1) === "") given.pop();
    return [{ ...node, inputs: [x!, ...given] }];
  },
};

const upsample: Row = {
  before: NEWEST_OPSET + 1,
  rewrite(node, { emit }) {
    const attribute = node.attributes.scales;
    const scales = attribute?.kind === "floats" ? emit.floats(attribute.value) : node.inputs[1]!;
    const mode = textOf(node, "mode", "nearest");
    return [
      {
        ...node,
        op: "Resize",
        inputs: [node.inputs[0]!, "", scales],
        attributes: { ...asymmetric, mode: text(mode) },
      },
    ];
  },
};

// Scale and bias were per group; now they are per channel.
const groupNormalization: Row = {
  before: 21,
  rewrite(node, { emit }) {
    const start = emit.nodes.length;
    const groups = intOf(node, "num_groups", 1);
    const name = (part: string) => `${node.outputs[0]}.${part}`;
    const channels = emit.op("Shape", [node.inputs[0]!], { start: int(1), end: int(2) }, name("channels"));
    const each = emit.op("Div", [channels, emit.integers([groups])], {}, name("each"));
    const wide = emit.op("Concat", [emit.integers([groups]), each], { axis: int(0) }, name("wide"));
    const spread = (value: string) => {
      const column = emit.op("Reshape", [value, emit.integers([groups, 1])], {}, name("column"));
      const rows = emit.op("Expand", [column, wide], {}, name("rows"));
      return emit.op("Reshape", [rows, emit.integers([-1])], {}, name("flat"));
    };
    const inputs = [node.inputs[0]!, spread(node.inputs[1]!), spread(node.inputs[2]!)];
    return [...emit.nodes.splice(start), { ...node, inputs }];
  },
};

const rows: Readonly<Record<string, Row>> = {
  Squeeze: axesToInput,
  Unsqueeze: axesToInput,
  ReduceSum: axesToInput,
  ...Object.fromEntries(
    ["Max", "Min", "Mean", "Prod", "L1", "L2", "LogSum", "LogSumExp", "SumSquare"].map((kind) => [
      `Reduce${kind}`,
      reduceAxes,
    ]),
  ),
  Slice: { before: 10, rewrite: integersToInputs("starts", "ends", "axes") },
  Split: split,
  Clip: { before: 11, rewrite: floatsToInputs("min", "max") },
  Dropout: { before: 12, rewrite: floatsToInputs("ratio") },
  Pad: pad,
  TopK: {
    before: 10,
    rewrite: (node, { emit }) => [
      {
        ...withInput(node, 1, emit.integers([intOf(node, "k", 1)])),
        attributes: without(node.attributes, "k"),
      },
    ],
  },
  Scatter: { before: 11, rewrite: (node) => [{ ...node, op: "ScatterElements" }] },
  Softmax: softmax,
  LogSoftmax: softmax,
  BatchNormalization: batchNormalization,
  Resize: resize,
  Upsample: upsample,
  GroupNormalization: groupNormalization,
};

/** The tensor that a Constant node stands for; undefined for strings and sparse tensors. */
export function constantValue(node: Node): Constant | undefined {
  const value = (kind: Attribute["kind"], name: string) =>
    node.attributes[name]?.kind === kind ? node.attributes[name] : undefined;
  const tensor = value("tensor", "value");
  if (tensor?.kind === "tensor") return tensor.value;
  const number = value("float", "value_float");
  if (number?.kind === "float") return floatConstant("float32", [number.value], []);
  const numbers = value("floats", "value_floats");
  if (numbers?.kind === "floats") return floatConstant("float32", numbers.value, [numbers.value.length]);
  const whole = value("int", "value_int");
  if (whole?.kind === "int") return integerConstant([whole.value], []);
  const wholes = value("ints", "value_ints");
  return wholes?.kind === "ints" ? integerConstant(wholes.value) : undefined;
}

/**
 * Rewrites nodes of operator set `opset` to set 21. New constants go to `emit`; Constant nodes become constants.
 * @throws DownhillError `data` for operator sets before 9 and after 21
 */
export function normalize(
  nodes: readonly Node[],
  opset: number,
  emit: GraphBuilder,
  constants: Map<string, Constant>,
): Node[] {
  if (!(opset >= OLDEST_OPSET && opset <= NEWEST_OPSET)) {
    throw dataError(
      `the model uses operator set ${opset}; ${OLDEST_OPSET} to ${NEWEST_OPSET} can be trained. ` +
        "Export it again with opset_version=17, or use onnx.version_converter",
    );
  }
  const result: Node[] = [];
  for (const node of nodes) {
    const value = node.op === "Constant" && node.domain === "" ? constantValue(node) : undefined;
    if (value) constants.set(node.outputs[0]!, value);
    else {
      const row = node.domain === "" && Object.hasOwn(rows, node.op) ? rows[node.op] : undefined;
      result.push(...(row && opset < row.before ? row.rewrite(node, { emit, constants }) : [node]));
    }
  }
  for (const [name, constant] of emit.initializers) constants.set(name, constant);
  return result;
}
