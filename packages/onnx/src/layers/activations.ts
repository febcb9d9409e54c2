import { type Attributes, float, int, text } from "../graph/graph.js";
import type { Layer } from "./layer.js";

const elementwise = (kind: string, op: string, attributes: Attributes = {}): Layer => ({
  kind,
  apply: (scope, input) => scope.op(op, [input], attributes),
});

/** `max(x, 0)`; the gradient at 0 is 0. */
export const relu = (): Layer => elementwise("relu", "Relu");

/** `x` where positive, else `slope * x`. Default slope 0.01. */
export const leakyRelu = (slope = 0.01): Layer =>
  elementwise("leakyRelu", "LeakyRelu", { alpha: float(slope) });

/** `x` times the normal distribution function of `x`; `"tanh"` for the approximation. */
export const gelu = (approximate: "none" | "tanh" = "none"): Layer =>
  elementwise("gelu", "Gelu", { approximate: text(approximate) });

/** `1 / (1 + exp(-x))`. */
export const sigmoid = (): Layer => elementwise("sigmoid", "Sigmoid");

/** Hyperbolic tangent. */
export const tanh = (): Layer => elementwise("tanh", "Tanh");

/**
 * Probabilities along the last axis (or `axis`). The cross-entropy loss wants logits: do not put a softmax before it.
 */
export const softmax = (axis = -1): Layer => elementwise("softmax", "Softmax", { axis: int(axis) });
