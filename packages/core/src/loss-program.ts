/** Loss formula → program: the derivative, sample weights and the reduction are composed around the formula here. */
import type { InputDeclaration, LossDefinition, OptionValues } from "./definition.js";
import {
  type Build,
  check,
  createBuild,
  differentiate,
  fuse,
  type Level,
  type Node,
  type Output,
  type Program,
  parse,
  type Source,
  usesRows,
} from "./formula/index.js";
import { formulaError } from "./formula/parse.js";
import { labelNumbers } from "./options.js";

export interface Input extends InputDeclaration {
  readonly name: string;
}

const levels: Readonly<Record<InputDeclaration["kind"], Level>> = {
  prediction: "element",
  target: "element",
  "row target": "row",
  class: "row",
  "class weight": "column",
};

export const inputLevel = (kind: InputDeclaration["kind"]): Level => levels[kind];

export function inputsOf(definition: LossDefinition): Input[] {
  const declared = definition.inputs ?? { p: "prediction", y: "target" };
  return Object.entries(declared).map(([name, input]) =>
    typeof input === "string" ? { name, kind: input } : { name, ...input },
  );
}

/** What a caller asks of a loss; one kernel per combination. */
export interface Variant {
  readonly gradient: boolean;
  /** Sample weights, one per row or one per element. */
  readonly weights: "none" | "row" | "element";
  readonly classWeights: boolean;
  /** Loss of each element or row as an output. */
  readonly each: boolean;
}

export interface LossGraph {
  readonly build: Build;
  readonly scope: ReadonlyMap<string, Node>;
  readonly inputs: readonly Input[];
  readonly loss: Node;
  /** The formula reduces rows: one loss per row, not per element. */
  readonly perRow: boolean;
}

/** Names of the kernel's own inputs and outputs; no formula can spell them. */
export const WEIGHT = "(weight)";
export const SCALE = "(scale)";
export const LOSSES = "(losses)";
export const gradientName = (input: string): string => `(gradient of ${input})`;

/** The graph of `L` for given options, all of which become constants. */
export function lossGraph(
  definition: LossDefinition,
  source: Source,
  options: OptionValues,
  classWeights: boolean,
): LossGraph {
  const build = createBuild();
  const scope = new Map<string, Node>();
  const inputs = inputsOf(definition);
  for (const { name, kind } of inputs) {
    scope.set(
      name,
      kind === "class weight" && !classWeights ? build.constant(1) : build.input(name, levels[kind]),
    );
  }
  const labels = labelNumbers(definition.choices);
  for (const [label, number] of labels) scope.set(label, build.constant(number));
  for (const [name, value] of Object.entries(options)) {
    if (Object.hasOwn(definition.defaults, name))
      scope.set(name, build.constant(typeof value === "string" ? labels.get(value)! : Number(value)));
  }
  const assignments = parse(source);
  const loss = check(build, source, assignments, scope).get("L");
  if (!loss)
    throw formulaError(
      source,
      assignments.at(-1)!.span,
      "missing L",
      "a loss formula must assign L, the loss of one element or row",
    );
  const perRow = usesRows([loss]) || inputs.some(({ kind }) => levels[kind] === "row");
  return { build, scope, inputs, loss, perRow };
}

export function lossProgram(graph: LossGraph, variant: Variant): Program {
  const { build, scope, inputs, loss, perRow } = graph;
  const rows = perRow || variant.weights === "row";
  const weight = variant.weights === "none" ? build.constant(1) : build.input(WEIGHT, variant.weights);
  const weighted = build.mul(weight, loss);
  const seed = build.mul(weight, build.uniform(SCALE));
  const outputs: Output[] = [];
  if (variant.gradient) {
    const predictions = inputs.filter(({ kind }) => kind === "prediction");
    const gradients = differentiate(
      build,
      loss,
      seed,
      predictions.map(({ name }) => scope.get(name)!),
    );
    predictions.forEach(({ name }, i) =>
      outputs.push({ name: gradientName(name), node: gradients[i]!, per: "element" }),
    );
  }
  if (variant.each) outputs.push({ name: LOSSES, node: weighted, per: perRow ? "row" : "element" });
  const total = rows && !perRow ? build.sum(weighted) : weighted;
  return fuse(build, { rows, outputs, total });
}
