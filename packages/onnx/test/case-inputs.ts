/** Inputs for the table of gradients. */
import { type Constant, floatConstant, integerConstant } from "../src/graph/constant.js";

export const constant = (value: Constant) => ({ constant: value });
export const integers = (...values: number[]) => constant(integerConstant(values));
export const scalar = (value: number) => constant(floatConstant("float32", [value], []));
export const scales = (...values: number[]) => constant(floatConstant("float32", values, [values.length]));
/** An optional input that is not given. */
export const none = { missing: true } as const;
export const positive = (...shape: number[]) => ({ shape, from: 0.5, to: 2 });
/** Numbers far from each other, so that no step of the differences changes which one is largest. */
export const apart = (...shape: number[]) => {
  const length = shape.reduce((a, b) => a * b, 1);
  return { shape, values: Array.from({ length }, (_, i) => ((i * 37) % 101) / 10 - 5.03) };
};
