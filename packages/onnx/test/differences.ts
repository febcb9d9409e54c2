/** Compares a derived gradient with differences of the function itself, both run on ONNX Runtime. */
import { derive } from "../src/backward/derive.js";
import { GraphBuilder } from "../src/graph/builder.js";
import type { Constant } from "../src/graph/constant.js";
import type { ElementType } from "../src/graph/element-types.js";
import { modelOf, writeModel } from "../src/graph/file.js";
import type { Attributes, Graph, Node, Shape } from "../src/graph/graph.js";
import { inferShapes } from "../src/graph/shapes.js";
import { inferTypes } from "../src/graph/types.js";
import { trainingGraph } from "../src/model/training-graph.js";
import { fillUniform } from "../src/random.js";
import { nodeRuntime } from "../src/session/node-runtime.js";
import type { EngineTensor } from "../src/session/session.js";

/** An input: a shape (random numbers of [-2, 2]), numbers of a given shape, or a constant of the graph. */
export type Input =
  | readonly number[]
  | {
      readonly shape: readonly number[];
      readonly from?: number;
      readonly to?: number;
      readonly values?: readonly number[];
    }
  | { readonly constant: Constant }
  | { readonly missing: true };

export interface Case {
  readonly inputs: readonly Input[];
  readonly attributes?: Attributes;
  readonly outputs?: number;
  /** Shape of the output, where static inference does not tell. */
  readonly shape?: readonly number[];
  /** False: the operator as it stands in a file, not as it is spelled for training. Default true. */
  readonly training?: boolean;
  /** Largest difference allowed, relative to the gradient or to 1. */
  readonly tolerance?: number;
}

const product = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

function random(length: number, from: number, to: number, stream: string): Float32Array {
  const values = new Float32Array(length);
  fillUniform(values, 1, 7, stream);
  return values.map((value) => from + ((value + 1) / 2) * (to - from));
}

interface Gradients {
  readonly values: ReadonlyMap<string, Float32Array>;
  readonly gradients: ReadonlyMap<string, Float32Array>;
  readonly outputs: readonly Float32Array[];
  /** Sum of the outputs times fixed weights, for other inputs. */
  evaluate(values: ReadonlyMap<string, Float32Array>): Promise<number>;
  close(): Promise<void>;
}

function graphOf(
  nodes: readonly Node[],
  constants: ReadonlyMap<string, Constant>,
  inputs: Graph["inputs"],
  outputs: Graph["outputs"],
): Uint8Array {
  const used = new Set(nodes.flatMap((node) => node.inputs));
  const initializers = new Map([...constants].filter(([name]) => used.has(name)));
  return writeModel(modelOf({ name: "test", nodes, initializers, inputs, outputs }));
}

/** One node, its inputs and the gradients of `sum(weights * output)` by the rule. */
export async function gradientsOf(
  op: string,
  { inputs, attributes = {}, outputs = 1, shape: told, training: lower = true }: Case,
): Promise<Gradients> {
  const runtime = await nodeRuntime();
  const builder = new GraphBuilder();
  const shapes = new Map<string, Shape>();
  const types = new Map<string, ElementType>();
  const values = new Map<string, Float32Array>();
  const names = inputs.map((input, index) => {
    if ("missing" in input) return "";
    if ("constant" in input) return builder.initializer(`c${index}`, input.constant);
    const name = `x${index}`;
    const given = Array.isArray(input)
      ? { shape: input as number[] }
      : (input as Exclude<Input, { constant: Constant } | { missing: true } | readonly number[]>);
    const { shape, from = -2, to = 2 } = given as { shape: readonly number[]; from?: number; to?: number };
    const fixed = (given as { values?: readonly number[] }).values;
    values.set(name, fixed ? Float32Array.from(fixed) : random(product(shape), from, to, `${op} ${name}`));
    shapes.set(name, shape);
    types.set(name, "float32");
    builder.inputs.push({ name, type: "float32", shape });
    return name;
  });
  const outs = builder.multi(op, names, outputs, attributes, "node");
  const problem = inferShapes(builder.nodes[0]!, shapes, builder.initializers);
  if (problem) throw new Error(problem);
  if (told) shapes.set(outs[0]!, told);
  const dims = outs.map((name) => {
    const shape = shapes.get(name);
    if (!shape) throw new Error(`no shape for ${name}`);
    return shape as readonly number[];
  });
  // The outputs are joined into one number, so that several outputs are tested at once.
  const weights = dims.map((shape, i) => random(product(shape), -1, 1, `weight ${i}`));
  const parts = outs.map((name, i) => {
    const weight = builder.initializer(`w${i}`, {
      type: "float32",
      dims: dims[i]!,
      bytes: new Uint8Array(weights[i]!.buffer),
    });
    const flat = builder.op("Reshape", [builder.op("Mul", [name, weight]), builder.integers([-1])]);
    return builder.op("ReduceSum", [flat, builder.integers([0])]);
  });
  const total = parts.slice(1).reduce((sum, part) => builder.op("Add", [sum, part]), parts[0]!);
  for (const node of builder.nodes) inferShapes(node, shapes, builder.initializers);

  const { nodes, initializers } = builder;
  const training = lower
    ? trainingGraph(nodes, initializers, shapes, total)
    : { run: nodes, logical: nodes, constants: initializers, shapes, dropouts: [], statistics: [] };
  const wanted = [...values.keys()];
  const backward = derive({
    nodes: training.logical,
    constants: training.constants,
    shapes: training.shapes,
    output: total,
    wanted,
  });
  inferTypes(training.run, types);
  const info = (name: string) => ({
    name,
    type: types.get(name) ?? ("float32" as const),
    shape: training.shapes.get(name),
  });
  const made = new Set(training.run.flatMap((node) => node.outputs));
  const masks = training.dropouts.map(({ mask }) => mask);
  const saved = backward.needed.filter((name) => made.has(name));
  const fetched = [...new Set([total, ...outs, ...saved])];
  const forwardBytes = graphOf(
    training.run,
    training.constants,
    [...builder.inputs, ...masks.map(info)],
    fetched.map(info),
  );
  const forward = await runtime.open(forwardBytes, { threads: 1 });
  const tensors = (source: ReadonlyMap<string, Float32Array>): Record<string, EngineTensor> =>
    Object.fromEntries(
      [...source].map(([name, data]) => [
        name,
        runtime.tensor("float32", data, training.shapes.get(name) as number[]),
      ]),
    );
  const nothing = Object.fromEntries(fetched.map((name) => [name, null]));
  const results = await forward.run(tensors(values), nothing);

  const one = runtime.tensor("float32", Float32Array.of(1), [1]);
  const backwardSession = await runtime.open(
    writeModel(
      modelOf({
        ...backward.graph,
        inputs: [
          { name: backward.outputGradient, type: "float32", shape: [1] },
          ...backward.needed.map(info),
        ],
      }),
    ),
    { threads: 1 },
  );
  const feeds = { ...tensors(values), ...results, [backward.outputGradient]: one };
  const needed = Object.fromEntries(backwardSession.inputNames.map((name) => [name, feeds[name]!]));
  const found = await backwardSession.run(
    needed,
    Object.fromEntries(backwardSession.outputNames.map((name) => [name, null])),
  );
  await backwardSession.release();
  const gradients = new Map(
    [...backward.gradients].map(([name, gradient]) => {
      const { data, dims: got } = found[gradient]!;
      if (got.join() !== shapes.get(name)!.join())
        throw new Error(`gradient of ${name} has shape [${got}], expected [${shapes.get(name)}]`);
      return [name, data as Float32Array];
    }),
  );
  const firstOutputs = Object.fromEntries(outs.map((name) => [name, null]));
  return {
    values,
    gradients,
    outputs: outs.map((name) => results[name]!.data as Float32Array),
    async evaluate(at) {
      const result = await forward.run(tensors(at), firstOutputs);
      let sum = 0;
      outs.forEach((name, i) =>
        (result[name]!.data as Float32Array).forEach((value, k) => (sum += value * weights[i]![k]!)),
      );
      return sum;
    },
    close: () => forward.release(),
  };
}

/**
 * The largest relative difference between the derived gradient and central differences of fourth order, along three
 * random directions for each input.
 */
export async function largestError(op: string, example: Case): Promise<{ error: number; detail: string }> {
  const { values, gradients, evaluate, close } = await gradientsOf(op, example);
  const h = 1e-2;
  let worst = { error: 0, detail: "" };
  for (const [name, at] of values) {
    for (let trial = 0; trial < 3; trial++) {
      const direction = random(at.length, -1, 1, `direction ${trial}`);
      const moved = (step: number) =>
        evaluate(new Map([...values, [name, at.map((value, i) => value + step * direction[i]!)]]));
      const slope =
        (8 * ((await moved(h)) - (await moved(-h))) - ((await moved(2 * h)) - (await moved(-2 * h)))) /
        (12 * h);
      const gradient = gradients.get(name) ?? new Float32Array(at.length);
      const exact = gradient.reduce((sum, value, i) => sum + value * direction[i]!, 0);
      const error = Math.abs(slope - exact) / Math.max(1, Math.abs(exact));
      if (!(error <= worst.error))
        worst = { error, detail: `${name}: differences ${slope}, derived ${exact}` };
    }
  }
  await close();
  return worst;
}
