/**
 * Losses as graphs, for engines that compute the gradient inside a graph of their own. Behind a door of its own, since a
 * program that runs kernels has no use for it.
 */
import type { LossDefinition } from "./definition.js";
import { type Node, type Program, type Uniforms, uniformsOf } from "./formula/index.js";
import type { EvaluateOptions, Loss } from "./interfaces.js";
import { lossCall, placeInput } from "./loss-call.js";
import { calleeFor, type FormulaCallee } from "./loss-callee.js";
import { gradientName, SCALE, type Variant } from "./loss-inputs.js";
import { lossProgram } from "./loss-program.js";

export { isReduction, type Level, type Node, opOf, topological } from "./formula/graph.js";
export type { OpName } from "./formula/ops.js";

/** The derivative of a loss: the same object for all calls that differ in numbers only. */
export interface LossGradient {
  /** ∂(value of the loss)/∂(each prediction). */
  readonly gradient: Node;
  /** The input whose derivative it is. */
  readonly prediction: string;
  /** Values are arranged in rows; false: all elements are alike and make one long row. */
  readonly rows: boolean;
  /** Nodes that are the same for all elements: computed outside, in float64. */
  readonly uniforms: readonly Node[];
}

/** What a graph is fed for one batch. */
export interface LossFeeds {
  readonly gradient: LossGradient;
  readonly rows: number;
  readonly columns: number;
  /** By name, for each input of the graph but the predictions. */
  readonly inputs: ReadonlyMap<string, Float32Array>;
  /** In the order of `gradient.uniforms`. */
  readonly uniforms: readonly number[];
}

interface Derived extends LossGradient {
  readonly program: Program;
  readonly evaluate: Uniforms;
}

const known = new WeakMap<LossDefinition, Map<string, Derived>>();

/** Whether a loss brings its formula: those whose kernels were compiled ahead do not. */
export const hasFormula = ({ definition }: Loss): boolean => definition.formula !== "";

/**
 * The derivative of a loss with one prediction, and what it needs for one batch.
 *
 * @param given the arguments of `loss.evaluate`; only the length of the predictions is read
 * @throws DownhillError `usage` for wrong lengths, `data` for a target out of range, as `loss.evaluate`
 */
export function lossFeeds(loss: Loss, given: readonly (ArrayLike<number> | EvaluateOptions)[]): LossFeeds {
  const callee = calleeFor(loss);
  const { arrays, rows, columns, scale, variant } = lossCall(callee, given);
  const gradient = derivedFor(callee, { ...variant, each: false, gradient: true });
  const { program, evaluate } = gradient;
  const inputs = new Map<string, Float32Array>();
  for (const { name } of program.inputs) {
    if (name === gradient.prediction) continue;
    const array = arrays.get(name)!;
    const values = new Float32Array(array.length);
    placeInput(callee, name, array, values);
    inputs.set(name, values);
  }
  return { gradient, rows, columns, inputs, uniforms: evaluate({ [SCALE]: scale }, columns) };
}

function derivedFor(callee: FormulaCallee, variant: Variant): Derived {
  const { definition, options } = callee;
  let entries = known.get(definition);
  if (!entries) known.set(definition, (entries = new Map()));
  const own = Object.keys(definition.defaults).map((name) => options[name]);
  const key = JSON.stringify([own, variant]);
  let derived = entries.get(key);
  if (!derived) entries.set(key, (derived = derive(callee, variant)));
  return derived;
}

function derive(callee: FormulaCallee, variant: Variant): Derived {
  const program = lossProgram(callee.graph, variant);
  const prediction = callee.inputs.find(({ kind }) => kind === "prediction")!.name;
  const { node: gradient } = program.elementOutputs.find(({ name }) => name === gradientName(prediction))!;
  const { rows, uniforms } = program;
  return { gradient, prediction, rows, uniforms, program, evaluate: uniformsOf(uniforms) };
}
