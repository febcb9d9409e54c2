import { usageError } from "@downhill/core";
import type { ElementType } from "../graph/element-types.js";
import { byRole, type NetworkDefinition } from "../model/definition.js";
import { defaultRuntime, type ModelOptions, OnnxModel } from "../model/model.js";
import { type Layer, type NamedOptions, Network, Scope } from "./layer.js";

export interface BuildOptions extends ModelOptions {
  /** Shape of one sample, without the batch: `[1, 28, 28]`, or `[length]` for tokens. */
  readonly input: readonly number[];
  /** The same seed gives the same first weights, on every machine. Default 0. */
  readonly seed?: number;
  /** Default: `"int64"` when the first layer is an embedding, else `"float32"`. */
  readonly inputType?: "float32" | "int64";
}

export interface Sequential extends Layer {
  /**
   * Makes a trainable model: checks shapes, allocates and initializes the parameters.
   * @throws DownhillError `usage` that names the layer whose input or options do not fit; `environment` without an engine.
   * @example const model = await sequential([flatten(), dense(10)]).build({ input: [1, 28, 28], seed: 0 });
   */
  build(options: BuildOptions): Promise<OnnxModel>;
}

/**
 * Layers one after the other. As a layer inside of another its parameters are named below its own name.
 * @example sequential([conv2d(16, 3), relu(), maxPool2d(2), flatten(), dense(10)])
 */
export function sequential(layers: readonly Layer[], options: NamedOptions = {}): Sequential {
  if (layers.length === 0) throw usageError("sequential: expected at least one layer");
  const apply: Layer["apply"] = (scope, input) =>
    layers.reduce((value, layer) => scope.layer(layer, value), input);
  return {
    kind: "sequential",
    name: options.name,
    apply,
    build: (buildOptions) => build(layers, apply, buildOptions),
  };
}

function takesTokens(layer: Layer | undefined): boolean {
  return layer !== undefined && "takesTokens" in layer;
}

async function build(
  layers: readonly Layer[],
  apply: Layer["apply"],
  options: BuildOptions,
): Promise<OnnxModel> {
  const { input, seed = 0, runtime, inputType, ...session } = options;
  if (!Array.isArray(input) || !input.every((size) => Number.isSafeInteger(size) && size > 0)) {
    throw usageError(
      `input: expected the shape of one sample, such as [1, 28, 28], got ${JSON.stringify(input)}`,
    );
  }
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw usageError(`seed: expected a whole number from 0, got ${seed}`);

  const network = new Network();
  const { builder } = network;
  const type: ElementType = inputType ?? (takesTokens(layers[0]) ? "int64" : "float32");
  builder.unique("output");
  const first = network.input("input", type, ["batch", ...input]);
  const last = apply(new Scope(network), first);
  builder.nodes.push({
    op: "Identity",
    domain: "",
    name: "output",
    inputs: [last.name],
    outputs: ["output"],
    attributes: {},
  });
  network.shapes.set("output", last.shape);
  builder.outputs.push({ name: "output", type: "float32", shape: last.shape });

  const parameters = byRole(network.parameters);
  if (parameters.length === 0) throw usageError("sequential: none of the layers has parameters to train");
  const definition: NetworkDefinition = {
    graph: builder.graph("downhill"),
    shapes: network.shapes,
    types: new Map([
      ["input", type],
      ["output", "float32"],
    ]),
    parameters,
    frozen: [],
    buffers: network.buffers,
    batchNorm: "training",
  };
  const model = new OnnxModel(definition, runtime ?? (await defaultRuntime()), session, network.records);
  for (const { name, initializer } of parameters) initializer(model.arena.valuesOf(name), seed, name);
  for (const { name, fill } of network.buffers) model.buffers.get(name)!.fill(fill);
  return model;
}
