/** Losses whose kernels were compiled when the package was built. */
import type { Kernel, Layout } from "../backends/kernel.js";
import { byRowLength, kernelOf } from "../backends/wasm/run.js";
import type { LossDefinition, OptionValues } from "../definition.js";
import type { CommonLossOptions, Given, Loss, LossFactory, LossResult } from "../interfaces.js";
import { type Callee, type LossCall, lossCall } from "../loss-call.js";
import { gradientName, inputLevel, inputsOf, LOSSES, WEIGHT } from "../loss-inputs.js";
import { lossOptions } from "../loss-options.js";
import { runLoss } from "../loss-run.js";
import { isAsByDefault, type Options, refuseBackend, wordsOf } from "./options.js";
import { unpack } from "./unpack.js";

/**
 * Options that must be as by default, inputs in their order, scratch rows, values of the uniforms, and the kernel; where the
 * loss is one of rows, another kernel for short ones. One that reads sample weights also writes the loss of each.
 */
export type PackedLoss = readonly [
  fixed: string,
  inputs: string,
  scratch: number,
  uniforms: (options: Options, columns: number, scale: number) => number[],
  along: string,
  sideBySide?: string,
];

interface Ready {
  readonly layout: Layout;
  readonly kernel: Kernel;
  readonly uniforms: PackedLoss[3];
  /** True where it computes all that is asked. */
  readonly serves: (call: LossCall, options: OptionValues) => boolean;
}

/** @param kernels the last one does all; those before it do less, and faster */
export function compiledLoss<O extends OptionValues>(
  written: LossDefinition<O>,
  kernels: readonly PackedLoss[],
): LossFactory<O> {
  const definition = written as unknown as LossDefinition;
  const rows = kernels[0]![5] !== undefined;
  const ready = kernels.map((packed) => readyFrom(definition, rows, packed));
  const make = (given?: Given<O> & CommonLossOptions): Loss => {
    const options = lossOptions(definition, given);
    refuseBackend(definition.id, options.backend);
    const callee: Callee = {
      id: definition.id,
      definition,
      options,
      inputs: inputsOf(definition),
      perRow: rows,
      firstBad: ({ scan }, targets) => scan(targets),
    };
    const evaluate: Loss["evaluate"] = (...inputsAndOptions) => {
      const call = perItem(callee, lossCall(callee, inputsAndOptions));
      const { layout, kernel, uniforms } = ready.find(({ serves }) => serves(call, options))!;
      addOnes(call, layout);
      const computed = runLoss(callee, call, {
        layout,
        kernel,
        uniforms: (scale, columns) => uniforms(options, columns, scale),
      });
      return asked(call, computed);
    };
    return { id: definition.id, definition, options, evaluate };
  };
  return Object.assign(make, { definition: written });
}

function readyFrom(
  definition: LossDefinition,
  rows: boolean,
  [fixed, names, scratch, uniforms, along, sideBySide]: PackedLoss,
): Ready {
  const item = rows ? "row" : "element";
  const declared = inputsOf(definition);
  const inputs = wordsOf(names).map((name) => ({
    name,
    level: name === WEIGHT ? item : inputLevel(declared.find((input) => input.name === name)!.kind),
  }));
  const weighs = inputs.some(({ name }) => name === WEIGHT);
  const weighsClasses = inputs.some(({ level }) => level === "column");
  const outputs = declared.flatMap(({ name, kind }) =>
    kind === "prediction" ? [{ name: gradientName(name), per: "element" as const }] : [],
  );
  const each = weighs ? [{ name: LOSSES, per: item } as const] : [];
  const layout: Layout = {
    rows,
    inputs,
    elementOutputs: rows ? outputs : [...outputs, ...each],
    rowOutputs: rows ? each : [],
    scratch,
  };
  const kernel = kernelOf(layout, unpack(along));
  return {
    layout,
    kernel: sideBySide === undefined ? kernel : byRowLength(kernel, kernelOf(layout, unpack(sideBySide))),
    uniforms,
    serves: ({ variant }, options) =>
      isAsByDefault(definition, fixed, options) &&
      (weighs || (variant.weights === "none" && !variant.each)) &&
      (weighsClasses || !variant.classWeights),
  };
}

/** Sample weights one by one where the loss is one of elements. */
function perItem({ perRow }: Callee, call: LossCall): LossCall {
  const { arrays, rows, columns, variant } = call;
  if (perRow || variant.weights !== "row") return call;
  const weights = arrays.get(WEIGHT)!;
  const length = rows * columns;
  arrays.set(
    WEIGHT,
    Float32Array.from({ length }, (_, i) => weights[Math.floor(i / columns)]!),
  );
  return { ...call, rows: 1, columns: length };
}

/** A kernel may compute more than was asked for. */
function asked({ variant }: LossCall, { losses, ...computed }: LossResult): LossResult {
  return {
    ...computed,
    ...(!variant.gradient && { gradient: new Float32Array(0), gradients: {} }),
    ...(variant.each && { losses: losses! }),
  };
}

/** Weights that nobody gave. */
function addOnes({ arrays, rows, columns }: LossCall, layout: Layout): void {
  for (const { name, level } of layout.inputs)
    if (!arrays.has(name)) arrays.set(name, new Float32Array(level === "row" ? rows : columns).fill(1));
}
