/** Loss formula → program: the derivative, sample weights and the reduction are composed around the formula here. */
import type { LossDefinition, OptionValues } from "./definition.js";
import {
  type Build,
  check,
  createBuild,
  differentiate,
  fuse,
  type Node,
  type Output,
  type Program,
  parse,
  type Source,
  usesRows,
} from "./formula/index.js";
import { formulaError } from "./formula/parse.js";
import {
  gradientName,
  type Input,
  inputLevel,
  inputsOf,
  LOSSES,
  SCALE,
  type Variant,
  WEIGHT,
} from "./loss-inputs.js";
import { labelNumbers } from "./options.js";

export interface LossGraph {
  readonly build: Build;
  readonly scope: ReadonlyMap<string, Node>;
  readonly inputs: readonly Input[];
  readonly loss: Node;
  /** The formula reduces rows: one loss per row, not per element. */
  readonly perRow: boolean;
}

/**
 * The graph of `L` for given options, which become constants; one that is null is given with every call instead.
 */
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
      kind === "class weight" && !classWeights ? build.constant(1) : build.input(name, inputLevel(kind)),
    );
  }
  const labels = labelNumbers(definition.choices);
  for (const [label, number] of labels) scope.set(label, build.constant(number));
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(definition.defaults, name)) continue;
    const number = typeof value === "string" ? labels.get(value)! : Number(value);
    scope.set(name, value === null ? build.uniform(name) : build.constant(number));
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
  const perRow = usesRows([loss]) || inputs.some(({ kind }) => inputLevel(kind) === "row");
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
