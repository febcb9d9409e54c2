/**
 * All parameters of a model in one place: one flat vector of values, one of gradients, and one for each
 * optimizer state, all in the same `Memory`. A tensor is a named segment of these vectors.
 *
 * Invariant: segments are in order, do not overlap, and start on multiples of 16 floats; the padding between
 * them is zero in values and gradients, so that a kernel may run over several segments in one pass.
 */
import { type Block, Memory } from "../backends/memory.js";

/** What a tensor is, for rules such as "no weight decay on biases and norms". */
export type Role = "weight" | "bias" | "norm";

export interface TensorDeclaration {
  /** Unique, as in the ONNX file: `conv1.weight`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Default: `"weight"`. */
  readonly role?: Role;
}

export interface Segment {
  readonly name: string;
  readonly shape: readonly number[];
  readonly role: Role;
  /** First element in the flat vectors. */
  readonly offset: number;
  /** Number of elements, without padding. */
  readonly length: number;
}

const ALIGNMENT = 16;

export class Arena {
  readonly memory: Memory;
  readonly segments: readonly Segment[];
  /** Length of the flat vectors, padding included. */
  readonly length: number;
  /** Number of parameters, padding not included. */
  readonly parameterCount: number;
  readonly valueBlock: Block;
  readonly gradientBlock: Block;
  readonly #byName = new Map<string, Segment>();

  /** @throws Error when two tensors have one name. */
  constructor(tensors: readonly TensorDeclaration[], memory: Memory = new Memory()) {
    let offset = 0;
    let parameterCount = 0;
    for (const { name, shape, role = "weight" } of tensors) {
      if (this.#byName.has(name)) throw new Error(`duplicate tensor name: ${name}`);
      const length = shape.reduce((product, size) => product * size, 1);
      this.#byName.set(name, { name, shape, role, offset, length });
      offset += Math.ceil(length / ALIGNMENT) * ALIGNMENT;
      parameterCount += length;
    }
    this.memory = memory;
    this.segments = [...this.#byName.values()];
    this.length = offset;
    this.parameterCount = parameterCount;
    this.valueBlock = memory.allocate(offset);
    this.gradientBlock = memory.allocate(offset);
  }

  /** All values, flat. Do not keep it across allocations. */
  get values(): Float32Array {
    return this.valueBlock.array;
  }

  /** All gradients, flat. Do not keep it across allocations. */
  get gradients(): Float32Array {
    return this.gradientBlock.array;
  }

  /** @throws Error when there is no tensor of that name. */
  segment(name: string): Segment {
    const segment = this.#byName.get(name);
    if (!segment)
      throw new Error(`unknown tensor: ${name}; names here: ${[...this.#byName.keys()].join(" ")}`);
    return segment;
  }

  /** The values of one tensor, in place. */
  valuesOf(name: string): Float32Array {
    const { offset, length } = this.segment(name);
    return this.values.subarray(offset, offset + length);
  }

  /** The gradients of one tensor, in place. */
  gradientsOf(name: string): Float32Array {
    const { offset, length } = this.segment(name);
    return this.gradients.subarray(offset, offset + length);
  }

  /** One more vector of the arena's length, e.g. for an optimizer's state. */
  allocate(fill = 0): Block {
    const block = this.memory.allocate(this.length);
    if (fill !== 0)
      for (const { offset, length } of this.segments) block.array.fill(fill, offset, offset + length);
    return block;
  }
}
