/** What the compiler knows of an entry, as text: the formula, and the derivative it derived. */
import type { LossDefinition } from "./definition.js";
import { check, createBuild, differentiate, type Node, parse } from "./formula/index.js";
import { type Line, type Notation, plainText, print, printLines } from "./formula/print.js";
import { inputLevel, inputsOf } from "./loss-program.js";
import { labelNumbers } from "./options.js";

export type { Line } from "./formula/print.js";

/**
 * The derivative of a loss with respect to each prediction, with the options as symbols.
 *
 * @example
 * derivativeLines(mse.definition); // [{ name: "dL/dp", text: "2*(p - y)" }]
 */
export function derivativeLines(definition: LossDefinition, notation: Notation = plainText): Line[] {
  const { build, scope, assigned, inputs } = symbolicGraph(definition);
  const predictions = inputs.filter(({ kind }) => kind === "prediction");
  const gradients = differentiate(
    build,
    assigned.get("L")!,
    build.constant(1),
    predictions.map(({ name }) => scope.get(name)!),
  );
  const outputs = new Map(predictions.map(({ name }, i) => [`dL/d${name}`, gradients[i]!]));
  return printLines(outputs, namesOf(assigned), notation);
}

/** The formula's own lines in another notation, such as TeX. */
export function formulaLines(definition: LossDefinition, notation: Notation = plainText): Line[] {
  const { assigned } = symbolicGraph(definition);
  const names = namesOf(assigned);
  return [...assigned].map(([name, node]) => ({ name, text: print(node, names, notation) }));
}

function symbolicGraph(definition: LossDefinition) {
  const build = createBuild();
  const scope = new Map<string, Node>();
  const inputs = inputsOf(definition);
  for (const { name, kind } of inputs) scope.set(name, build.input(name, inputLevel(kind)));
  for (const label of labelNumbers(definition.choices).keys()) scope.set(label, build.uniform(label));
  for (const name of Object.keys(definition.defaults)) scope.set(name, build.uniform(name));
  const assigned = check(
    build,
    { text: definition.formula, file: definition.id },
    parse({ text: definition.formula, file: definition.id }),
    scope,
  );
  return { build, scope, assigned, inputs };
}

function namesOf(assigned: ReadonlyMap<string, Node>): Map<Node, string> {
  const names = new Map<Node, string>();
  for (const [name, node] of assigned) if (node.args.length > 0 && name !== "L") names.set(node, name);
  return names;
}
