/** Kernels on several threads. Behind a door of its own, since few programs may share their memory. */
import { MAXIMUM_PAGES, Memory } from "./backends/memory.js";
import { Team } from "./backends/team.js";
import { usageError } from "./errors.js";

/**
 * A memory on which kernels run with several threads. onnxruntime-node does not take tensors in it, so it is for data
 * that the caller owns. In a browser the page must be cross-origin isolated.
 *
 * @param options.threads the calling one included; two or more.
 * @example
 * const memory = await sharedMemory({ threads: 2 });
 * const state = adamw().init(new Arena([{ name: "weights", shape: [16_000_000] }], memory));
 */
export async function sharedMemory({ threads }: { readonly threads: number }): Promise<Memory> {
  if (!(Number.isInteger(threads) && threads >= 2))
    throw usageError(`invalid threads: expected an integer ≥ 2; got ${threads}`);
  const wasm = new WebAssembly.Memory({ initial: 1, maximum: MAXIMUM_PAGES, shared: true });
  return new Memory({}, { wasm, team: await Team.start(wasm, threads) });
}
