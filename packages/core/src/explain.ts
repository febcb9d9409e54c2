/** What the compiler knows of an entry, as text: the formula in other notations, and the derivative it derived. */
import type { Entry, LossDefinition, OptimizerDefinition, OptionValues } from "./definition.js";
import { check, createBuild, differentiate, type Node, parse } from "./formula/index.js";
import { type Line, type Notation, plainText, print, printLines } from "./formula/print.js";
import { inputLevel, inputsOf } from "./loss-inputs.js";
import { labelNumbers } from "./options.js";

export { type Line, type Notation, plainText, tex } from "./formula/print.js";

/** Any definition with a formula. */
export type WithFormula = Entry<OptionValues> & { readonly formula: string };

/**
 * The derivative of a loss with respect to each prediction, with the options as symbols.
 *
 * @example
 * derivativeLines(mse.definition); // [{ name: "dL/dp", text: "2*(p - y)" }]
 */
export function derivativeLines(definition: LossDefinition, notation: Notation = plainText): Line[] {
  const { build, scope, assigned } = symbolicGraph(definition);
  const predictions = inputsOf(definition).filter(({ kind }) => kind === "prediction");
  const gradients = differentiate(
    build,
    assigned.get("L")!,
    build.constant(1),
    predictions.map(({ name }) => scope.get(name)!),
  );
  const outputs = new Map(predictions.map(({ name }, i) => [`dL/d${name}`, gradients[i]!]));
  return printLines(outputs, namesOf(assigned), notation);
}

/**
 * The formula's own lines in another notation. A name that is assigned twice stands for both of its meanings, as in the
 * text.
 *
 * @example
 * formulaLines(mse.definition, tex); // [{ name: "L", text: "{\\left(p - y\\right)}^{2}" }]
 */
export function formulaLines(definition: WithFormula, notation: Notation = plainText): Line[] {
  const { assigned } = symbolicGraph(definition);
  const names = namesOf(assigned);
  return [...assigned].map(([name, node]) => ({ name, text: print(node, names, notation) }));
}

function symbolicGraph(definition: WithFormula) {
  const build = createBuild();
  const scope = new Map<string, Node>();
  for (const label of labelNumbers(definition.choices).keys()) scope.set(label, build.uniform(label));
  for (const name of ["lr", "t", "weightDecay", "l1", "l2"]) scope.set(name, build.uniform(name));
  for (const [name, value] of Object.entries(definition.defaults)) {
    scope.set(name, Array.isArray(value) ? build.input(name, "element") : build.uniform(name));
  }
  if ("state" in definition) {
    const { state } = definition as unknown as OptimizerDefinition;
    for (const name of ["p", "g"]) scope.set(name, build.input(name, "element"));
    for (const [name, start] of Object.entries(state)) {
      scope.set(name, build.input(name, typeof start === "object" ? "row" : "element"));
    }
  } else {
    const inputs = inputsOf(definition as unknown as LossDefinition);
    for (const { name, kind } of inputs) scope.set(name, build.input(name, inputLevel(kind)));
  }
  const source = { text: definition.formula, file: definition.id };
  return { build, scope, assigned: check(build, source, parse(source), scope) };
}

function namesOf(assigned: ReadonlyMap<string, Node>): Map<Node, string> {
  const names = new Map<Node, string>();
  for (const [name, node] of assigned) if (node.args.length > 0 && name !== "L") names.set(node, name);
  return names;
}
