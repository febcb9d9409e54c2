/**
 * One WebAssembly memory with a bump allocator.
 *
 * Kernels address numbers by byte offset; JavaScript and ONNX Runtime see the same bytes as typed arrays.
 * Growing a WebAssembly memory detaches every view made before, so nobody keeps a view: they keep a `Block`
 * and ask it for `array`, which is made anew only after a growth.
 */

import type { Team } from "./team.js";

const PAGE = 65536;
/** 4 GiB. */
export const MAXIMUM_PAGES = 65536;
const ALIGNMENT = 64;

/** A range of floats inside a `Memory`. */
export class Block {
  readonly memory: Memory;
  /** First byte, a multiple of 64. */
  readonly byteOffset: number;
  /** Number of floats. */
  readonly length: number;
  #floats: Float32Array | undefined;

  constructor(memory: Memory, byteOffset: number, length: number) {
    this.memory = memory;
    this.byteOffset = byteOffset;
    this.length = length;
  }

  /** The block as float32. Do not keep it across allocations: ask again. */
  get array(): Float32Array {
    const buffer = this.memory.buffer;
    if (this.#floats?.buffer !== buffer)
      this.#floats = new Float32Array(buffer, this.byteOffset, this.length);
    return this.#floats;
  }

  /** A view of part of this block that follows the memory when it grows. */
  slice(start: number, length: number): Block {
    return new Block(this.memory, this.byteOffset + 4 * start, length);
  }
}

export class Memory {
  readonly wasm: WebAssembly.Memory;
  /** Threads that share this memory; undefined for a memory of one thread. */
  readonly team: Team | undefined;
  #used = ALIGNMENT; // Offset 0 stays unused, so that a zero address is always a mistake.
  /** End of the bytes that were used as scratch and may not be zero. */
  #dirty = 0;
  /** First bytes of blocks given back, by length. */
  readonly #released = new Map<number, number[]>();

  constructor(options: { bytes?: number } = {}, shared?: { wasm: WebAssembly.Memory; team: Team }) {
    this.wasm =
      shared?.wasm ??
      new WebAssembly.Memory({
        initial: Math.max(1, Math.ceil((options.bytes ?? 0) / PAGE)),
        maximum: MAXIMUM_PAGES,
      });
    this.team = shared?.team;
  }

  /** Ends the worker threads of a shared memory. */
  close(): void {
    this.team?.close();
  }

  get buffer(): ArrayBuffer {
    return this.wasm.buffer as ArrayBuffer;
  }

  /** True for a view of this memory. */
  owns(array: { readonly buffer: ArrayBufferLike }): boolean {
    return array.buffer === this.buffer;
  }

  /** Reserves `length` float32 elements, filled with zeros. @throws RangeError beyond 4 GiB in total. */
  allocate(length: number): Block {
    const released = this.#released.get(length)?.pop();
    if (released !== undefined) {
      const block = new Block(this, released, length);
      block.array.fill(0);
      return block;
    }
    const block = this.allocateScratch(length);
    if (block.byteOffset < this.#dirty) block.array.fill(0);
    return block;
  }

  /** Gives a block back: the next block of that length may take its place. Nobody may use it any more. */
  release(block: Block): void {
    const offsets = this.#released.get(block.length) ?? [];
    this.#released.set(block.length, [...offsets, block.byteOffset]);
  }

  /** The same as `allocate`, with whatever was there before. */
  allocateScratch(length: number): Block {
    const start = this.#used;
    const end = start + Math.ceil((4 * length) / ALIGNMENT) * ALIGNMENT;
    // Kernels may read one vector beyond the last element, hence the room at the end.
    const missing = end + ALIGNMENT - this.buffer.byteLength;
    if (missing > 0) {
      if (end + ALIGNMENT > MAXIMUM_PAGES * PAGE)
        throw new RangeError(`out of memory: ${end} bytes asked, 4 GiB is the most one memory holds`);
      this.wasm.grow(Math.ceil(missing / PAGE));
    }
    this.#used = end;
    return new Block(this, start, length);
  }

  /** Runs `use`, then takes back everything it allocated. */
  scratch<T>(use: () => T): T {
    const mark = this.#used;
    try {
      return use();
    } finally {
      this.#dirty = Math.max(this.#dirty, this.#used);
      this.#used = mark;
    }
  }
}
