/** What a loss reads, what is asked of it, and how its kernels name that. */
import type { InputDeclaration, LossDefinition } from "./definition.js";
import type { Level } from "./formula/graph.js";

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

/** Names of the kernel's own inputs and outputs; no formula can spell them. */
export const WEIGHT = "(weight)";
export const SCALE = "(scale)";
export const LOSSES = "(losses)";
export const gradientName = (input: string): string => `(gradient of ${input})`;
