/** Inputs that nobody feeds: made from the one that is fed. */
import { usageError } from "@downhill/core";
import type { GraphBuilder } from "../graph/builder.js";
import { sizeOf } from "../graph/constant.js";
import { elementTypes } from "../graph/element-types.js";
import { type Graph, int, type ValueInfo } from "../graph/graph.js";

/** A number: the input holds it everywhere. `not`: 1 where the fed input differs from this number, else 0. */
export type Filling = number | { readonly not: number };

function nodesFor(emit: GraphBuilder, info: ValueInfo, fed: ValueInfo, filling: Filling): void {
  const type = info.type ?? "float32";
  const sizes = info.shape ?? [];
  const isFixed = sizes.every((size) => typeof size === "number") && sizes.length !== fed.shape?.length;
  if (info.shape?.length !== fed.shape?.length && !(isFixed && typeof filling === "number")) {
    throw usageError(
      `fill: input ${info.name} has another number of axes than ${fed.name}, from which its shape is taken`,
    );
  }
  const cast = (value: string, name: string) =>
    emit.nodes.push({
      op: "Cast",
      domain: "",
      name: `fill/${name}`,
      inputs: [value],
      outputs: [info.name],
      attributes: { to: int(elementTypes[type].code) },
    });
  if (isFixed && typeof filling === "number") {
    const dims = sizes as readonly number[];
    cast(emit.floats(new Array<number>(sizeOf(dims)).fill(filling), dims), info.name);
    return;
  }
  if (typeof filling === "number") {
    const shape = emit.op("Shape", [fed.name], {}, `fill/${info.name}/shape`);
    cast(emit.op("Expand", [emit.scalar(filling), shape], {}, `fill/${info.name}/values`), info.name);
    return;
  }
  const [zero, one] = [emit.integer(filling.not), fed.name];
  const whole = emit.op("Cast", [one], { to: int(elementTypes.int64.code) }, `fill/${info.name}/whole`);
  const equal = emit.op("Equal", [whole, zero], {}, `fill/${info.name}/equal`);
  cast(emit.op("Not", [equal], {}, `fill/${info.name}/not`), info.name);
}

/**
 * The graph without the inputs that `fill` names: nodes make them from the first of the others.
 * @throws DownhillError `usage` for names that are no inputs, or when no input is left
 */
export function filled(graph: Graph, fill: Readonly<Record<string, Filling>>, emit: GraphBuilder): Graph {
  const names = Object.keys(fill);
  if (names.length === 0) return graph;
  const unknown = names.filter((name) => !graph.inputs.some((input) => input.name === name));
  const fed = graph.inputs.filter(({ name }) => !names.includes(name));
  if (unknown.length > 0 || fed.length === 0) {
    const inputs = graph.inputs.map(({ name }) => name).join(" ");
    throw usageError(
      unknown.length > 0
        ? `fill: no input is named ${unknown.join(", ")}; inputs here: ${inputs}`
        : `fill: one input must be fed; inputs here: ${inputs}`,
    );
  }
  const start = emit.nodes.length;
  for (const name of names)
    nodesFor(emit, graph.inputs.find((input) => input.name === name)!, fed[0]!, fill[name]!);
  return { ...graph, nodes: [...emit.nodes.splice(start), ...graph.nodes], inputs: fed };
}
