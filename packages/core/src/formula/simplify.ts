/**
 * Two kinds of simplification.
 *
 * `simplifyNode` works while the graph is built: constants are folded in float64 and neutral elements vanish, which is
 * how an option that is 0 costs nothing. `regroupProducts` works on a finished graph: factors that change rarely are
 * gathered, so that they are multiplied once per kernel or once per row, and a division by them becomes a product.
 */
import { type Build, type Node, topological } from "./graph.js";
import { type OpName, ops } from "./ops.js";

const isConstant = (node: Node, value: number): boolean => node.op === "constant" && node.value === value;

/** A simpler node of the same meaning for finite numbers, or undefined. */
export function simplifyNode(build: Build, op: OpName, args: readonly Node[]): Node | undefined {
  const [a, b, c] = args as [Node, Node, Node];
  if (args.every((arg) => arg.op === "constant"))
    return build.constant(ops[op].evaluate(a.value, b?.value ?? 0, c?.value ?? 0));
  return rules[op]?.(build, a, b, c);
}

type Rule = (build: Build, a: Node, b: Node, c: Node) => Node | undefined;

const rules: { readonly [K in OpName]?: Rule } = {
  add: (f, a, b) => {
    if (isConstant(a, 0)) return b;
    if (isConstant(b, 0)) return a;
    if (a === b) return f.mul(f.constant(2), a);
    if (b.op === "neg") return f.sub(a, b.args[0]!);
    if (a.op === "neg") return f.sub(b, a.args[0]!);
    return blend(f, a, b) ?? blend(f, b, a);
  },
  sub: (f, a, b) => {
    if (isConstant(b, 0)) return a;
    if (isConstant(a, 0)) return f.neg(b);
    if (b.op === "neg") return f.add(a, b.args[0]!);
    if (a.op === "div" && b.op === "div" && a.args[1] === b.args[1])
      return f.div(f.sub(a.args[0]!, b.args[0]!), a.args[1]!);
    // (m + s) - x → (m - x) + s when m is the row's maximum: x is near m, so this keeps small logarithms exact.
    if (a.op === "add" && isRowMaximum(a.args[0]!) && b.level !== "uniform")
      return f.add(f.sub(a.args[0]!, b), a.args[1]!);
    return undefined;
  },
  mul: (f, a, b) => {
    if (isConstant(a, 0) || isConstant(b, 0)) return f.constant(0);
    if (isConstant(a, 1)) return b;
    if (isConstant(b, 1)) return a;
    if (isConstant(a, -1)) return f.neg(b);
    if (isConstant(b, -1)) return f.neg(a);
    if (a.op === "neg") return f.neg(f.mul(a.args[0]!, b));
    if (b.op === "neg") return f.neg(f.mul(a, b.args[0]!));
    if (b.op === "constant") return f.mul(b, a);
    const inner = b.op === "mul" ? b.args[0]! : undefined;
    if (a.op === "constant" && inner?.op === "constant")
      return f.mul(f.constant(a.value * inner.value), b.args[1]!);
    if (a.op === "constant" && inner?.op === "mul" && inner.args[0]!.op === "constant")
      return f.mul(f.mul(a, inner), b.args[1]!);
    return undefined;
  },
  div: (f, a, b) => {
    if (isConstant(a, 0)) return a;
    if (isConstant(b, 1)) return a;
    if (a.op === "neg") return f.neg(f.div(a.args[0]!, b));
    return undefined;
  },
  neg: (f, a) => (a.op === "neg" ? a.args[0]! : a.op === "sub" ? f.sub(a.args[1]!, a.args[0]!) : undefined),
  abs: (f, a) => (a.op === "neg" ? f.abs(a.args[0]!) : a.op === "abs" ? a : undefined),
  pow: (f, a, b) => {
    if (b.op !== "constant") return undefined;
    if (b.value === 0.5) return f.sqrt(a);
    if (b.value === -0.5) return f.div(f.constant(1), f.sqrt(a));
    if (!Number.isInteger(b.value) || Math.abs(b.value) > 16) return undefined;
    return b.value < 0 ? f.div(f.constant(1), integerPower(f, a, -b.value)) : integerPower(f, a, b.value);
  },
  where: (f, c, a, b) => simplifyWhere(f, c, a, b),
  min: (_, a, b) => (a === b ? a : undefined),
  max: (_, a, b) => (a === b ? a : undefined),
  xlogy: (f, a, b) => (isConstant(a, 0) ? a : isConstant(a, 1) ? f.log(b) : undefined),
};

/**
 * d + (a − d)·s → a·s + d·(1 − s) where s is the share of min or max, 0 or 1 but for ties: the sum on the left loses the
 * digits of a small `a` to a large `d`.
 */
function blend(f: Build, d: Node, product: Node): Node | undefined {
  if (product.op !== "mul") return undefined;
  const [difference, share] = product.args as [Node, Node];
  if (difference.op !== "sub" || difference.args[1] !== d || !isTieShare(share)) return undefined;
  const a = difference.args[0]!;
  if (isExtreme(f, a, d, share)) return a;
  return f.add(f.mul(a, share), f.mul(d, f.sub(f.constant(1), share)));
}

/** True for a = k·min(x, e) where `share` is that of x and d = k·e, or for max: where x has no share, a is d anyway. */
function isExtreme(f: Build, a: Node, d: Node, share: Node): boolean {
  const [, last] = share.args as [Node, Node];
  const [less, more] = (last.op === "mul" ? last.args[1]! : last).args as [Node, Node];
  const [k, extreme] = a.op === "mul" ? (a.args as [Node, Node]) : [f.constant(1), a];
  if (extreme.op !== "min" && extreme.op !== "max") return false;
  const bound = extreme.op === "min" ? more : less;
  return extreme.args.includes(less) && extreme.args.includes(more) && f.mul(k, bound) === d;
}

/** ½[a < b] + ½[a ≤ b]: the derivative of min(a, b) for a. */
export function isTieShare(node: Node): boolean {
  if (node.op !== "add") return false;
  const parts = node.args.map((part) =>
    part.op === "mul" && isConstant(part.args[0]!, 0.5) ? part.args[1]! : part,
  );
  return parts[0]!.op === "lt" && parts[1]!.op === "le";
}

const comparisons: readonly string[] = ["lt", "le", "gt", "ge", "eq", "ne"];
/** c when the node says that c does not hold. */
const negated = (node: Node): Node | undefined =>
  node.op === "eq" && isConstant(node.args[1]!, 0) ? node.args[0]! : undefined;

function simplifyWhere(f: Build, c: Node, a: Node, b: Node): Node | undefined {
  if (c.op === "constant") return c.value !== 0 ? a : b;
  if (a === b) return a;
  const not = negated(c);
  if (not) return f.where(not, b, a);
  if (a.op === "where" && a.args[0] === c) return f.where(c, a.args[1]!, b);
  if (b.op === "where" && b.args[0] === c) return f.where(c, a, b.args[2]!);
  if (comparisons.includes(c.op) && isConstant(a, 1) && isConstant(b, 0)) return c;
  if (a.op === "mul" && comparisons.includes(c.op)) {
    const [first, second] = a.args as [Node, Node];
    if (first === c) return f.where(c, second, b);
    if (second === c) return f.where(c, first, b);
  }
  if (a.op === "neg" && isConstant(b, 0)) return f.neg(f.where(c, a.args[0]!, b));
  if (b.op === "neg" && isConstant(a, 0)) return f.neg(f.where(c, a, b.args[0]!));
  return undefined;
}

/** True for c or not c, whichever way round: the condition of a value that both branches of a `where` need. */
export const isAlways = (a: Node, b: Node): boolean => negated(a) === b || negated(b) === a;

const isRowMaximum = (node: Node): boolean =>
  node.op === "reduce-max" || (node.op === "stop" && isRowMaximum(node.args[0]!));

function integerPower(f: Build, base: Node, exponent: number): Node {
  if (exponent === 0) return f.constant(1);
  if (exponent === 1) return base;
  const half = integerPower(f, base, Math.floor(exponent / 2));
  const square = f.mul(half, half);
  return exponent % 2 === 1 ? f.mul(square, base) : square;
}

interface Product {
  negative: boolean;
  readonly over: Node[];
  readonly under: Node[];
}

/** The same outputs with rarely changing factors gathered, and with `stop` removed: it has done its work. */
export function regroupProducts(build: Build, outputs: readonly Node[]): Node[] {
  const uses = new Map<Node, number>();
  for (const node of topological(outputs))
    for (const arg of node.args) uses.set(arg, (uses.get(arg) ?? 0) + 1);
  for (const output of outputs) uses.set(output, (uses.get(output) ?? 0) + 1);

  const done = new Map<Node, Node>();
  const rebuild = (node: Node): Node => {
    let result = done.get(node);
    if (!result) {
      result =
        node.op === "stop"
          ? rebuild(node.args[0]!)
          : isProduct(node) && node.level !== "uniform"
            ? product(node)
            : copy(node);
      done.set(node, result);
    }
    return result;
  };

  const copy = (node: Node): Node => {
    if (node.args.length === 0 || node.op === "pick") return node;
    return build.make(node.op, node.args.map(rebuild));
  };

  const isProduct = (node: Node): boolean => node.op === "mul" || node.op === "div" || node.op === "neg";

  const collect = (node: Node, into: Product, inverted: boolean, root: boolean): void => {
    // A shared product is computed once anyway; taking it apart would compute it twice.
    if (!isProduct(node) || (!root && uses.get(node)! > 1) || node.level === "uniform") {
      (inverted ? into.under : into.over).push(rebuild(node));
      return;
    }
    if (node.op === "neg") into.negative = !into.negative;
    collect(node.args[0]!, into, inverted, false);
    if (node.op === "mul") collect(node.args[1]!, into, inverted, false);
    if (node.op === "div") collect(node.args[1]!, into, !inverted, false);
  };

  const product = (node: Node): Node => {
    const parts: Product = { negative: false, over: [], under: [] };
    collect(node, parts, false, true);
    const often = node.level;
    const multiply = (factors: readonly Node[]) =>
      factors.reduce((a, b) => build.mul(a, b), build.constant(1));
    const quotient = (level: (node: Node) => boolean) => {
      const under = multiply(parts.under.filter(level));
      return build.div(multiply(parts.over.filter(level)), under);
    };
    const uniform = quotient((factor) => factor.level === "uniform");
    const rare = often === "element" ? quotient((factor) => factor.level === "row") : build.constant(1);
    const rest = (factor: Node) =>
      factor.level !== "uniform" && !(often === "element" && factor.level === "row");
    const over = multiply(parts.over.filter(rest));
    const under = multiply(parts.under.filter(rest));
    const coefficient = build.mul(rare, uniform);
    const whole = build.div(build.mul(over, coefficient), under);
    return parts.negative ? build.neg(whole) : whole;
  };

  return outputs.map(rebuild);
}
