/** Arrays that a session reads and writes in place, kept between steps of the same batch size. */
import type { Block, Memory } from "@downhill/core";
import { resolve } from "../graph/dimensions.js";
import type { ElementType } from "../graph/element-types.js";
import type { Shape } from "../graph/graph.js";
import type { EngineData, EngineTensor, EngineType, Runtime } from "../session/session.js";

const makers: { readonly [Type in EngineType]: (length: number) => EngineData } = {
  float32: (length) => new Float32Array(length),
  float64: (length) => new Float64Array(length),
  int32: (length) => new Int32Array(length),
  int64: (length) => new BigInt64Array(length),
  uint8: (length) => new Uint8Array(length),
  bool: (length) => new Uint8Array(length),
};

/** A new array of zeros of a type that the engine takes. */
export const makeData = (type: EngineType, length: number): EngineData => makers[type](length);

const isEngineType = (type: ElementType): type is EngineType => Object.hasOwn(makers, type);

/** A tensor to be written by the engine; null where the size cannot be told, so that the engine allocates. */
export function allocate(
  runtime: Runtime,
  type: ElementType,
  shape: Shape | undefined,
  sizes: ReadonlyMap<string, number>,
): EngineTensor | null {
  const dims = shape && resolve(shape, sizes);
  if (!dims || !isEngineType(type)) return null;
  return runtime.tensor(
    type,
    makeData(
      type,
      dims.reduce((a, b) => a * b, 1),
    ),
    dims,
  );
}

/** Engine tensors over ranges of a memory, made anew when the memory has grown. */
export class MemoryTensors {
  readonly #runtime: Runtime;
  readonly #memory: Memory;
  readonly #ranges: readonly { name: string; block: Block; dims: readonly number[] }[];
  #buffer: ArrayBuffer | undefined;
  #tensors: Record<string, EngineTensor> = {};

  constructor(
    runtime: Runtime,
    memory: Memory,
    ranges: readonly { name: string; block: Block; dims: readonly number[] }[],
  ) {
    this.#runtime = runtime;
    this.#memory = memory;
    this.#ranges = ranges;
  }

  get(): Readonly<Record<string, EngineTensor>> {
    if (this.#buffer !== this.#memory.buffer) {
      this.#buffer = this.#memory.buffer;
      this.#tensors = Object.fromEntries(
        this.#ranges.map(({ name, block, dims }) => [
          name,
          this.#runtime.tensor("float32", block.array, dims),
        ]),
      );
    }
    return this.#tensors;
  }
}

/** Results by key for the few most recent keys. */
export class Recent<T> {
  readonly #entries = new Map<string, T>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string, make: () => T): T {
    let entry = this.#entries.get(key);
    this.#entries.delete(key);
    if (entry === undefined) entry = make();
    this.#entries.set(key, entry);
    if (this.#entries.size > this.#limit) this.#entries.delete(this.#entries.keys().next().value!);
    return entry;
  }
}
