/**
 * `Lanes` as WGSL text: a value is a name or a literal with a type. Masks are `bool`; integers stay `u32` until a number
 * is asked for, because a GPU may flush or replace what looks like a denormal number or a NaN.
 */
import type { Lanes } from "../lanes.js";

export interface Handle {
  readonly type: "f32" | "u32" | "bool";
  readonly text: string;
  /** Of a literal: its bits. */
  readonly bits?: number;
}

/** Writes `let name = text;` and gives the name. */
export type Keep = (text: string) => string;

const word = new DataView(new ArrayBuffer(4));
function bitsOf(value: number): number {
  word.setFloat32(0, value);
  return word.getUint32(0);
}

/** Infinity, NaN, -0 and denormal numbers do not survive a compiler's arithmetic: they are made while the shader runs. */
function literalOf(bits: number): string {
  const exponent = (bits >>> 23) & 255;
  if (exponent === 255 || (exponent === 0 && bits !== 0))
    return `bitcast<f32>(${hexadecimal(bits)} | call.zero)`;
  word.setUint32(0, bits);
  const value = word.getFloat32(0);
  let text = String(value);
  for (let digits = 1; digits < 10; digits++) {
    const shorter = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(shorter)) === value) {
      text = shorter;
      break;
    }
  }
  return value < 0 ? `(${text}f)` : `${text}f`;
}

const hexadecimal = (bits: number): string => `0x${(bits >>> 0).toString(16)}u`;

export const literal = (value: number): Handle => {
  const bits = bitsOf(value);
  return { type: "f32", text: literalOf(bits), bits };
};

/** The value as a number. */
export function numberOf(a: Handle): string {
  if (a.type === "f32") return a.text;
  if (a.type === "bool") throw new Error(`internal error: mask ${a.text} is used as a number`);
  return a.bits === undefined ? `bitcast<f32>(${a.text})` : literalOf(a.bits);
}

function integerOf(a: Handle): string {
  if (a.bits !== undefined) return hexadecimal(a.bits);
  return a.type === "u32" ? a.text : `bitcast<u32>(${numberOf(a)})`;
}

export function wgslLanes(keep: Keep): Lanes<Handle> {
  const number = (text: string): Handle => ({ type: "f32", text: keep(text) });
  const integer = (text: string): Handle => ({ type: "u32", text: keep(text) });
  const mask = (text: string): Handle => ({ type: "bool", text: keep(text) });
  const operator = (symbol: string) => (a: Handle, b: Handle) =>
    number(`${numberOf(a)} ${symbol} ${numberOf(b)}`);
  const call = (name: string) => (a: Handle) => number(`${name}(${numberOf(a)})`);
  const compare = (symbol: string) => (a: Handle, b: Handle) =>
    mask(`${numberOf(a)} ${symbol} ${numberOf(b)}`);
  const bits = (value: number): Handle => ({ type: "u32", text: hexadecimal(value), bits: value >>> 0 });

  /** A compiler may assume that there is no NaN, so `x == x` is asked of the bits. */
  const isNumber = (a: Handle) => `(${integerOf(a)} & 0x7fffffffu) <= 0x7f800000u`;
  const choose = (condition: Handle, a: Handle, b: Handle): Handle => {
    if (a.type === "u32" && b.type === "u32")
      return integer(`select(${integerOf(b)}, ${integerOf(a)}, ${condition.text})`);
    return number(`select(${numberOf(b)}, ${numberOf(a)}, ${condition.text})`);
  };
  const zeroLike = ({ type }: Handle): Handle => (type === "u32" ? bits(0) : literal(0));
  const toInteger = (a: Handle): Handle => integer(`bitcast<u32>(i32(${numberOf(a)}))`);

  return {
    constant: literal,
    bits,
    add: operator("+"),
    sub: operator("-"),
    mul: operator("*"),
    div: operator("/"),
    neg: (a) => number(`-${numberOf(a)}`),
    abs: call("abs"),
    sqrt: call("sqrt"),
    floor: call("floor"),
    nearest: call("round"),
    rounded: (a, bias) => {
      const nearest = number(`round(${numberOf(a)})`);
      return { number: nearest, integer: toInteger(number(`${nearest.text} + ${bias}f`)) };
    },
    opaque: (a) => number(`bitcast<f32>(${integerOf(a)} ^ call.zero)`),
    smaller: (a, b) => number(`select(${numberOf(a)}, ${numberOf(b)}, ${numberOf(b)} < ${numberOf(a)})`),
    larger: (a, b) => number(`select(${numberOf(a)}, ${numberOf(b)}, ${numberOf(a)} < ${numberOf(b)})`),
    lt: compare("<"),
    le: compare("<="),
    eq: (a, b) => (a.text === b.text ? mask(isNumber(a)) : compare("==")(a, b)),
    ne: (a, b) => mask(a.text === b.text ? `!(${isNumber(a)})` : `!(${numberOf(a)} == ${numberOf(b)})`),
    select: choose,
    and: (a, b) => {
      if (a.type === "bool" && b.type === "bool") return mask(`${a.text} && ${b.text}`);
      if (a.type === "bool") return choose(a, b, zeroLike(b));
      if (b.type === "bool") return choose(b, a, zeroLike(a));
      return integer(`${integerOf(a)} & ${integerOf(b)}`);
    },
    or: (a, b) => {
      if (a.type === "bool" && b.type === "bool") return mask(`${a.text} || ${b.text}`);
      if (a.type === "bool") return integer(`select(${integerOf(b)}, 0xffffffffu, ${a.text})`);
      if (b.type === "bool") return integer(`select(${integerOf(a)}, 0xffffffffu, ${b.text})`);
      return integer(`${integerOf(a)} | ${integerOf(b)}`);
    },
    andNot: (a, b) => {
      if (a.type === "bool") return mask(`${a.text} && !${b.text}`);
      if (b.type === "bool") return choose(b, zeroLike(a), a);
      return integer(`${integerOf(a)} & ~${integerOf(b)}`);
    },
    addBits: (a, b) => integer(`${integerOf(a)} + ${integerOf(b)}`),
    subBits: (a, b) => (b.bits === 0 ? a : integer(`${integerOf(a)} - ${integerOf(b)}`)),
    shiftLeft: (a, by) => integer(`${integerOf(a)} << ${by}u`),
    shiftRight: (a, by) => integer(`bitcast<u32>(bitcast<i32>(${integerOf(a)}) >> ${by}u)`),
    toInteger,
    fromInteger: (a) => number(`f32(bitcast<i32>(${integerOf(a)}))`),
  };
}
