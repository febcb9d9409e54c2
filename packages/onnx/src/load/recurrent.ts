/**
 * Recurrent layers, written out step by step where the number of steps is fixed: each step is then made of operators
 * whose gradients are known. Gates stand in the order of ONNX, along the last axis.
 */
import type { GraphBuilder } from "../graph/builder.js";
import { type Attributes, floatOf, int, intOf, type Node, type Shape, textOf } from "../graph/graph.js";

/** Longer sequences would make graphs of tens of thousands of nodes. */
const LONGEST = 512;

interface Direction {
  readonly emit: GraphBuilder;
  readonly hidden: number;
  /** Adds a node below the name of the layer. */
  readonly op: (op: string, inputs: readonly string[], attributes?: Attributes) => string;
  /** The recurrent kernel, [hidden, gates*hidden], and its shift. */
  readonly kernel: string;
  readonly shift: string | undefined;
  /** GRU: whether the reset gate comes after the product. */
  readonly resetAfter: boolean;
}

/** What a step hands to the next: the output first. */
type State = readonly string[];

interface Cell {
  readonly gates: number;
  readonly states: number;
  /** @param x what the input gives to all gates, [1, batch, gates*hidden] */
  readonly step: (x: string, state: State, direction: Direction) => State;
}

const parts = ({ emit, hidden }: Direction, value: string, count: number): string[] => {
  const sizes = emit.integers(new Array<number>(count).fill(hidden));
  return emit.multi("Split", [value, sizes], count, { axis: int(-1) }, "gates");
};

const shifted = ({ op, shift }: Direction, value: string): string =>
  shift ? op("Add", [value, shift]) : value;

const recurrentPart = (direction: Direction, h: string): string =>
  shifted(direction, direction.op("MatMul", [h, direction.kernel]));

const cells: Readonly<Record<string, Cell>> = {
  RNN: {
    gates: 1,
    states: 1,
    step: (x, [h], direction) => [
      direction.op("Tanh", [direction.op("Add", [x, recurrentPart(direction, h!)])]),
    ],
  },
  LSTM: {
    gates: 4,
    states: 2,
    step(x, [h, c], direction) {
      const { op } = direction;
      const [i, o, f, g] = parts(direction, op("Add", [x, recurrentPart(direction, h!)]), 4);
      const kept = op("Mul", [op("Sigmoid", [f!]), c!]);
      const cell = op("Add", [kept, op("Mul", [op("Sigmoid", [i!]), op("Tanh", [g!])])]);
      return [op("Mul", [op("Sigmoid", [o!]), op("Tanh", [cell])]), cell];
    },
  },
  GRU: {
    gates: 3,
    states: 1,
    step(x, [h], direction) {
      const { op, resetAfter } = direction;
      const [xz, xr, xn] = parts(direction, x, 3);
      const [hz, hr, hn] = parts(direction, recurrentPart(direction, h!), 3);
      const z = op("Sigmoid", [op("Add", [xz!, hz!])]);
      const r = op("Sigmoid", [op("Add", [xr!, hr!])]);
      const reset = resetAfter
        ? op("Mul", [r, hn!])
        : parts(direction, recurrentPart(direction, op("Mul", [r, h!])), 3)[2]!;
      const n = op("Tanh", [op("Add", [xn!, reset])]);
      return [op("Add", [n, op("Mul", [z, op("Sub", [h!, n])])])];
    },
  },
};

const usual: Readonly<Record<string, readonly string[]>> = {
  RNN: ["Tanh"],
  LSTM: ["Sigmoid", "Tanh", "Tanh"],
  GRU: ["Sigmoid", "Tanh"],
};

/** What to do about a recurrent layer that could not be written out. */
export const RECURRENT_HINT = `recurrent layers are trained where they have at most ${LONGEST} steps, the same number for all samples, and the usual activations: give the shape of one sample as input: [...], or freeze them and all before them`;

/** Whether a layer is one that PyTorch or Keras makes: usual activations, whole sequences, nothing clipped. */
function isOrdinary(node: Node): boolean {
  const { op, attributes, inputs } = node;
  const given = attributes.activations;
  const names = given?.kind === "strings" ? given.value : usual[op]!;
  return (
    names.every((name, i) => name === usual[op]![i % usual[op]!.length]) &&
    floatOf(node, "clip", 0) === 0 &&
    intOf(node, "layout", 0) === 0 &&
    !inputs[4] &&
    !inputs[7]
  );
}

export const isRecurrent = ({ op, domain }: Node): boolean => domain === "" && Object.hasOwn(cells, op);

function unrolledNode(node: Node, steps: number, builder: GraphBuilder): Node[] {
  const { gates, states, step } = cells[node.op]!;
  const start = builder.nodes.length;
  const [x, weight, recurrent, bias, , firstState, firstCell] = node.inputs as string[];
  const hidden = intOf(node, "hidden_size", 0);
  const way = textOf(node, "direction", "forward");
  const ways = way === "bidirectional" ? [false, true] : [way === "reverse"];
  const name = node.name || node.outputs.find((output) => output !== "") || node.op;
  const op: Direction["op"] = (kind, inputs, attributes = {}) =>
    builder.op(kind, inputs, attributes, `${name}/${kind}`);
  const zero = builder.integers([0]);
  const slice = (value: string, from: number, to: number, axis: number): string =>
    op("Slice", [value, ...[from, to, axis].map((bound) => builder.integers([bound]))]);
  const of = (value: string, direction: number): string =>
    op("Squeeze", [ways.length > 1 ? slice(value, direction, direction + 1, 0) : value, zero]);
  const matrix = (value: string): string =>
    op("Transpose", [value], { perm: { kind: "ints", value: [1, 0] } });
  const batch = (): string =>
    op(
      "Concat",
      [builder.integers([1]), op("Shape", [x!], { start: int(1), end: int(2) }), builder.integers([hidden])],
      {
        axis: int(0),
      },
    );
  const begin = (given: string | undefined, direction: number): string => {
    if (!given) return op("Expand", [builder.scalar(0), batch()]);
    return ways.length > 1 ? slice(given, direction, direction + 1, 0) : given;
  };

  const last: State[] = [];
  const outputs = ways.map((isReverse, d) => {
    const shifts = bias ? of(bias, d) : undefined;
    const width = gates * hidden;
    const product = op("MatMul", [x!, matrix(of(weight!, d))]);
    const given = shifts ? op("Add", [product, slice(shifts, 0, width, 0)]) : product;
    const direction: Direction = {
      emit: builder,
      hidden,
      op,
      kernel: matrix(of(recurrent!, d)),
      shift: shifts && slice(shifts, width, 2 * width, 0),
      resetAfter: intOf(node, "linear_before_reset", 0) === 1,
    };
    const each =
      steps === 1
        ? [given]
        : builder.multi(
            "Split",
            [given, builder.integers(new Array<number>(steps).fill(1))],
            steps,
            { axis: int(0) },
            `${name}/steps`,
          );
    let state: State = [firstState, firstCell].slice(0, states).map((value) => begin(value, d));
    const made = new Array<string>(steps);
    for (let k = 0; k < steps; k++) {
      const at = isReverse ? steps - 1 - k : k;
      state = step(each[at]!, state, direction);
      made[at] = state[0]!;
    }
    last.push(state);
    return op("Unsqueeze", [op("Concat", made, { axis: int(0) }), builder.integers([1])]);
  });

  const results = [
    { inputs: outputs, axis: 1 },
    ...Array.from({ length: states }, (_, i) => ({ inputs: last.map((state) => state[i]!), axis: 0 })),
  ];
  const ends = results.flatMap(({ inputs, axis }, index): Node[] => {
    const output = node.outputs[index];
    if (!output) return [];
    return [
      {
        op: "Concat",
        domain: "",
        name: `${name}/${index}`,
        inputs,
        outputs: [output],
        attributes: { axis: int(axis) },
      },
    ];
  });
  return [...builder.nodes.splice(start), ...ends];
}

/** The nodes with recurrent layers written out; those whose length is open, or that are unusual, stay as they are. */
export function unrolled(
  nodes: readonly Node[],
  shapes: ReadonlyMap<string, Shape>,
  builder: GraphBuilder,
): readonly Node[] {
  return nodes.flatMap((node) => {
    const steps = isRecurrent(node) ? shapes.get(node.inputs[0]!)?.[0] : undefined;
    const fits = typeof steps === "number" && steps >= 1 && steps <= LONGEST && isOrdinary(node);
    return fits ? unrolledNode(node, steps, builder) : [node];
  });
}
