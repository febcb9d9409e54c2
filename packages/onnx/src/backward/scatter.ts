/** Gradients of writing into a tensor: what was overwritten gets none, what was written gets that of its places. */
import { dataError } from "@downhill/core";
import { type Attributes, int, intOf, textOf } from "../graph/graph.js";
import type { Rule, RuleContext } from "./rule.js";

function added(c: RuleContext): boolean {
  const reduction = textOf(c.node, "reduction", "none");
  if (reduction !== "none" && reduction !== "add")
    throw dataError(`${c.describe()}: no gradient with reduction ${reduction}`);
  return reduction === "add";
}

const scatter =
  (op: "ScatterElements" | "ScatterND", pick: string, attributesOf: (c: RuleContext) => Attributes): Rule =>
  (c) => {
    const keeps = added(c);
    const attributes = attributesOf(c);
    return c.each((index) => {
      if (index === 1) return undefined;
      if (index === 2) return c.op(pick, [c.gradient, c.input(1)], attributes);
      if (keeps) return c.gradient;
      const zeros = c.op("Expand", [c.emit.scalar(0), c.op("Shape", [c.input(2)])]);
      return c.op(op, [c.gradient, c.input(1), zeros], attributes);
    });
  };

export const scatterRules = {
  ScatterElements: scatter("ScatterElements", "GatherElements", (c) => ({
    axis: int(intOf(c.node, "axis", 0)),
  })),
  ScatterND: scatter("ScatterND", "GatherND", () => ({})),
} satisfies Record<string, Rule>;
