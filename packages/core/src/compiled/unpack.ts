/**
 * Text → WebAssembly module: how kernels travel that were compiled when the package was built.
 *
 * A kernel as bytes is mostly the numbers of its local variables, and the same instructions for four or eight vectors. Here
 * a local that is written once is named by how long ago that was, and what vectors share is written once, which halves what
 * is left after gzip. scripts/kernels/pack.mjs writes the text.
 */
import { F32, F64, I32, integer, moduleOf, unsigned, V128, type ValueType } from "../backends/wasm/module.js";

/** Instructions by their place in this table; those from `SIMD` on follow a prefix, and those at the end have operands. */
export const opcodes = [
  0x6a, 0x6b, 0x6c, 0x71, 0x72, 0x74, 0x76, 0x49, 0xa0, 0xb6, 0xbb, 0x1b, 0x0f, 0x11, 0x13, 0x39, 0x41, 0x42,
  0x43, 0x45, 0x4e, 0x4f, 0x50, 0x52, 0x53, 0x5f, 0x68, 0x6a, 0xab, 0xac, 0xae, 0xb1, 0xe3, 0xe4, 0xe5, 0xe6,
  0xe7, 0xea, 0xeb, 0xf0, 0xf8, 0xfa, 0x1b, 0x1f, 0x21, 0x00, 0x09, 0x0b, 0x56, 0x5a,
];
/** Places in the table above where the prefix, a lane, an offset, and both of them begin. */
export const SIMD = 13;
export const LANE = 42;
export const MEMORY = 45;
export const MEMORY_LANE = 48;
/** Symbols before those of the table. */
export const FIRST_OPCODE = 20;

const PREFIX = 0xfd;
const GET = 0x20;
const SET = 0x21;
const SPLAT = [PREFIX, 0x11];

/** @returns the module, for a memory that threads share or for one of its own */
export function unpack(text: string): (shared: boolean) => Uint8Array<ArrayBuffer> {
  let at = 0;
  // Neither quotes nor backslashes: 91 symbols.
  const symbol = (): number => {
    const code = text.charCodeAt(at++);
    return code < 92 ? code - 35 : code - 36;
  };
  const number = (): number => {
    let value = 0;
    for (;;) {
      const digit = 90 - symbol();
      value = value * 45 + (digit % 45);
      if (digit < 45) return value;
    }
  };

  const [integers, floats, fixedIntegers, fixedFloats, fixedVectors] = [0, 0, 0, 0, 0].map(number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const zero = integers + floats;
  let constant = zero + fixedIntegers + fixedFloats;
  let next = constant + fixedVectors;
  /** The first local of each value that was written once. */
  const values: number[] = [];
  const body: number[] = [];
  let written = 0;
  let begin = 0;
  let writtenBefore = 0;
  let vectors = 1;
  let vector = 0;
  let step = 0;

  const local = (opcode: number, index: number): void => void body.push(opcode, ...unsigned(index));
  const ago = (): number => values[written - number()]!;
  const bits = (): void => {
    let value = 0;
    for (let i = 0; i < 5; i++) value = value * 91 + symbol();
    const bytes = [value, value >>> 8, value >>> 16, value >>> 24].map((byte) => byte & 255);
    body.push(PREFIX, 12, ...bytes, ...bytes, ...bytes, ...bytes);
  };

  const read: readonly (() => void)[] = [
    () => local(GET, number()),
    () => local(GET, number() + vector),
    () => local(GET, ago()),
    () => local(GET, ago() + vector),
    () => local(GET, ago() + number()),
    () => local(SET, number()),
    () => {
      if (vector === 0) {
        values[written] = next;
        next += vectors;
      }
      local(SET, values[written++]! + vector);
    },
    () => local(0x22, number()),
    () => {
      const value = number();
      integer(body, value & 1 ? -(value + 1) / 2 : value / 2);
    },
    // A constant, which V8 must not know to be one: lanes.ts says why.
    () => {
      bits();
      local(SET, constant);
      local(GET, zero);
      body.push(4, 0x40);
      local(GET, zero);
      body.push(...SPLAT);
      local(SET, constant++);
      body.push(0x0b);
    },
    bits,
    () => {
      body.push(PREFIX, 12);
      for (let lane = 0; lane < 4; lane++) body.push(lane, 0, 0, 0);
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
    // Vectors side by side: what follows is read once for each of them.
    () => {
      if (vectors > 1 && ++vector < vectors) {
        at = begin;
        written = writtenBefore;
      } else if (vectors > 1) vectors = 1 + (vector = 0);
      else {
        vectors = number();
        step = number();
        begin = at;
        writtenBefore = written;
      }
    },
  ];

  while (at < text.length) {
    const code = symbol();
    const place = code - FIRST_OPCODE;
    if (place < 0) read[code]!();
    else {
      const opcode = opcodes[place]!;
      if (place < SIMD) body.push(opcode);
      else body.push(PREFIX, ...unsigned(opcode));
      if (place >= MEMORY) body.push(2, ...unsigned(number() + step * vector));
      if (place >= MEMORY_LANE || (place >= LANE && place < MEMORY)) body.push(number() + vector);
    }
  }
  const locals: [number, ValueType][] = [
    [fixedIntegers, I32],
    [fixedFloats, F64],
    [next - zero - fixedIntegers - fixedFloats, V128],
  ];
  const parameters = [...new Array<ValueType>(integers).fill(I32), ...new Array<ValueType>(floats).fill(F32)];
  return (shared) => moduleOf(parameters, locals, body, F64, shared);
}
