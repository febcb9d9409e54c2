/** The parameters and gradients that every side starts from. */
import { sample, uniform } from "../support/random.mjs";

export const product = (shape) => shape.reduce((a, b) => a * b, 1);

export const parametersOf = (shape, index) => uniform(product(shape), 2 * index + 1);

/** Sizes from 0.5 to 1.5, so that libraries that put eps in different places still agree. */
export function gradientsOf(shape, index) {
  const values = uniform(product(shape), 2 * index + 2);
  for (let i = 0; i < values.length; i++) values[i] += Math.sign(values[i]) / 2;
  return values;
}

/** What is compared after three steps: a few parameters of the first and of the last tensor. */
export const checkOf = (first, last) => [...sample(first, 8), ...sample(last, 8)];
