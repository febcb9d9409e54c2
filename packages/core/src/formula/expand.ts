/**
 * Functions that share most of their work are taken apart, so that common subexpressions are found: softplus(x),
 * softplus(−x), sigmoid(x) and sigmoid(−x) all come from one exp(−|x|). Their accuracy is unchanged.
 */
import type { Build, Node } from "./graph.js";

type Expansion = (build: Build, x: Node) => Node;

const decay: Expansion = (f, x) => f.exp(f.neg(f.abs(x)));

const expansions: Readonly<Record<string, Expansion>> = {
  sigmoid: (f, x) => {
    const one = f.constant(1);
    const e = decay(f, x);
    return f.div(f.where(f.lt(x, f.constant(0)), e, one), f.add(one, e));
  },
  softplus: (f, x) => f.add(f.max(x, f.constant(0)), f.log1p(decay(f, x))),
};

/** The same graph without the functions above. */
export function expand(build: Build, outputs: readonly Node[]): Node[] {
  const done = new Map<Node, Node>();
  const visit = (node: Node): Node => {
    let result = done.get(node);
    if (!result) {
      const args = node.op === "pick" ? node.args : node.args.map(visit);
      const expansion = Object.hasOwn(expansions, node.op) ? expansions[node.op] : undefined;
      const isSame = args.every((arg, i) => arg === node.args[i]);
      result = expansion ? expansion(build, args[0]!) : isSame ? node : build.make(node.op, args);
      done.set(node, result);
    }
    return result;
  };
  return outputs.map(visit);
}

/** Known to be ≤ 0 whatever the inputs: its exp cannot overflow. */
export function isNotPositive(node: Node): boolean {
  if (node.op === "neg") {
    const [a] = node.args as [Node];
    return a.op === "abs" || a.op === "sqrt" || a.op === "exp" || (a.op === "mul" && a.args[0] === a.args[1]);
  }
  if (node.op !== "sub") return false;
  const [a, b] = node.args as [Node, Node];
  return b.op === "reduce-max" && b.args[0] === a;
}

/** Known to lie in [0, 1] whatever the inputs. */
export const isUnit = (node: Node): boolean => node.op === "exp" && isNotPositive(node.args[0]!);
