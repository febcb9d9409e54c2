/** Layers by name, for recipes: `"conv2d 16 3 padding=1"` and `{ "layer": "conv2d", "filters": 16, … }`. */
import { unknownName, usageError } from "@downhill/core";
import * as onnx from "@downhill/onnx";
import type { LayerSpec } from "./types.js";

type Values = Readonly<Record<string, number | string | boolean>>;

interface LayerKind {
  /** Names of the arguments that may be given by position; the first `required` of them must be given. */
  readonly positions: readonly string[];
  readonly required: number;
  readonly options: readonly string[];
  readonly make: (values: Values) => onnx.Layer;
}

/** Arguments are checked by the layer itself, so that a recipe and a program get the same message. */
const kind = (
  positions: readonly string[],
  required: number,
  options: readonly string[],
  // biome-ignore lint/suspicious/noExplicitAny: each layer has arguments of its own and checks them.
  layer: (...args: any[]) => onnx.Layer,
): LayerKind => ({
  positions,
  required,
  options,
  make: (values) => {
    const args = positions.map((name) => values[name]);
    const rest = Object.fromEntries(Object.entries(values).filter(([name]) => options.includes(name)));
    return options.length > 0 ? layer(...args, rest) : layer(...args);
  },
});

export const layerKinds: Readonly<Record<string, LayerKind>> = {
  conv2d: kind(
    ["filters", "kernel"],
    2,
    ["stride", "padding", "groups", "dilation", "bias", "initialization", "name"],
    onnx.conv2d,
  ),
  dense: kind(["units"], 1, ["bias", "initialization", "name"], onnx.dense),
  flatten: kind([], 0, [], onnx.flatten),
  relu: kind([], 0, [], onnx.relu),
  leakyRelu: kind(["slope"], 0, [], onnx.leakyRelu),
  gelu: kind(["approximate"], 0, [], onnx.gelu),
  sigmoid: kind([], 0, [], onnx.sigmoid),
  tanh: kind([], 0, [], onnx.tanh),
  softmax: kind(["axis"], 0, [], onnx.softmax),
  maxPool2d: kind(["kernel"], 1, ["stride", "padding"], onnx.maxPool2d),
  averagePool2d: kind(["kernel"], 1, ["stride", "padding"], onnx.averagePool2d),
  globalAveragePool: kind([], 0, [], onnx.globalAveragePool),
  dropout: kind(["probability"], 0, [], onnx.dropout),
  batchNorm: kind([], 0, ["eps", "momentum", "name"], onnx.batchNorm),
  layerNorm: kind([], 0, ["eps", "name"], onnx.layerNorm),
  /** `"reshape 28 -1"`: the shape of a sample. */
  reshape: {
    positions: ["first", "second", "third", "fourth"],
    required: 1,
    options: [],
    make: ({ first, second, third, fourth }) =>
      onnx.reshape(...([first, second, third, fourth].filter((size) => size !== undefined) as number[])),
  },
  positionalEmbedding: kind([], 0, ["name"], onnx.positionalEmbedding),
  transformerEncoder: kind(
    ["heads"],
    1,
    ["feedForward", "dropout", "activation", "normFirst", "name"],
    (heads: number, options: object) => onnx.transformerEncoder({ heads, ...options }),
  ),
  meanOverSequence: kind([], 0, [], onnx.meanOverSequence),
};

/** @throws DownhillError `usage` for an unknown layer or argument, or a missing one. */
export function makeLayer({ layer, options }: LayerSpec): onnx.Layer {
  const found = Object.hasOwn(layerKinds, layer) ? layerKinds[layer] : undefined;
  if (!found) throw unknownName("layer", layer, Object.keys(layerKinds));
  const { positions, required } = found;
  const names = [...positions, ...found.options];
  const values: Record<string, number | string | boolean> = {};
  for (const [given, value] of Object.entries(options)) {
    const position = /^\d+$/.test(given) ? Number(given) : undefined;
    if (position !== undefined && position >= positions.length) {
      const most = positions.length === 0 ? "none" : positions.join(", ");
      throw usageError(`${layer} takes ${most} by position, got ${position + 1}; write others as name=value`);
    }
    const name = position === undefined ? given : positions[position]!;
    if (!names.includes(name)) throw unknownName(`argument of ${layer}`, name, names);
    values[name] = value;
  }
  const missing = positions.slice(0, required).find((name) => values[name] === undefined);
  if (missing)
    throw usageError(`${layer} needs ${missing}, e.g. "${layer} ${positions.map(() => 3).join(" ")}"`);
  return found.make(values);
}
