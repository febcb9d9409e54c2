/** Gradients of matrix products. */
import { broadcast, repeatedAxes } from "../graph/dimensions.js";
import { type Attributes, float, floatOf, int, intOf } from "../graph/graph.js";
import type { Rule, RuleContext } from "./rule.js";

// Y = alpha A' B' + beta C, where A' and B' may be transposed. Each gradient is one Gemm again.
const gemm: Rule = (c) => {
  const transA = intOf(c.node, "transA", 0) === 1;
  const transB = intOf(c.node, "transB", 0) === 1;
  const alpha = floatOf(c.node, "alpha", 1);
  const product = (a: string, aTransposed: boolean, b: string, bTransposed: boolean): string => {
    const attributes: Attributes = { transA: int(Number(aTransposed)), transB: int(Number(bTransposed)) };
    return c.op("Gemm", [a, b], alpha === 1 ? attributes : { ...attributes, alpha: float(alpha) });
  };
  return c.each((index) => {
    const g = c.gradient;
    if (index === 0)
      return transA ? product(c.input(1), transB, g, true) : product(g, false, c.input(1), !transB);
    if (index === 1)
      return transB ? product(g, true, c.input(0), transA) : product(c.input(0), !transA, g, false);
    const beta = floatOf(c.node, "beta", 1);
    const sum = c.sumToInput(g, 2);
    return beta === 1 ? sum : c.op("Mul", [sum, c.emit.scalar(beta)]);
  });
};

/** A product in which factors are read transposed without being copied. */
function fused(c: RuleContext, a: string, b: string, transA: boolean, transB: boolean): string {
  if (!transA && !transB) return c.op("MatMul", [a, b]);
  return c.emit.contributed("FusedMatMul", [a, b], {
    transA: int(Number(transA)),
    transB: int(Number(transB)),
  });
}

// Vectors are made matrices first, so that one rule serves all ranks.
const matmul: Rule = (c) => {
  const a = c.shape(0);
  const b = c.shape(1);
  let gradient = c.gradient;
  if (a.length === 1 && b.length === 1) gradient = c.op("Reshape", [gradient, c.emit.integers([1, 1])]);
  else if (a.length === 1) gradient = c.op("Unsqueeze", [gradient, c.emit.integers([-2])]);
  else if (b.length === 1) gradient = c.op("Unsqueeze", [gradient, c.emit.integers([-1])]);
  const left = a.length === 1 ? c.op("Unsqueeze", [c.input(0), c.emit.integers([0])]) : undefined;
  const right = b.length === 1 ? c.op("Unsqueeze", [c.input(1), c.emit.integers([1])]) : undefined;
  const aShape = a.length === 1 ? [1, a[0]!] : a;
  const bShape = b.length === 1 ? [b[0]!, 1] : b;

  return c.each((index) => {
    const own = index === 0 ? aShape : bShape;
    // A weight matrix shared by a whole batch: one large product instead of many small ones and a sum.
    if (index === 1 && own.length === 2 && aShape.length > 2) {
      const flat = (value: string, columns: number) =>
        c.op("Reshape", [value, c.emit.integers([-1, columns])]);
      const rows = flat(c.input(0), c.size(0, -1));
      const product = c.op("Gemm", [rows, flat(gradient, b.length === 1 ? 1 : c.size(1, -1))], {
        transA: int(1),
      });
      return b.length === 1 ? c.reshapeLike(product, 1) : product;
    }
    const product =
      index === 0
        ? fused(c, gradient, right ?? c.input(1), false, true)
        : fused(c, left ?? c.input(0), gradient, true, false);
    const batch = broadcast(aShape.slice(0, -2), bShape.slice(0, -2)) ?? [];
    const axes = repeatedAxes(own, [...batch, ...own.slice(-2)]);
    const summed =
      axes.length === 0 ? product : c.op("ReduceSum", [product, c.emit.integers(axes)], { keepdims: int(1) });
    return axes.length > 0 || own.length !== c.shape(index).length ? c.reshapeLike(summed, index) : summed;
  });
};

export const matmulRules = { Gemm: gemm, MatMul: matmul } satisfies Record<string, Rule>;
