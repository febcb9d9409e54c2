/**
 * Functions that share most of their work are taken apart, so that common subexpressions are found: softplus(x),
 * softplus(−x), sigmoid(x) and sigmoid(−x) all come from one exp(−|x|). Their accuracy is unchanged.
 */
import { instantiate } from "./check.js";
import type { Build, Node } from "./graph.js";

const expansions: Readonly<Record<string, string>> = {
  sigmoid: "where(a < 0, exp(-abs(a)), 1)/(1 + exp(-abs(a)))",
  softplus: "max(a, 0) + log1p(exp(-abs(a)))",
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
      result = expansion
        ? instantiate(build, expansion, { a: args[0] })
        : isSame
          ? node
          : build.make(node.op, args);
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
