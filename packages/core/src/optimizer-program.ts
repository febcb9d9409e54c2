/** Optimizer formula → program: clipping, l1, l2 and weight decay are lines of the same language around the formula. */
import type { OptimizerDefinition, OptionValues } from "./definition.js";
import {
  check,
  createBuild,
  fuse,
  type Node,
  type Output,
  type Program,
  parse,
  type Source,
  topological,
  usesRows,
} from "./formula/index.js";
import { type Expression, formulaError } from "./formula/parse.js";
import { CLIP_SCALE } from "./optimizer-step.js";
import { labelNumbers } from "./options.js";

/** Options of every optimizer that stand in the lines around the formula. */
export interface Surroundings {
  readonly weightDecay: number;
  readonly l1: number;
  readonly l2: number;
  readonly clipValue: number | undefined;
  readonly clipNorm: number | undefined;
}

export interface OptimizerProgram {
  readonly program: Program;
  /** The formula reduces: one call per parameter tensor. */
  readonly perTensor: boolean;
  /** States that the program reads or writes; the others are not needed with these options. */
  readonly states: readonly string[];
}

const around = (text: string): Source => ({ text, file: "regularization" });

/** Lines before the formula. One that names an option itself takes it over. */
function before(named: ReadonlySet<string>, options: Surroundings): string[] {
  return [
    ...(options.clipNorm === undefined ? [] : [`g = g*${CLIP_SCALE}`]),
    ...(options.clipValue === undefined ? [] : ["g = min(max(g, -clipValue), clipValue)"]),
    ...(options.l2 === 0 || named.has("l2") ? [] : ["g = g + l2*p"]),
    ...(options.weightDecay === 0 || named.has("weightDecay") ? [] : ["p = p*(1 - lr*weightDecay)"]),
  ];
}

/** The proximal step of l1: moves towards 0 by lr·l1 and stops there. */
function after(named: ReadonlySet<string>, options: Surroundings): string[] {
  return options.l1 === 0 || named.has("l1") ? [] : ["p = sign(p)*max(abs(p) - lr*l1, 0)"];
}

export function optimizerProgram(
  definition: OptimizerDefinition,
  source: Source,
  options: OptionValues,
  surroundings: Surroundings,
): OptimizerProgram {
  const build = createBuild();
  const inputs = new Map<string, Node>([
    ["p", build.input("p", "element")],
    ["g", build.input("g", "element")],
  ]);
  for (const [name, start] of Object.entries(definition.state)) {
    inputs.set(name, build.input(name, typeof start === "object" ? "row" : "element"));
  }
  const scope = new Map(inputs);
  const labels = labelNumbers(definition.choices);
  for (const [label, number] of labels) scope.set(label, build.constant(number));
  for (const name of ["lr", "t", CLIP_SCALE]) scope.set(name, build.uniform(name));
  for (const [name, value] of Object.entries({ ...options, ...surroundings })) {
    if (name === "lr" || value === undefined) continue;
    scope.set(name, optionNode(name, value as OptionValues[string]));
  }

  function optionNode(name: string, value: OptionValues[string]): Node {
    if (typeof value === "boolean") return build.constant(Number(value));
    if (typeof value === "string") return build.constant(labels.get(value)!);
    // A zero is folded, so that what it switches off costs nothing; momentum may be moved by a schedule.
    return value === 0 && name !== definition.momentum ? build.constant(0) : build.uniform(name);
  }

  const assignments = parse(source);
  const named = namesIn(assignments.map(({ value }) => value));
  const run = (part: Source, visible: Map<string, Node>) => {
    for (const [name, node] of check(build, part, parse(part), visible)) visible.set(name, node);
  };
  const visible = new Map(scope);
  const first = before(named, surroundings);
  if (first.length > 0) run(around(first.join("\n")), visible);
  const own = new Set([...Object.keys(options), ...Object.keys(definition.state)]);
  const unlisted = new Set([CLIP_SCALE, ...Object.keys(surroundings)].filter((name) => !own.has(name)));
  const assigned = check(build, source, assignments, visible, unlisted);
  if (!assigned.has("p"))
    throw formulaError(
      source,
      assignments.at(-1)!.span,
      "missing p",
      "an optimizer formula must assign p, the parameters",
    );
  for (const [name, node] of assigned) visible.set(name, node);
  const last = after(named, surroundings);
  if (last.length > 0) run(around(last.join("\n")), visible);

  const evaluated = definition.evaluation ? parse({ ...source, text: definition.evaluation }) : [];
  const outputs = storedOutputs(inputs, visible, namesIn(evaluated.map(({ value }) => value)));
  const perTensor = usesRows(outputs.map(({ node }) => node));
  const program = fuse(build, { rows: perTensor, outputs });
  const used = new Set([...program.inputs.map(({ name }) => name), ...outputs.map(({ name }) => name)]);
  return { program, perTensor, states: Object.keys(definition.state).filter((name) => used.has(name)) };
}

/** Everything that was assigned, except states whose stored value nothing would ever read. */
function storedOutputs(
  inputs: ReadonlyMap<string, Node>,
  meanings: ReadonlyMap<string, Node>,
  kept: ReadonlySet<string>,
): Output[] {
  let outputs: Output[] = [];
  for (const [name, input] of inputs) {
    const node = meanings.get(name)!;
    if (name !== "g" && node !== input)
      outputs.push({ name, node, per: input.level === "row" ? "row" : "element" });
  }
  for (;;) {
    const nodes = topological(outputs.map(({ node }) => node));
    const read = new Set(nodes.filter(({ op }) => op === "input").map(({ name }) => name));
    const live = outputs.filter(({ name }) => name === "p" || read.has(name) || kept.has(name));
    if (live.length === outputs.length) return live;
    outputs = live;
  }
}

function namesIn(expressions: readonly Expression[]): Set<string> {
  const names = new Set<string>();
  const visit = (expression: Expression): void => {
    if (expression.kind === "name") names.add(expression.name);
    if (expression.kind === "call") expression.args.forEach(visit);
    if (expression.kind === "index") [expression.of, expression.index].forEach(visit);
  };
  expressions.forEach(visit);
  return names;
}

/** The program that turns training weights into evaluation weights, for optimizers that keep two sets. */
export function evaluationProgram(
  definition: OptimizerDefinition,
  source: Source,
  options: OptionValues,
): Program {
  const build = createBuild();
  const scope = new Map<string, Node>([["p", build.input("p", "element")]]);
  for (const name of Object.keys(definition.state)) scope.set(name, build.input(name, "element"));
  for (const [name, value] of Object.entries(options))
    if (typeof value === "number") scope.set(name, build.uniform(name));
    else if (typeof value === "boolean") scope.set(name, build.constant(Number(value)));
  const p = check(build, source, parse(source), scope).get("p");
  if (!p)
    throw formulaError(
      source,
      { line: 0, start: 0, end: 1 },
      "missing p",
      "the evaluation formula must assign p",
    );
  return fuse(build, { rows: false, outputs: [{ name: "p", node: p, per: "element" }] });
}
