/** `Lanes` as WebAssembly instructions: a value is a v128 local, written once. */
import type { Lanes } from "../lanes.js";
import { type FunctionBuilder, I32, V128 } from "./assembler.js";
import * as op from "./op.js";
import * as simd from "./simd.js";

export type Local = number;

/** 1.5·2²³: adding it rounds to an integer and leaves that in the low bits. */
const ROUNDING = 12582912;

const SIGN_BIT = 0x80000000;

const floatBits = new DataView(new ArrayBuffer(4));
function bitsOf(value: number): number {
  floatBits.setFloat32(0, value);
  return floatBits.getUint32(0);
}

/** An i32 local that holds 0 from the beginning, without V8 knowing: the sign of the number of rows. */
export function opaqueZero(f: FunctionBuilder): Local {
  const zero = f.local(I32);
  f.first(() => {
    f.get(0);
    f.integer(31);
    f.plain(op.i32ShrU);
    f.set(zero);
  });
  return zero;
}

/** @param zero an i32 local that holds 0 from the beginning, without the compiler knowing. */
export function wasmLanes(f: FunctionBuilder, zero: Local): Lanes<Local> {
  const keep = (): Local => {
    const local = f.local(V128);
    f.set(local);
    return local;
  };
  const unary = (opcode: number) => (a: Local) => {
    f.get(a);
    f.vector(opcode);
    return keep();
  };
  const binary = (opcode: number) => (a: Local, b: Local) => {
    f.get(a);
    f.get(b);
    f.vector(opcode);
    return keep();
  };
  const shift = (opcode: number) => (a: Local, by: number) => {
    f.get(a);
    f.integer(by);
    f.vector(opcode);
    return keep();
  };
  /**
   * Constants are made once, before the loops, and replaced in a branch that is never taken, which V8 cannot know:
   * otherwise it builds each constant anew wherever it is used, in five instructions, which makes polynomials two to three
   * times slower.
   */
  const constants = new Map<number, Local>();
  const bits = (value: number) => {
    const key = value >>> 0;
    let local = constants.get(key);
    if (local === undefined) {
      const made = f.local(V128);
      f.first(() => {
        f.bits(key);
        f.set(made);
        f.get(zero);
        f.if(() => {
          f.get(zero);
          f.vector(simd.i32x4Splat);
          f.set(made);
        });
      });
      constants.set(key, made);
      local = made;
    }
    return local;
  };
  const and = binary(simd.and);
  const add = binary(simd.f32x4Add);
  const sub = binary(simd.f32x4Sub);
  const smaller = binary(simd.f32x4Pmin);
  const larger = binary(simd.f32x4Pmax);
  return {
    constant: (value) => bits(bitsOf(value)),
    bits,
    add,
    sub,
    mul: binary(simd.f32x4Mul),
    div: binary(simd.f32x4Div),
    // V8 makes the sign bit anew for each f32x4.neg and f32x4.abs, in two instructions; −0 − a is −a.
    neg: (a) => sub(bits(SIGN_BIT), a),
    abs: (a) => and(a, bits(~SIGN_BIT)),
    sqrt: unary(simd.f32x4Sqrt),
    floor: unary(simd.f32x4Floor),
    nearest: unary(simd.f32x4Nearest),
    rounded: (a, bias) => {
      const magic = bits(bitsOf(ROUNDING + bias));
      const integer = add(a, magic);
      return { number: sub(integer, magic), integer };
    },
    // WebAssembly computes as it is written.
    opaque: (a) => a,
    smaller,
    larger,
    lt: binary(simd.f32x4Lt),
    le: binary(simd.f32x4Le),
    eq: binary(simd.f32x4Eq),
    ne: binary(simd.f32x4Ne),
    select: (mask, a, b) => {
      f.get(a);
      f.get(b);
      f.get(mask);
      f.vector(simd.bitselect);
      return keep();
    },
    and,
    or: binary(simd.or),
    andNot: binary(simd.andnot),
    addBits: binary(simd.i32x4Add),
    subBits: binary(simd.i32x4Sub),
    shiftLeft: shift(simd.i32x4Shl),
    shiftRight: shift(simd.i32x4ShrS),
    toInteger: unary(simd.i32x4TruncSat),
    fromInteger: unary(simd.f32x4Convert),
  };
}

/** The vectors of a pass, or one that is the same in all. */
export type Vectors = readonly Local[];

/** The same operations on several vectors, taking turns. */
export function several(l: Lanes<Local>): Lanes<Vectors> {
  const spread =
    (apply: (...locals: Local[]) => Local) =>
    (...values: Vectors[]): Vectors =>
      Array.from({ length: Math.max(...values.map(({ length }) => length)) }, (_, i) =>
        apply(...values.map((value) => value[i % value.length]!)),
      );
  const operations = Object.entries(l).map(([name, apply]) => [name, spread(apply)]);
  return {
    ...(Object.fromEntries(operations) as Lanes<Vectors>),
    constant: (value) => [l.constant(value)],
    bits: (value) => [l.bits(value)],
    shiftLeft: (a, by) => a.map((vector) => l.shiftLeft(vector, by)),
    shiftRight: (a, by) => a.map((vector) => l.shiftRight(vector, by)),
    rounded: (a, bias) => {
      const both = a.map((vector) => l.rounded(vector, bias));
      return { number: both.map(({ number }) => number), integer: both.map(({ integer }) => integer) };
    },
  };
}
