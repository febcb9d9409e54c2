/** Arithmetic with sizes of which some are symbols: a batch of unknown size times 16 is `16*batch`. */
import type { Dimension, Shape } from "./graph.js";

interface Product {
  readonly count: number;
  /** Sorted. */
  readonly symbols: readonly string[];
}

function parse(dimension: Dimension): Product {
  if (typeof dimension === "number") return { count: dimension, symbols: [] };
  const parts = dimension.split("*");
  const count = Number(parts[0]);
  return Number.isInteger(count) && parts.length > 1
    ? { count, symbols: parts.slice(1).sort() }
    : { count: 1, symbols: parts.sort() };
}

function format({ count, symbols }: Product): Dimension {
  if (symbols.length === 0 || count === 0) return count;
  return count === 1 ? symbols.join("*") : `${count}*${symbols.join("*")}`;
}

/** The number of elements of a shape. */
export function product(shape: Shape): Dimension {
  const parts = shape.map(parse);
  return format({
    count: parts.reduce((total, { count }) => total * count, 1),
    symbols: parts.flatMap(({ symbols }) => symbols).sort(),
  });
}

/** `a / b` if that is known to be a whole number. */
export function quotient(a: Dimension, b: Dimension): Dimension | undefined {
  const over = parse(a);
  const under = parse(b);
  const symbols = [...over.symbols];
  for (const symbol of under.symbols) {
    const at = symbols.indexOf(symbol);
    if (at < 0) return undefined;
    symbols.splice(at, 1);
  }
  if (under.count === 0 || over.count % under.count !== 0) return undefined;
  return format({ count: over.count / under.count, symbols });
}

/** The shape with numbers for symbols; undefined when a symbol has no number. */
export function resolve(shape: Shape, sizes: ReadonlyMap<string, number>): number[] | undefined {
  const result: number[] = [];
  for (const dimension of shape) {
    const { count, symbols } = parse(dimension);
    let size = count;
    for (const symbol of symbols) {
      const known = sizes.get(symbol);
      if (known === undefined) return undefined;
      size *= known;
    }
    result.push(size);
  }
  return result;
}

/** How many dimensions are symbols. */
export const symbolic = (shape: Shape): number => shape.filter((size) => typeof size === "string").length;

/**
 * The shape that two shapes broadcast to, or undefined when they do not fit.
 * A symbol is taken to be larger than 1.
 */
export function broadcast(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const result: Dimension[] = [];
  for (let i = 0; i < rank; i++) {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x !== y && x !== 1 && y !== 1) return undefined;
    result.push(x === 1 ? y : x);
  }
  return result;
}

/** Which axes of `to` a value of shape `from` was repeated along, counted in `to`. */
export function repeatedAxes(from: Shape, to: Shape): number[] {
  const shift = to.length - from.length;
  return to.flatMap((size, axis) => (axis < shift || (from[axis - shift] === 1 && size !== 1) ? [axis] : []));
}

/** An axis counted from the front. */
export const positive = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

export const show = (shape: Shape): string => `[${shape.join(", ")}]`;
