/** A small model in plain loops, and data for it. */
import { Arena, type ForwardMode, type Model, type Tensor } from "../../src/index.js";
import { Random } from "../../src/random.js";
import { arrayDataset } from "../../src/training/index.js";

export interface PerceptronOptions {
  readonly sizes: readonly number[];
  readonly seed?: number;
  /** Share of hidden units that training drops. */
  readonly dropout?: number;
}

/** Dense layers with tanh between them. Its buffer `seen` is a running mean of the inputs, as BatchNorm keeps one. */
export class Perceptron implements Model {
  readonly arena: Arena;
  readonly buffers = new Map([["seen", new Float32Array(1)]]);
  forwards = 0;
  readonly #sizes: readonly number[];
  readonly #dropout: number;
  #activations: Float32Array[] = [];
  #masks: Float32Array[] = [];

  constructor({ sizes, seed = 0, dropout = 0 }: PerceptronOptions) {
    this.#sizes = sizes;
    this.#dropout = dropout;
    this.arena = new Arena(
      sizes.slice(1).flatMap((size, i) => [
        { name: `dense${i + 1}.weight`, shape: [sizes[i]!, size] },
        { name: `dense${i + 1}.bias`, shape: [size], role: "bias" as const },
      ]),
    );
    const random = new Random(seed);
    for (let i = 1; i < sizes.length; i++) {
      random.fillNormal(this.arena.valuesOf(`dense${i}.weight`), 0, 1 / Math.sqrt(sizes[i - 1]!));
    }
  }

  async forward(inputs: Tensor, { training = false, seed = 0 }: ForwardMode = {}): Promise<Tensor> {
    this.forwards++;
    const rows = inputs.dims[0]!;
    let x = Float32Array.from(inputs.data as Float32Array);
    this.#activations = [x];
    this.#masks = [];
    if (training) {
      const seen = this.buffers.get("seen")!;
      seen[0] = 0.9 * seen[0]! + 0.1 * (x.reduce((sum, value) => sum + value, 0) / x.length);
    }
    const random = new Random(seed);
    for (let layer = 1; layer < this.#sizes.length; layer++) {
      const last = layer === this.#sizes.length - 1;
      const [width, height] = [this.#sizes[layer - 1]!, this.#sizes[layer]!];
      const weight = this.arena.valuesOf(`dense${layer}.weight`);
      const bias = this.arena.valuesOf(`dense${layer}.bias`);
      const out = new Float32Array(rows * height);
      for (let r = 0; r < rows; r++) {
        for (let o = 0; o < height; o++) {
          let sum = bias[o]!;
          for (let i = 0; i < width; i++) sum += x[r * width + i]! * weight[i * height + o]!;
          out[r * height + o] = last ? sum : Math.tanh(sum);
        }
      }
      if (!last && training && this.#dropout > 0) {
        const mask = out.map(() => (random.uniform() < this.#dropout ? 0 : 1 / (1 - this.#dropout)));
        this.#masks[layer] = mask;
      }
      this.#activations.push(out);
      x = this.#masks[layer] ? out.map((value, i) => value * this.#masks[layer]![i]!) : out;
    }
    return { data: x, dims: [rows, this.#sizes.at(-1)!] };
  }

  async backward(outputGradient: Tensor): Promise<void> {
    const rows = outputGradient.dims[0]!;
    let delta = outputGradient.data as Float32Array;
    for (let layer = this.#sizes.length - 1; layer >= 1; layer--) {
      const [width, height] = [this.#sizes[layer - 1]!, this.#sizes[layer]!];
      const mask = this.#masks[layer - 1];
      const activation = this.#activations[layer - 1]!;
      const x = mask ? activation.map((value, i) => value * mask[i]!) : activation;
      const weight = this.arena.valuesOf(`dense${layer}.weight`);
      const weightGradient = this.arena.gradientsOf(`dense${layer}.weight`).fill(0);
      const biasGradient = this.arena.gradientsOf(`dense${layer}.bias`).fill(0);
      const below = new Float32Array(rows * width);
      for (let r = 0; r < rows; r++) {
        for (let o = 0; o < height; o++) {
          const d = delta[r * height + o]!;
          biasGradient[o] = biasGradient[o]! + d;
          for (let i = 0; i < width; i++) {
            weightGradient[i * height + o] = weightGradient[i * height + o]! + x[r * width + i]! * d;
            below[r * width + i] = below[r * width + i]! + weight[i * height + o]! * d;
          }
        }
      }
      delta = below.map((value, i) => value * (mask?.[i] ?? 1) * (1 - activation[i]! ** 2));
    }
  }
}

export const perceptron = (options: PerceptronOptions): Perceptron => new Perceptron(options);

/** `y = 2x - 1` with one input, as many samples as asked for. */
export function line(length: number, noise = 0) {
  const random = new Random(7);
  const x = random.fillUniform(new Float32Array(length), -1, 1);
  return arrayDataset({
    inputs: { data: x, dims: [length, 1] },
    targets: { data: x.map((value) => 2 * value - 1 + noise * random.normal()), dims: [length, 1] },
  });
}

/** Points around as many centres on a circle as there are classes. */
export function clusters(length: number, classes = 3, seed = 3, spread = 0.3) {
  const random = new Random(seed);
  const inputs = new Float32Array(2 * length);
  const labels = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    const label = (labels[i] = i % classes);
    inputs[2 * i] = Math.cos((2 * Math.PI * label) / classes) + spread * random.normal();
    inputs[2 * i + 1] = Math.sin((2 * Math.PI * label) / classes) + spread * random.normal();
  }
  return arrayDataset({
    inputs: { data: inputs, dims: [length, 2] },
    targets: { data: labels, dims: [length] },
  });
}

/** A model without hidden layer that gives its inputs back plus a trained bias: its losses are known in advance. */
export function identityModel(width = 1): Perceptron {
  const model = new Perceptron({ sizes: [width, width] });
  const weight = model.arena.valuesOf("dense1.weight");
  weight.fill(0);
  for (let i = 0; i < width; i++) weight[i * width + i] = 1;
  return model;
}

export const range = (length: number): Uint32Array => Uint32Array.from({ length }, (_, i) => i);
