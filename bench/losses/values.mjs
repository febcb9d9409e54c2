/** The inputs of each loss, the same on every side, and what float64 says. */
import { classes, sample, uniform } from "../support/random.mjs";

const scores = (size) => uniform(size, 1, -3, 3);
const signs = (size, low) => uniform(size, 2).map((value) => (value > 0 ? 1 : low));
const rows = (size) => [1, 2, 3].map((seed) => uniform(size, seed, -0.11, 0.11));

/** @returns {Float32Array[]} differentiated inputs first */
export function inputsOf(kind, { length, columns }) {
  const size = length * (columns ?? 1);
  if (kind === "regression") return [scores(size), uniform(size, 2, -3, 3)];
  if (kind === "sign") return [scores(size), signs(size, -1)];
  if (kind === "binary") return [scores(size), signs(size, 0)];
  if (kind === "class") return [scores(size), classes(length, columns, 2)];
  if (kind === "pair") return [...rows(size).slice(0, 2), signs(length, 0)];
  return rows(size);
}

/** Numbers of all gradients that the sides are compared by, scaled to be about 1. */
export const checkOf = (gradients, scale) =>
  gradients.flatMap((gradient) => sample(gradient, 8).map((value) => value * scale));

const softplus = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

const perElement = {
  mse: (p, y) => (p - y) ** 2,
  huber: (p, y) => {
    const r = Math.abs(p - y);
    return r <= 1 ? 0.5 * r * r : r - 0.5;
  },
  mae: (p, y) => Math.abs(p - y),
  hinge: (p, y) => Math.max(0, 1 - y * p),
  "binary-cross-entropy-with-logits": (x, y) => softplus(x) - x * y,
  focal: (x, y) => {
    const z = y ? x : -x;
    return (y ? 0.25 : 0.75) * (1 / (1 + Math.exp(z))) ** 2 * softplus(-z);
  },
};

const distance = (a, b, start, columns, eps) => {
  let sum = 0;
  for (let i = start; i < start + columns; i++) sum += (a[i] - b[i] + eps) ** 2;
  return Math.sqrt(sum);
};

const perRow = {
  "cross-entropy"(row, columns, x, target) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < columns; i++) largest = Math.max(largest, x[row * columns + i]);
    let sum = 0;
    for (let i = 0; i < columns; i++) sum += Math.exp(x[row * columns + i] - largest);
    return largest + Math.log(sum) - x[row * columns + target[row]];
  },
  triplet(row, columns, anchor, positive, negative) {
    const start = row * columns;
    const near = distance(anchor, positive, start, columns, 1e-6);
    return Math.max(0, near - distance(anchor, negative, start, columns, 1e-6) + 1);
  },
  contrastive(row, columns, a, b, y) {
    const d = distance(a, b, row * columns, columns, 0);
    return 0.5 * y[row] * d * d + 0.5 * (1 - y[row]) * Math.max(0, 1 - d) ** 2;
  },
};

/** The mean in float64. */
export function exactMean(loss, { length, columns }, inputs) {
  let sum = 0;
  if (columns) for (let row = 0; row < length; row++) sum += perRow[loss](row, columns, ...inputs);
  else for (let i = 0; i < length; i++) sum += perElement[loss](inputs[0][i], inputs[1][i]);
  return sum / length;
}
