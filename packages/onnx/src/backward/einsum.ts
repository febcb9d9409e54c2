/** The gradient of Einsum: for each factor another Einsum, of the gradient with the other factors. */
import { dataError } from "@downhill/core";
import { text, textOf } from "../graph/graph.js";
import type { Rule, RuleContext } from "./rule.js";

interface Equation {
  /** Letters of each factor's axes. */
  readonly factors: readonly string[];
  readonly result: string;
}

const SPARE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** The equation with letters for `...` and with its right side written out. */
function equationOf(c: RuleContext): Equation {
  const written = textOf(c.node, "equation", "").replaceAll(" ", "");
  const [left = "", right] = written.split("->");
  const free = [...SPARE].filter((letter) => !written.includes(letter));
  const axesOf = (term: string, index: number): string => {
    const count = c.shape(index).length - (term.length - 3);
    return term.includes("...") ? term.replace("...", free.slice(0, count).join("")) : term;
  };
  const terms = left.split(",");
  const factors = terms.map(axesOf);
  const open = terms.map((term, i) => (term.includes("...") ? c.shape(i).length - (term.length - 3) : 0));
  if (new Set(open.filter((_, i) => terms[i]!.includes("..."))).size > 1)
    throw dataError(`${c.describe()}: no gradient where ... stands for different numbers of axes`);
  const dots = free.slice(0, Math.max(0, ...open)).join("");
  const all = factors.join("");
  const once = [...new Set(all)].filter((letter) => all.split(letter).length === 2 && !dots.includes(letter));
  const result = right === undefined ? dots + once.sort().join("") : right.replace("...", dots);
  for (const factor of factors)
    if (new Set(factor).size !== factor.length)
      throw dataError(`${c.describe()}: no gradient for a diagonal (${written})`);
  return { factors, result };
}

const einsum: Rule = (c) => {
  const { factors, result } = equationOf(c);
  return c.each((index) => {
    const own = factors[index]!;
    const others = factors.flatMap((letters, i) => (i === index ? [] : [{ letters, value: c.input(i) }]));
    const known = result + others.map(({ letters }) => letters).join("");
    const found = [...own].filter((letter) => known.includes(letter)).join("");
    const terms = [result, ...others.map(({ letters }) => letters)].join(",");
    const values = [c.gradient, ...others.map(({ value }) => value)];
    const sum = c.op("Einsum", values, { equation: text(`${terms}->${found}`) });
    if (found === own) return sum;
    // Axes over which only this factor was summed: each of their numbers gets the same.
    const missing = [...own].flatMap((letter, axis) => (found.includes(letter) ? [] : [axis]));
    const wide = c.op("Unsqueeze", [sum, c.emit.integers(missing)]);
    return c.op("Expand", [wide, c.op("Shape", [c.input(index)])]);
  });
};

export const einsumRules = { Einsum: einsum } satisfies Record<string, Rule>;
