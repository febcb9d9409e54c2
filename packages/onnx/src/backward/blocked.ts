/** Gradients of operators on images whose channels lie in blocks. Others are read and written in ONNX's order. */
import { type Blocks, isElementwise } from "../graph/blocks.js";
import { floatOf, int, type Node, type Shape } from "../graph/graph.js";
import { blockedConvolution } from "./blocked-convolution.js";
import { countOf } from "./normalization.js";
import { type Rule, type RuleContext, unary } from "./rule.js";
import { ruleOf } from "./rules.js";

/** The rule for a node that was run in blocks; undefined for one that was not. */
export function blockedRuleOf(
  node: Node,
  blocks: Blocks,
  shapeOf: (name: string) => Shape | undefined,
): Rule | undefined {
  if (node.domain !== "") return undefined;
  if (node.op === "GlobalAveragePool") return blocks.has(node.inputs[0]!) ? globalAverage : undefined;
  if (!blocks.has(node.outputs[0]!)) return undefined;
  if (Object.hasOwn(blockedRules, node.op)) return blockedRules[node.op];
  return isElementwise(node, shapeOf) ? elementwise(ruleOf(node.op, "")!) : undefined;
}

/** The same rule, which never asks where a number lies. */
const elementwise =
  (rule: Rule): Rule =>
  (c) =>
    rule(c).map((gradient, index) => {
      const shape = c.shape(index);
      return gradient !== undefined && c.blocks.fits(shape) ? c.blocks.add(gradient, shape) : gradient;
    });

// The gradient goes to the upper or to the lower row, and there to the left or to the right, as the forward pass told.
// The phases are then put together row by row.
const maxPool: Rule = unary((c, gradient) => {
  const { blocks, emit } = c;
  const divide = (value: string, output: number): [string, string] => {
    const share = c.op("Mul", [value, c.op("Cast", [c.output(output)], { to: int(1) })]);
    return [share, c.op("Sub", [value, share])];
  };
  const [above, below] = divide(gradient, 2);
  const [height, width] = [c.size(0, 2), c.size(0, 3)];
  const beside = (parts: readonly string[], numbers: number) =>
    c.op(
      "Concat",
      parts.map((part) => c.op("Reshape", [part, emit.integers([-1, 1, numbers])])),
      { axis: int(1) },
    );
  const pairs = [divide(above, 3), divide(below, 4)];
  const rows = pairs.map((pair) => beside(pair, blocks.size));
  const whole = beside(rows, width * blocks.size);
  const channels = c.size(0, 1);
  const image = c.op("Reshape", [whole, emit.integers([-1, channels, height, width])]);
  const half = [c.shape(0)[0]!, channels, height / 2, width / 2] as const;
  const phases = pairs.flat().map((phase) => blocks.add(phase, half));
  blocks.shares.set(image, { total: gradient, phases });
  return blocks.add(image, [half[0], channels, height, width]);
});

const globalAverage: Rule = unary((c) => {
  const { blocks, emit } = c;
  const shape = c.shape(0);
  if (!blocks.fits(shape)) return undefined;
  const [, channels, height, width] = shape;
  const share = c.op("Mul", [c.plain.gradient, emit.scalar(1 / (height * width))]);
  const narrow = c.op("Reshape", [share, emit.integers([-1, channels / blocks.size, 1, blocks.size])]);
  const spread = c.op("Expand", [narrow, emit.integers([1, 1, height * width, 1])]);
  return blocks.add(c.op("Reshape", [spread, emit.integers([-1, channels, height, width])]), shape);
});

/** The mean of an image for each channel. */
const channelMeans = (c: RuleContext, image: string): string =>
  c.op("ReduceMean", [c.blocks.means(image), c.emit.integers([0])], { keepdims: int(0) });

// With h the centred image, s its scale by deviation, and means over everything but channels:
// dx = s (g - mean(g) - h mean(g h) / deviation^2).
const batchNormalization: Rule = (c) => {
  const { blocks, emit, gradient } = c;
  const shape = c.shape(0);
  if (!blocks.fits(shape)) return [];
  const epsilon = emit.scalar(floatOf(c.node, "epsilon", 1e-5));
  const centred = c.output(3);
  const inverse = c.op("Reciprocal", [c.op("Sqrt", [c.op("Add", [c.output(2), epsilon])])]);
  const mean = channelMeans(c, gradient);
  const product = channelMeans(c, blocks.add(c.op("Mul", [gradient, centred]), shape));
  const count = countOf(c);
  return c.each((index) => {
    if (index === 1) return c.op("Mul", [c.op("Mul", [product, inverse]), count]);
    if (index === 2) return c.op("Mul", [mean, count]);
    if (index > 2) return undefined;
    const slope = c.op("Mul", [c.input(1), inverse]);
    const along = c.op("Mul", [c.op("Mul", [slope, product]), c.op("Mul", [inverse, inverse])]);
    const shift = c.op("Neg", [c.op("Mul", [slope, mean])]);
    return blocks.affine(gradient, slope, shift, blocks.affine(centred, c.op("Neg", [along]), ""));
  });
};

const blockedRules: Readonly<Record<string, Rule>> = {
  Conv: blockedConvolution,
  MaxPool: maxPool,
  BatchNormalization: batchNormalization,
};
