/** What a row of the table of shapes is given, and how it says that it cannot tell. */
import type { Node, Shape } from "./graph.js";

export interface ShapeContext {
  readonly node: Node;
  /** Throws `Unknown` when the shape is not known. */
  input(index: number): Shape;
  has(index: number): boolean;
  /** The values of an input that is a constant. */
  numbers(index: number): number[];
}

export type ShapeRow = (context: ShapeContext) => Shape | Shape[];

/** Thrown inside a row when something it needs is not known. */
export class Unknown extends Error {}
/** Thrown inside a row when the inputs do not fit together. */
export class Misfit extends Error {}
