/** A model's parameters and buffers to and from safetensors. */
import { type Arena, dataError } from "@downhill/core";
import { show } from "../graph/dimensions.js";
import { type NamedValues, readSafetensors, writeSafetensors } from "../safetensors.js";
import type { NetworkDefinition } from "./definition.js";

interface Holder {
  readonly definition: NetworkDefinition;
  readonly arena: Arena;
  readonly buffers: ReadonlyMap<string, Float32Array>;
}

function tensorsOf({ definition, arena, buffers }: Holder): NamedValues[] {
  return [
    ...definition.parameters.map(({ name, shape }) => ({ name, shape, values: arena.valuesOf(name) })),
    ...definition.buffers.map(({ name, shape }) => ({ name, shape, values: buffers.get(name)! })),
  ];
}

export const weightBytes = (model: Holder): Uint8Array =>
  writeSafetensors(tensorsOf(model), { format: "downhill" });

/**
 * Overwrites a model's tensors. Everything is checked first, so that a refused file changes nothing.
 * @throws DownhillError `data` that lists missing and unknown tensors, or names the one of another shape.
 */
export function loadWeights(model: Holder, bytes: Uint8Array): void {
  const given = new Map(readSafetensors(bytes).map((tensor) => [tensor.name, tensor]));
  const own = tensorsOf(model);
  const missing = own.filter(({ name }) => !given.has(name)).map(({ name }) => name);
  const unknown = [...given.keys()].filter((name) => !own.some((tensor) => tensor.name === name));
  if (missing.length > 0 || unknown.length > 0) {
    const parts = [
      missing.length > 0 && `missing: ${missing.join(" ")}`,
      unknown.length > 0 && `unknown: ${unknown.join(" ")}`,
    ];
    throw dataError(`the weights are of another network; ${parts.filter(Boolean).join("; ")}`);
  }
  for (const { name, shape } of own) {
    const found = given.get(name)!.shape;
    if (show(found) !== show(shape))
      throw dataError(`tensor ${name}: expected shape ${show(shape)}, got ${show(found)}`);
  }
  for (const { name, values } of own) values.set(given.get(name)!.values);
}
