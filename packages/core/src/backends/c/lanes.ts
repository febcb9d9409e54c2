/**
 * `Lanes` as C text: a value is the name of a vector, of numbers (`F`) or of integers and masks (`I`). The vectors are an
 * extension that gcc and clang share, as wide as the processor's, so that nothing depends on a loop being recognized.
 */
import type { Lanes } from "../lanes.js";

export interface Handle {
  readonly type: "F" | "I";
  readonly text: string;
}

/** Writes `const type name = text;` and gives the name. */
export type Keep = (type: Handle["type"], text: string) => Handle;

/** 1.5·2²³: adding it rounds to an integer and leaves that in the low bits. */
const ROUNDING = 12582912;

const word = new DataView(new ArrayBuffer(4));

/** The shortest decimal number that is this float32, as a literal of C. */
function decimal(value: number): string {
  for (let digits = 1; digits < 10; digits++) {
    const shorter = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(shorter)) === value) return /[.e]/.test(shorter) ? shorter : `${shorter}.0`;
  }
  return String(value);
}

export function literal(value: number): Handle {
  word.setFloat32(0, value);
  const rounded = word.getFloat32(0);
  if (Number.isFinite(rounded))
    return { type: "F", text: `all(${Object.is(rounded, -0) ? "-0.0" : decimal(rounded)}f)` };
  return bits(word.getUint32(0));
}

const bits = (value: number): Handle => ({ type: "I", text: `same(0x${(value >>> 0).toString(16)}u)` });

export const numberOf = ({ type, text }: Handle): string => (type === "F" ? text : `(F)${text}`);
const integerOf = ({ type, text }: Handle): string => (type === "I" ? text : `(I)${text}`);

export function cLanes(keep: Keep): Lanes<Handle> {
  const number = (text: string) => keep("F", text);
  const integer = (text: string) => keep("I", text);
  const arithmetic = (symbol: string) => (a: Handle, b: Handle) =>
    number(`${numberOf(a)} ${symbol} ${numberOf(b)}`);
  const compare = (symbol: string) => (a: Handle, b: Handle) =>
    integer(`${numberOf(a)} ${symbol} ${numberOf(b)}`);
  const bitwise = (symbol: string) => (a: Handle, b: Handle) =>
    integer(`${integerOf(a)} ${symbol} ${integerOf(b)}`);
  const call = (name: string) => (a: Handle) => number(`${name}(${numberOf(a)})`);
  const choose = (mask: string, a: Handle, b: Handle) =>
    number(`choose(${mask}, ${numberOf(a)}, ${numberOf(b)})`);
  return {
    constant: literal,
    bits,
    add: arithmetic("+"),
    sub: arithmetic("-"),
    mul: arithmetic("*"),
    div: arithmetic("/"),
    neg: (a) => number(`-${numberOf(a)}`),
    abs: call("magnitude"),
    sqrt: call("root"),
    floor: call("rounded_down"),
    nearest: call("nearest"),
    rounded: (a, bias) => {
      const magic = literal(ROUNDING + bias);
      const sum = number(`${numberOf(a)} + ${magic.text}`);
      return { number: number(`${sum.text} - ${magic.text}`), integer: sum };
    },
    // The compiler is told to add up as it is written.
    opaque: (a) => a,
    smaller: (a, b) => choose(`${numberOf(b)} < ${numberOf(a)}`, b, a),
    larger: (a, b) => choose(`${numberOf(a)} < ${numberOf(b)}`, b, a),
    lt: compare("<"),
    le: compare("<="),
    eq: compare("=="),
    ne: compare("!="),
    select: (mask, a, b) => choose(integerOf(mask), a, b),
    and: bitwise("&"),
    or: bitwise("|"),
    andNot: (a, b) => integer(`${integerOf(a)} & ~${integerOf(b)}`),
    addBits: bitwise("+"),
    subBits: bitwise("-"),
    shiftLeft: (a, by) => integer(`${integerOf(a)} << ${by}`),
    shiftRight: (a, by) => integer(`${integerOf(a)} >> ${by}`),
    toInteger: (a) => integer(`__builtin_convertvector(${numberOf(a)}, I)`),
    fromInteger: (a) => number(`__builtin_convertvector(${integerOf(a)}, F)`),
  };
}
