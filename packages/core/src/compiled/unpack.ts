/**
 * Text → WebAssembly module: how kernels travel that were compiled when the package was built.
 *
 * A kernel as bytes is mostly the numbers of its local variables, and the same instructions for four or eight vectors. Here
 * a local that is written once is named by how long ago that was, and what vectors share is written once, which halves what
 * is left after gzip. scripts/kernels/pack.mjs writes the text.
 */
import { F32, F64, I32, integer, moduleOf, unsigned, V128, type ValueType } from "../backends/wasm/module.js";

/** Instructions by their place in this table. Those from `simd` on follow a prefix. */
export const opcodes = [
  0x6a, 0x6b, 0x6c, 0x71, 0x72, 0x74, 0x76, 0x49, 0xa0, 0xb6, 0xbb, 0x1b, 0x0f, 0x11, 0x13, 0x53, 0x5f, 0xf0,
  0x39, 0x41, 0x42, 0x43, 0x45, 0x4e, 0x4f, 0x50, 0x52, 0x68, 0x6a, 0xab, 0xac, 0xae, 0xb1, 0xe3, 0xe4, 0xe5,
  0xe6, 0xe7, 0xea, 0xeb, 0xf8, 0xfa, 0x00, 0x09, 0x0b, 0x56, 0x5a, 0x1b, 0x1f, 0x21,
];
/** Where in the table what begins: the prefix, instructions whose result is written, those that take other operands. */
export const SIMD = 13;
export const WRITES = 18;
export const MEMORY = 42;
export const STORE = 44;
export const MEMORY_LANE = 45;
export const LANE = 47;
/** Symbols before those of the table. */
export const FIRST_OPCODE = 25;

const PREFIX = 0xfd;
const GET = 0x20;
const SET = 0x21;
const SPLAT = [PREFIX, 0x11];

/** @returns the module, for a memory that threads share or for one of its own */
export const unpack =
  (text: string) =>
  (shared: boolean): Uint8Array<ArrayBuffer> => {
    let at = 0;
    // No quotes, backslashes, dollar signs: nothing that a string must escape. 88 symbols.
    const symbol = (): number => {
      const code = text.charCodeAt(at++);
      return code - (code < 92 ? 37 : code < 96 ? 38 : 39);
    };
    const number = (): number => {
      let value = 0;
      for (;;) {
        const digit = 87 - symbol();
        value = value * 45 + (digit % 45);
        if (digit < 45) return value;
      }
    };

    const counts = [0, 0, 0, 0, 0, 0].map(number);
    const [integers, floats, fixedIntegers, fixedFloats, fixedVectors, constants] = counts as [
      ...[number, number, number, number, number, number],
    ];
    const zero = integers + floats;
    const firstConstant = zero + fixedIntegers + fixedFloats + fixedVectors;
    let next = firstConstant + constants;
    /** The first local of each value that was written once. */
    const values: number[] = [];
    const body: number[] = [];
    let written = 0;
    let begin = 0;
    let writtenBefore = 0;
    let vectors = 1;
    let vector = 0;
    let step = 0;
    let isStatement = false;
    let isDone = false;
    let isKept = false;

    const local = (opcode: number, index: number): void => void body.push(opcode, ...unsigned(index));
    const get = (index: number): void => local(GET, index);
    const ago = (count = number()): number => values[written - count]!;
    const write = (): void => {
      if (vector === 0) {
        values[written] = next;
        next += vectors;
      }
      local(SET, values[written++]! + vector);
      isDone = true;
    };
    const bits = (): void => {
      let value = 0;
      for (let i = 0; i < 5; i++) value = value * 85 + symbol();
      body.push(PREFIX, 12);
      for (let i = 0; i < 16; i++) body.push((value >>> (8 * (i % 4))) & 255);
    };
    /** Vectors side by side: what follows is read once for each of them. */
    const beginVectors = (count: number, bytes: number, statement: boolean): void => {
      vectors = count;
      step = bytes;
      isStatement = statement;
      begin = at;
      writtenBefore = written;
    };
    const endVectors = (): void => {
      if (++vector < vectors) {
        at = begin;
        written = writtenBefore;
      } else {
        vector = 0;
        vectors = 1;
        isStatement = false;
      }
    };

    const read: readonly (() => void)[] = [
      () => get(number()),
      () => get(firstConstant + number()),
      () => get(zero + number()),
      () => get(zero + number() + vector),
      () => get(ago(1)),
      () => get(ago()),
      () => get(ago() + vector),
      () => get(ago() + number()),
      () => local(SET, number()),
      () => local(SET, zero + number()),
      write,
      () => local(0x22, zero + number()),
      () => {
        isKept = true;
      },
      () => {
        const value = number();
        integer(body, value & 1 ? -(value + 1) / 2 : value / 2);
      },
      bits,
      () => {
        body.push(PREFIX, 12);
        for (let i = 0; i < 16; i++) body.push(i % 4 ? 0 : i / 4);
      },
      () => {
        body.push(PREFIX, 13);
        for (let i = 0; i < 4; i++) {
          const first = 4 * number();
          body.push(first, first + 1, first + 2, first + 3);
        }
      },
      () => body.push(2, 0x40, 3, 0x40),
      () => body.push(0x45, 0x0d, 1),
      () => body.push(0x0c, 0, 0x0b, 0x0b),
      () => body.push(4, 0x40),
      () => body.push(0x0b),
      () => body.push(0x44, 0, 0, 0, 0, 0, 0, ...(number() ? [0xf8, 0x7f] : [0, 0])),
      () => beginVectors(4, 16, true),
      () => (vectors > 1 ? endVectors() : beginVectors(number(), number(), false)),
    ];

    // What every kernel begins with: a zero that V8 does not know to be one, and constants that it therefore keeps in
    // registers. lanes.ts says why.
    body.push(GET, 0, 0x41, 31, 0x76);
    local(SET, zero);
    for (let constant = firstConstant; constant < firstConstant + constants; constant++) {
      bits();
      local(SET, constant);
      get(zero);
      body.push(4, 0x40);
      get(zero);
      body.push(...SPLAT);
      local(SET, constant);
      body.push(0x0b);
    }
    while (at < text.length) {
      const code = symbol();
      const place = code - FIRST_OPCODE;
      isDone = place === STORE;
      if (place < 0) read[code]!();
      else {
        const opcode = opcodes[place]!;
        if (place < SIMD) body.push(opcode);
        else body.push(PREFIX, ...unsigned(opcode));
        if (place >= MEMORY && place < LANE) body.push(2, ...unsigned(number() + step * vector));
        if (place >= MEMORY_LANE) body.push(number() + vector);
        if (place >= WRITES && place <= MEMORY && !isKept) write();
        isKept = false;
      }
      if (isStatement && isDone) endVectors();
    }
    const locals: [number, ValueType][] = [
      [fixedIntegers, I32],
      [fixedFloats, F64],
      [next - zero - fixedIntegers - fixedFloats, V128],
    ];
    const parameters = [
      ...new Array<ValueType>(integers).fill(I32),
      ...new Array<ValueType>(floats).fill(F32),
    ];
    return moduleOf(parameters, locals, body, F64, shared);
  };
