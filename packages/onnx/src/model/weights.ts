/** A model's tensors to and from safetensors. */
import { dataError } from "@downhill/core";
import { show } from "../graph/dimensions.js";
import { type NamedValues, readSafetensors, writeSafetensors } from "../safetensors.js";
import { fixedTensors, type NamedTensor, type NetworkDefinition } from "./definition.js";

interface Holder {
  readonly definition: NetworkDefinition;
  valuesOf(name: string): Float32Array;
}

export interface LoadWeightsOptions {
  /** True: tensors that the file lacks stay as they are, and those that the model lacks are ignored. Default false. */
  readonly partial?: boolean;
}

const tensorsOf = (definition: NetworkDefinition): NamedTensor[] => [
  ...definition.parameters,
  ...definition.buffers,
  ...fixedTensors(definition),
];

export const weightBytes = (model: Holder): Uint8Array =>
  writeSafetensors(
    tensorsOf(model.definition).map(({ name, shape }) => ({ name, shape, values: model.valuesOf(name) })),
    { format: "downhill" },
  );

/**
 * PyTorch's names for weights that its exporter transposed and renamed `onnx::MatMul_12`: the node that uses them is
 * named after the module, as in `/blocks.0/mlp/mlp.1/MatMul`.
 */
function originalNames({ graph }: NetworkDefinition): Map<string, string> {
  const names = new Map<string, string>();
  for (const { op, name, inputs } of graph.nodes) {
    if (op !== "MatMul" || !inputs[1]?.startsWith("onnx::")) continue;
    const path: string[] = [];
    for (const part of name.split("/").slice(1, -1)) {
      if (path.length > 0 && part.startsWith(`${path.at(-1)}.`)) path.pop();
      path.push(part);
    }
    names.set(inputs[1], `${path.join(".")}.weight`);
  }
  return names;
}

const transposed = ({ shape, values }: NamedValues): Float32Array => {
  const [rows, columns] = shape as [number, number];
  return values.map((_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!);
};

const withoutOnes = (shape: readonly number[]): string => shape.filter((size) => size !== 1).join();

/** The numbers in the model's layout, undefined when the shape is another. */
function fitted(own: NamedTensor, found: NamedValues, renamed: boolean): Float32Array | undefined {
  if (renamed && show([...found.shape].reverse()) === show(own.shape)) return transposed(found);
  return withoutOnes(found.shape) === withoutOnes(own.shape) ? found.values : undefined;
}

/**
 * The model's tensors as a file has them. Everything is checked first, so that a refused file changes nothing.
 * @throws DownhillError `data` that lists missing and unknown tensors, or names the one of another shape.
 */
export function matchWeights(
  definition: NetworkDefinition,
  bytes: Uint8Array,
  { partial = false }: LoadWeightsOptions,
): Map<string, Float32Array> {
  const given = new Map(readSafetensors(bytes).map((tensor) => [tensor.name, tensor]));
  const originals = originalNames(definition);
  const result = new Map<string, Float32Array>();
  const used = new Set<string>();
  const missing: string[] = [];
  for (const own of tensorsOf(definition)) {
    const name = given.has(own.name) ? own.name : (originals.get(own.name) ?? own.name);
    const found = given.get(name);
    if (!found) {
      missing.push(name === own.name ? name : `${own.name} (or ${name})`);
      continue;
    }
    used.add(name);
    const values = fitted(own, found, name !== own.name);
    if (!values)
      throw dataError(`tensor ${own.name}: expected shape ${show(own.shape)}, got ${show(found.shape)}`);
    result.set(own.name, values);
  }
  const unknown = [...given.keys()].filter((name) => !used.has(name));
  if (!partial && (missing.length > 0 || unknown.length > 0)) {
    const parts = [
      missing.length > 0 && `missing: ${missing.join(" ")}`,
      unknown.length > 0 && `unknown: ${unknown.join(" ")}`,
    ];
    throw dataError(`the weights are of another network; ${parts.filter(Boolean).join("; ")}`);
  }
  if (used.size === 0)
    throw dataError("the weights are of another network: no tensor has a name of this one");
  return result;
}
