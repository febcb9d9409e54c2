/** Losses on a GPU: all inputs travel in one buffer, all results come back in another. */

import type { Device } from "../backends/wgsl/device.js";
import { sizesOf } from "../backends/wgsl/kernel.js";
import { type Division, divisionOf, SCRATCH, type Shader, TOTALS, wgsl } from "../backends/wgsl.js";
import { type Program, uniformsOf } from "../formula/index.js";
import type { EvaluateOptions, Loss, LossResult } from "../interfaces.js";
import { type LossCall, lossCall, placeInput } from "../loss-call.js";
import { calleeFor, type FormulaCallee } from "../loss-callee.js";
import { gradientName, LOSSES, SCALE } from "../loss-inputs.js";
import { lossProgram } from "../loss-program.js";

interface Compiled {
  readonly program: Program;
  readonly shaders: Map<Division, Shader>;
}

interface Known {
  readonly callee: FormulaCallee;
  /** By variant. */
  readonly compiled: Map<string, Compiled>;
}

interface Prepared extends LossCall {
  readonly callee: FormulaCallee;
  readonly program: Program;
  readonly shader: Shader;
}

const known = new WeakMap<Loss, Known>();

const bufferOf = (_: string, isInput: boolean): string => (isInput ? "inputs" : "outputs");

export async function evaluateLoss(
  device: Device,
  loss: Loss,
  given: readonly (ArrayLike<number> | EvaluateOptions)[],
): Promise<LossResult> {
  const call = prepare(loss, given);
  const { callee, program, shader, rows, columns, arrays, scale, options } = call;
  const predictions = callee.inputs.filter(({ kind }) => kind === "prediction");

  const starts: Record<string, number> = {};
  let inputLength = 0;
  for (const { name } of program.inputs) {
    starts[name] = inputLength;
    inputLength += arrays.get(name)!.length;
  }
  const sizes = sizesOf(shader, program.scratch, { rows, columns });
  const results = [
    ...(program.total ? [{ name: TOTALS, length: sizes[TOTALS] }] : []),
    ...program.elementOutputs.map(({ name }) => ({ name, length: rows * columns })),
    ...program.rowOutputs.map(({ name }) => ({ name, length: rows })),
  ];
  let outputLength = 0;
  for (const { name, length } of results) {
    starts[name] = outputLength;
    outputLength += length;
  }
  starts[SCRATCH] = outputLength;

  const values =
    rows * columns === 0
      ? new Float32Array(outputLength)
      : await run(device, call, starts, inputLength, outputLength, sizes[SCRATCH]);

  let total = 0;
  const gradients: Record<string, Float32Array> = {};
  let losses: Float32Array | undefined;
  for (const { name, length } of results) {
    const result = values.subarray(starts[name]!, starts[name]! + length);
    if (name === TOTALS) for (const part of result) total += part;
    else if (name === LOSSES) losses = result.slice();
    else {
      const index = predictions.findIndex((input) => gradientName(input.name) === name);
      const into = options.into?.[index];
      into?.set(result);
      gradients[predictions[index]!.name] = into ?? result.slice();
    }
  }
  const gradient = gradients[predictions[0]!.name] ?? new Float32Array(0);
  return { value: total * scale, gradient, gradients, ...(losses && { losses }) };
}

function prepare(loss: Loss, given: readonly (ArrayLike<number> | EvaluateOptions)[]): Prepared {
  let entry = known.get(loss);
  if (!entry) known.set(loss, (entry = { callee: calleeFor(loss), compiled: new Map() }));
  const { callee, compiled } = entry;
  const call = lossCall(callee, given);
  const variant = JSON.stringify(call.variant);
  let found = compiled.get(variant);
  if (!found) {
    compiled.set(variant, (found = { program: lossProgram(callee.graph, call.variant), shaders: new Map() }));
  }
  const { program, shaders } = found;
  const division = divisionOf(program, call.columns);
  let shader = shaders.get(division);
  if (!shader) shaders.set(division, (shader = wgsl(program, division, bufferOf)));
  return { ...call, program, shader, callee };
}

async function run(
  device: Device,
  call: Prepared,
  starts: Readonly<Record<string, number>>,
  inputLength: number,
  outputLength: number,
  scratchLength: number,
): Promise<Float32Array> {
  const { callee, program, shader, rows, columns, arrays, scale } = call;
  const kernel = await device.kernel(shader);
  const packed = new Float32Array(inputLength);
  for (const { name } of program.inputs) {
    const array = arrays.get(name)!;
    placeInput(callee, name, array, packed.subarray(starts[name]!, starts[name]! + array.length));
  }
  const inputs = device.buffer(inputLength);
  const outputs = device.buffer(outputLength + scratchLength);
  try {
    device.write(inputs, packed);
    const uniforms = uniformsOf(program.uniforms)({ [SCALE]: scale }, columns);
    await device.run(({ encoder, temporary }) =>
      kernel.record(encoder, { inputs, outputs }, { rows, columns, starts, uniforms }, temporary),
    );
    return await device.read(outputs, outputLength);
  } finally {
    inputs.destroy();
    outputs.destroy();
  }
}
