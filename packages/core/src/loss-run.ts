/** Runs a kernel on what a loss was called with. */
import type { Kernel, Layout } from "./backends/kernel.js";
import { Memory } from "./backends/memory.js";
import type { LossResult } from "./interfaces.js";
import { type Callee, cleanedInput, type LossCall, placeInput } from "./loss-call.js";
import { gradientName, LOSSES } from "./loss-inputs.js";

export interface LossKernel {
  readonly layout: Layout;
  readonly kernel: Kernel;
  /** Values of the program's uniforms. */
  readonly uniforms: (scale: number, columns: number) => readonly number[];
}

/** Where inputs are copied when the caller names no memory. */
let ownMemory: Memory | undefined;

export function runLoss(
  callee: Callee,
  call: LossCall,
  { layout, kernel, uniforms }: LossKernel,
): LossResult {
  const { arrays, rows, columns, scale, options } = call;
  const { into } = options;
  const memory = options.memory ?? (ownMemory ??= new Memory());
  const predictions = callee.inputs.filter(({ kind }) => kind === "prediction");
  const cleaned = cleanedInput(callee);

  // Addresses are taken before anything is allocated: growing the memory detaches the caller's views.
  const addressOf = (array: ArrayLike<number>): number | undefined =>
    array instanceof Float32Array && memory.owns(array) ? array.byteOffset : undefined;
  const inputs = layout.inputs.map(({ name }) => {
    const array = arrays.get(name)!;
    return { name, array, address: name === cleaned ? undefined : addressOf(array) };
  });
  const intoAddresses = into?.map(addressOf);

  return memory.scratch(() => {
    const place = (array: ArrayLike<number>, name: string): number => {
      const block = memory.allocateScratch(array.length);
      placeInput(callee, name, array, block.array);
      return block.byteOffset;
    };
    const addresses = inputs.map(({ name, array, address }) => address ?? place(array, name));
    const outputs = [...layout.elementOutputs, ...layout.rowOutputs].map(({ name, per }) => {
      const index = predictions.findIndex((prediction) => gradientName(prediction.name) === name);
      const length = per === "row" ? rows : rows * columns;
      const address = intoAddresses?.[index] ?? memory.allocateScratch(length).byteOffset;
      return { name, index, length, address };
    });
    const total = kernel(memory, {
      rows,
      columns,
      addresses: [...addresses, ...outputs.map(({ address }) => address)],
      uniforms: uniforms(scale, columns),
    });

    const gradients: Record<string, Float32Array> = {};
    let losses: Float32Array | undefined;
    for (const { name, index, length, address } of outputs) {
      const view = new Float32Array(memory.buffer, address, length);
      if (name === LOSSES) losses = view.slice();
      else
        gradients[predictions[index]!.name] =
          intoAddresses?.[index] === undefined ? delivered(view, into?.[index]) : view;
    }
    const gradient = gradients[predictions[0]!.name] ?? new Float32Array(0);
    return { value: total * scale, gradient, gradients, ...(losses && { losses }) };
  });
}

function delivered(view: Float32Array, into: Float32Array | undefined): Float32Array {
  if (!into) return view.slice();
  into.set(view);
  return into;
}
