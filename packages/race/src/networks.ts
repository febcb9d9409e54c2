/** From a recipe's model to a network with its first weights: built of layers, or what others made, continued. */
import { dirname, resolve } from "node:path";
import { dataError } from "@downhill/core";
import { priorBias as logOdds } from "@downhill/core/training";
import { dense, loadOnnx, matchingNames, type OnnxModel, onnxInputs, sequential } from "@downhill/onnx";
import { Last } from "./last.js";
import { makeLayer } from "./layers.js";
import type { FileModel, ModelSpec, Samples } from "./types.js";

export const isFile = (model: ModelSpec): model is FileModel => "file" in model;

export const modelPath = ({ file }: FileModel, recipePath: string): string =>
  resolve(dirname(recipePath), file);

/** Shape of one sample as the model takes it; undefined where that is up to the data. */
export async function inputOf(
  model: ModelSpec,
  recipePath: string,
): Promise<readonly (number | undefined)[] | undefined> {
  if (!isFile(model)) return undefined;
  if (model.input) return model.input;
  const [first] = await onnxInputs(modelPath(model, recipePath));
  return first?.shape?.slice(1).map((size) => (typeof size === "number" ? size : undefined));
}

export interface NetworkOptions {
  readonly recipePath: string;
  readonly seed: number;
  /** Default: the engine's own choice. */
  readonly threads?: number | undefined;
  readonly priorBias?: number | undefined;
}

/**
 * A network of its own, ready to be trained on samples such as `train`.
 * @throws DownhillError `usage` or `data` where the layers, the file and the samples do not fit
 */
export async function buildModel(
  spec: ModelSpec,
  train: Samples,
  options: NetworkOptions,
): Promise<OnnxModel> {
  const model = isFile(spec) ? await fromFile(spec, train, options) : await fromLayers(spec, train, options);
  if (options.priorBias !== undefined) setPrior(model, options.priorBias);
  await model.prepare();
  return model;
}

const threadsOf = ({ threads }: NetworkOptions) => (threads === undefined ? {} : { threads });

const fromLayers = (
  layers: Exclude<ModelSpec, FileModel>,
  train: Samples,
  options: NetworkOptions,
): Promise<OnnxModel> =>
  sequential(layers.map(makeLayer)).build({
    input: train.sampleShape,
    seed: options.seed,
    ...threadsOf(options),
  });

/** The file as it was read last: runs begin with copies of it. */
const opened = new Last<OnnxModel>();

function open(spec: FileModel, train: Samples, options: NetworkOptions): Promise<OnnxModel> {
  const { output, batchNorm, fill, logits } = spec;
  const path = modelPath(spec, options.recipePath);
  const settings = {
    input: spec.input ?? train.sampleShape,
    ...(output !== undefined && { output }),
    ...(batchNorm && { batchNorm }),
    ...(fill && { fill }),
    // Losses of classes want what goes into the final softmax.
    logits: logits ?? ("labels" in train ? ("auto" as const) : false),
    ...threadsOf(options),
  };
  return opened.get(JSON.stringify([path, settings]), () => loadOnnx(path, settings));
}

async function fromFile(spec: FileModel, train: Samples, options: NetworkOptions): Promise<OnnxModel> {
  const base = await open(spec, train, options);
  const wanted = "labels" in train ? train.classes : (train.targets.dims[1] ?? 1);
  const has = outputsOf(base);
  const layers = spec.head?.map(makeLayer) ?? (has === wanted ? undefined : [dense(wanted)]);
  // Both make a copy, so that the file need not be read again.
  const model = layers
    ? base.replaceHead(layers, { seed: options.seed, ...(spec.at !== undefined && { at: spec.at }) })
    : base.unfreeze(() => true);
  const { trainable, freeze } = spec;
  if (freeze) return model.freeze(freeze);
  if (!trainable) return model;
  const names = model.definition.parameters.map(({ name }) => name);
  const trained = matchingNames(trainable, names);
  return trained.size < names.length ? model.freeze((name) => !trained.has(name)) : model;
}

/** Size of the output's last axis. */
const outputsOf = ({ definition }: OnnxModel) => definition.graph.outputs[0]!.shape?.at(-1);

/** The bias of the last layer, so that every output's sigmoid says `prior`. */
function setPrior(model: OnnxModel, prior: number): void {
  const outputs = outputsOf(model);
  const bias = model.arena.segments
    .filter(({ role, shape }) => role === "bias" && shape.length === 1 && shape[0] === outputs)
    .at(-1);
  if (!bias) throw dataError(`priorBias: the model's last layer has no bias for its ${outputs} outputs`);
  model.arena.valuesOf(bias.name).fill(logOdds(prior));
}
