/** A network before it runs: the inference graph, and which of its values are parameters and buffers. */
import type { Role } from "@downhill/core";
import type { ElementType } from "../graph/element-types.js";
import type { Graph, Shape } from "../graph/graph.js";

export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface NetworkDefinition {
  /** As it will be saved, but with parameters and buffers as free names instead of initializers. One input, one output. */
  readonly graph: Graph;
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly types: ReadonlyMap<string, ElementType>;
  readonly parameters: readonly (NamedTensor & { readonly role: Role })[];
  readonly buffers: readonly NamedTensor[];
}
