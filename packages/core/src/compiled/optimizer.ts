/** Optimizers whose kernels were compiled when the package was built. */
import type { Kernel } from "../backends/kernel.js";
import { kernelOf } from "../backends/wasm/run.js";
import type { OptimizerDefinition, OptionValues } from "../definition.js";
import type { OptimizerFactory } from "../interfaces.js";
import { optimizerFactory } from "../optimizer-factory.js";
import type { GroupKernel, UpdateKernel } from "../optimizer-groups.js";
import { squares } from "./kernels/squares.js";
import { type Options, refuseBackend, refuseChanged, wordsOf } from "./options.js";
import { unpack } from "./unpack.js";

/** What the kernel reads and writes, in its order, scratch rows, values of the uniforms, and the kernel. */
export type PackedUpdate = readonly [
  arrays: string,
  scratch: number,
  uniforms: (options: Options, columns: number) => number[],
  text: string,
];

let ofSquares: Kernel | undefined;

/**
 * @param fixed options that must be as by default
 * @param usual without l1, l2 and clipValue
 */
export function compiledOptimizer<O extends OptionValues>(
  written: OptimizerDefinition<O>,
  fixed: string,
  perTensor: boolean,
  [usual, general]: readonly [usual: PackedUpdate, general: PackedUpdate],
  evaluation?: PackedUpdate,
): OptimizerFactory<O> {
  const definition = written as unknown as OptimizerDefinition;
  const [fast, whole] = [usual, general].map((packed): GroupKernel => {
    const states = Object.keys(definition.state).filter((name) => wordsOf(packed[0]).includes(name));
    return { ...updateKernel(packed, perTensor), perTensor, states, guarded: !perTensor };
  }) as [GroupKernel, GroupKernel];
  return optimizerFactory(written, ({ id, options }) => {
    refuseBackend(id, options.backend);
    refuseChanged(definition, fixed, options);
    // An entry that names them itself has them in both kernels.
    const isExtra = (name: "l1" | "l2", value: number) => value !== 0 && !(name in definition.defaults);
    return {
      forGroup: ({ l1, l2 }) =>
        options.clipValue !== undefined || isExtra("l1", l1) || isExtra("l2", l2) ? whole : fast,
      forEvaluation: () => updateKernel(evaluation!, false),
      ofSquares: () => (ofSquares ??= kernelOf(layoutOf("g", 0, false), unpack(squares))),
    };
  });
}

function updateKernel([arrays, scratch, uniforms, text]: PackedUpdate, rows: boolean): UpdateKernel {
  const layout = layoutOf(arrays, scratch, rows);
  return { layout, kernel: kernelOf(layout, unpack(text)), uniforms };
}

const layoutOf = (arrays: string, scratch: number, rows: boolean) => ({
  rows,
  // An update is called with addresses alone, so that it does not matter which of them it writes to.
  inputs: wordsOf(arrays).map((name) => ({ name, level: "element" as const })),
  elementOutputs: [],
  rowOutputs: [],
  scratch,
});
