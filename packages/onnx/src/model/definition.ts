/** A network before it runs: the inference graph, and which of its values are parameters and buffers. */
import type { Role } from "@downhill/core";
import type { ElementType } from "../graph/element-types.js";
import type { Graph, ModelFile, Shape } from "../graph/graph.js";

export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A tensor that may be trained. */
export interface TrainableTensor extends NamedTensor {
  readonly role: Role;
}

export interface NetworkDefinition {
  /** In operator set 21, with parameters and buffers as free names instead of initializers. One output. */
  readonly graph: Graph;
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly types: ReadonlyMap<string, ElementType>;
  readonly parameters: readonly TrainableTensor[];
  /** Could be trained but are not; the graph has them as initializers. */
  readonly frozen: readonly TrainableTensor[];
  /** Running statistics that training moves. */
  readonly buffers: readonly NamedTensor[];
  /** Whether batch normalizations whose scale or shift is trained use the batch's statistics while training. */
  readonly batchNorm: "training" | "frozen";
  /** The file that the network came from: saving changes the numbers of its tensors and nothing else. */
  readonly source?: ModelFile;
}

/** What belongs to the network's weights but is not trained now: frozen tensors, and statistics that stay. */
export function fixedTensors({ graph, frozen }: NetworkDefinition): NamedTensor[] {
  const statistics = graph.nodes
    .filter(({ op, domain }) => op === "BatchNormalization" && domain === "")
    .flatMap(({ inputs }) => inputs.slice(3, 5))
    .flatMap((name) => {
      const constant = graph.initializers.get(name);
      return constant ? [{ name, shape: constant.dims }] : [];
    });
  return [...new Map([...frozen, ...statistics].map((tensor) => [tensor.name, tensor])).values()];
}

/** Weights first, so that what decays is one contiguous range of the arena. */
const order: Readonly<Record<Role, number>> = { weight: 0, bias: 1, norm: 2 };

export const byRole = <Tensor extends TrainableTensor>(tensors: readonly Tensor[]): Tensor[] =>
  tensors.toSorted((a, b) => order[a.role] - order[b.role]);
