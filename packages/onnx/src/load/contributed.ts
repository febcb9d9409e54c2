/**
 * Operators that ONNX Runtime's optimizer leaves in files (domain com.microsoft), and some of ONNX itself, spelled with
 * those that have gradients. Files that were optimized for inference can then be trained, too.
 */
import type { GraphBuilder } from "../graph/builder.js";
import {
  type Attributes,
  float,
  floatOf,
  int,
  intOf,
  ints,
  intsOf,
  type Node,
  text,
  textOf,
} from "../graph/graph.js";

/** Adds nodes to a builder; the last value gets the name of the node's output. */
class Spelling {
  readonly node: Node;
  readonly emit: GraphBuilder;

  constructor(node: Node, emit: GraphBuilder) {
    this.node = node;
    this.emit = emit;
  }

  input(index: number): string {
    return this.node.inputs[index] ?? "";
  }

  op(op: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.emit.op(op, inputs, attributes, `${this.node.outputs[0]}.${op}`);
  }

  number(name: string, absent: number): string {
    return this.emit.scalar(floatOf(this.node, name, absent));
  }

  /** The attributes of these names. */
  attributes(...names: readonly string[]): Attributes {
    return Object.fromEntries(
      names.flatMap((name) => (this.node.attributes[name] ? [[name, this.node.attributes[name]]] : [])),
    );
  }

  /** `a + b`, or `a` where `b` is not given. */
  plus(a: string, b: string): string {
    return b ? this.op("Add", [a, b]) : a;
  }
}

/** What a node computes, output by output; undefined where it cannot be told. */
type Spell = (s: Spelling) => readonly (string | undefined)[] | undefined;

const turned = (s: Spelling, index: number, name: string): string => {
  if (intOf(s.node, name, 0) === 0) return s.input(index);
  // The last two axes change places, however many there are before them.
  const shape = s.op("Shape", [s.input(index)]);
  const ends = s.op("Shape", [s.input(index)], { start: int(-2) });
  const flat = s.op("Reshape", [
    s.input(index),
    s.op("Concat", [s.emit.integers([-1]), ends], { axis: int(0) }),
  ]);
  const swapped = s.op("Transpose", [flat], { perm: ints([0, 2, 1]) });
  const [rows, columns] = [
    s.op("Slice", [ends, s.emit.integers([0]), s.emit.integers([1])]),
    s.op("Slice", [ends, s.emit.integers([1]), s.emit.integers([2])]),
  ];
  const before = s.op("Slice", [shape, s.emit.integers([0]), s.emit.integers([-2])]);
  return s.op("Reshape", [swapped, s.op("Concat", [before, columns, rows], { axis: int(0) })]);
};

const activations: Readonly<
  Record<string, (s: Spelling, value: string, parameters: readonly number[]) => string>
> = {
  "": (_, value) => value,
  Relu: (s, value) => s.op("Relu", [value]),
  Sigmoid: (s, value) => s.op("Sigmoid", [value]),
  Tanh: (s, value) => s.op("Tanh", [value]),
  LeakyRelu: (s, value, [alpha = 0.01]) => s.op("LeakyRelu", [value], { alpha: float(alpha) }),
  HardSigmoid: (s, value, [alpha = 0.2, beta = 0.5]) =>
    s.op("HardSigmoid", [value], { alpha: float(alpha), beta: float(beta) }),
  Clip: (s, value, [least, most]) =>
    s.op("Clip", [value, s.emit.scalar(least ?? -(2 ** 127)), s.emit.scalar(most ?? 2 ** 127)]),
};

function activated(s: Spelling, value: string): readonly string[] | undefined {
  const name = textOf(s.node, "activation", "");
  const given = s.node.attributes.activation_params;
  const apply = Object.hasOwn(activations, name) ? activations[name] : undefined;
  return apply && [apply(s, value, given?.kind === "floats" ? given.value : [])];
}

const gelu = (s: Spelling, approximate: string) => [
  s.op("Gelu", [s.plus(s.input(0), s.input(1))], { approximate: text(approximate) }),
];

/** Where a fused normalization tells none; ONNX's own have 1e-5. */
const FUSED_EPSILON = 1e-12;

const layerNorm = (s: Spelling, x: string, scale: string, shift: string): string =>
  s.op("LayerNormalization", [x, scale, ...(shift ? [shift] : [])], {
    axis: int(-1),
    epsilon: float(floatOf(s.node, "epsilon", FUSED_EPSILON)),
  });

/** `x / sqrt(mean(x^2) + epsilon) * scale`, over the axes from `axis` on; only the last is told. */
function rootMeanSquare(s: Spelling, x: string, scale: string, epsilon: number): string {
  const mean = s.op("ReduceMean", [s.op("Mul", [x, x]), s.emit.integers([-1])], { keepdims: int(1) });
  const root = s.op("Sqrt", [s.op("Add", [mean, s.number("epsilon", epsilon)])]);
  return s.op("Mul", [s.op("Div", [x, root]), scale]);
}

const optimized: Readonly<Record<string, Spell>> = {
  Gelu: (s) => gelu(s, "none"),
  BiasGelu: (s) => gelu(s, "none"),
  FastGelu: (s) => gelu(s, "tanh"),
  QuickGelu: (s) => {
    const steep = s.op("Mul", [s.input(0), s.number("alpha", 1.702)]);
    return [s.op("Mul", [s.input(0), s.op("Sigmoid", [steep])])];
  },
  FusedMatMul: (s) => {
    if (intOf(s.node, "transBatchA", 0) !== 0 || intOf(s.node, "transBatchB", 0) !== 0) return undefined;
    const product = s.op("MatMul", [turned(s, 0, "transA"), turned(s, 1, "transB")]);
    return [floatOf(s.node, "alpha", 1) === 1 ? product : s.op("Mul", [product, s.number("alpha", 1)])];
  },
  FusedGemm: (s) =>
    activated(s, s.op("Gemm", s.node.inputs, s.attributes("alpha", "beta", "transA", "transB"))),
  FusedConv: (s) => {
    const [x, kernel, shift = "", added = ""] = s.node.inputs as [string, string, string?, string?];
    const names = ["auto_pad", "dilations", "group", "kernel_shape", "pads", "strides"];
    const inputs = shift ? [x, kernel, shift] : [x, kernel];
    return activated(s, s.plus(s.op("Conv", inputs, s.attributes(...names)), added));
  },
  SkipLayerNormalization: (s) => {
    const sum = s.plus(s.op("Add", [s.input(0), s.input(1)]), s.input(4));
    return [layerNorm(s, sum, s.input(2), s.input(3)), undefined, undefined, sum];
  },
  SkipSimplifiedLayerNormalization: (s) => {
    const sum = s.plus(s.op("Add", [s.input(0), s.input(1)]), s.input(3));
    return [rootMeanSquare(s, sum, s.input(2), FUSED_EPSILON), undefined, undefined, sum];
  },
};

const ordinary: Readonly<Record<string, Spell>> = {
  // ONNX Runtime files this operator of its own among ONNX's.
  SimplifiedLayerNormalization: (s) =>
    intOf(s.node, "axis", -1) === -1 ? [rootMeanSquare(s, s.input(0), s.input(1), 1e-5)] : undefined,
  // Divided by a power of the mean square of neighbouring channels.
  LRN: (s) => {
    const size = intOf(s.node, "size", 1);
    const before = Math.floor((size - 1) / 2);
    const square = s.op("Unsqueeze", [s.op("Mul", [s.input(0), s.input(0)]), s.emit.integers([1])]);
    const sums = s.op("AveragePool", [square], {
      kernel_shape: ints([size, 1, 1]),
      pads: ints([before, 0, 0, size - 1 - before, 0, 0]),
      count_include_pad: int(1),
    });
    const mean = s.op("Squeeze", [sums, s.emit.integers([1])]);
    const scaled = s.op("Mul", [mean, s.number("alpha", 1e-4)]);
    const power = s.op("Pow", [s.op("Add", [scaled, s.number("bias", 1)]), s.number("beta", 0.75)]);
    return [s.op("Div", [s.input(0), power])];
  },
  LpNormalization: (s) => {
    const kind = intOf(s.node, "p", 2) === 1 ? "ReduceL1" : "ReduceL2";
    const axes = s.emit.integers([intOf(s.node, "axis", -1)]);
    return [s.op("Div", [s.input(0), s.op(kind, [s.input(0), axes], { keepdims: int(1) })])];
  },
  MeanVarianceNormalization: (s) => {
    const axes = s.emit.integers(intsOf(s.node, "axes") ?? [0, 2, 3]);
    const mean = s.op("ReduceMean", [s.input(0), axes], { keepdims: int(1) });
    const centred = s.op("Sub", [s.input(0), mean]);
    const square = s.op("ReduceMean", [s.op("Mul", [centred, centred]), axes], { keepdims: int(1) });
    return [s.op("Div", [centred, s.op("Add", [s.op("Sqrt", [square]), s.emit.scalar(1e-9)])])];
  },
  ReduceLogSum: (s) => {
    const sum = s.op("ReduceSum", s.node.inputs, s.attributes("keepdims", "noop_with_empty_axes"));
    return [s.op("Log", [sum])];
  },
};

const domains: Readonly<Record<string, Readonly<Record<string, Spell>>>> = {
  "": ordinary,
  "com.microsoft": optimized,
};

/** The node in operators that have gradients, or as it is. */
export function spelledOut(node: Node, emit: GraphBuilder): Node[] {
  const table = domains[node.domain];
  if (!table || !Object.hasOwn(table, node.op)) return [node];
  const start = emit.nodes.length;
  const values = table[node.op]!(new Spelling(node, emit));
  const added = emit.nodes.splice(start);
  const isWhole =
    values && node.outputs.every((output, index) => output === "" || values[index] !== undefined);
  if (!isWhole) return [node];
  const results = node.outputs.flatMap((output, index): Node[] => {
    if (output === "") return [];
    const inputs = [values[index]!];
    return [
      {
        op: "Identity",
        domain: "",
        name: `${node.name || output}/${index}`,
        inputs,
        outputs: [output],
        attributes: {},
      },
    ];
  });
  return [...added, ...results];
}
