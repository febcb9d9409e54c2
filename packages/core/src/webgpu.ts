/**
 * Losses and optimizers on a GPU, by WebGPU: the same formulas as everywhere, compiled to WGSL.
 *
 * Results agree with the other backends to rounding, not bit by bit. Built for being right first: a loss copies its
 * inputs to the GPU and its gradients back in every call, so small batches are faster on the `wasm` backend. An
 * optimizer keeps parameters and states on the GPU and copies gradients only.
 *
 * A GPU treats numbers below 1.2e-38 as it likes, usually as 0.
 */
import { Device } from "./backends/wgsl/device.js";
import { usageError } from "./errors.js";
import { evaluateLoss } from "./gpu/loss.js";
import { OptimizerOnGpu } from "./gpu/optimizer-state.js";
import type {
  EvaluateOptions,
  Loss,
  LossResult,
  Optimizer,
  OptimizerSnapshot,
  StepOptions,
  StepReport,
} from "./interfaces.js";
import type { Arena } from "./training/arena.js";

export interface GpuOptimizerState {
  /** Steps done. */
  readonly steps: number;
  /**
   * One update. Without gradients the arena's are used; a buffer on the same device is copied there.
   * @throws DownhillError `diverged` for non-finite gradients; nothing is changed then.
   */
  step(gradients?: Float32Array | GPUBuffer, options?: StepOptions): Promise<StepReport>;
  /** The parameters, copied back, also into the arena; with `evaluation` the weights meant for evaluation instead, of optimizers that keep two sets. */
  read(options?: { readonly evaluation?: boolean }): Promise<Float32Array>;
  /** Copies of all states, as `OptimizerState.save` gives them: a run may go on without a GPU, or on one. */
  save(): Promise<OptimizerSnapshot>;
  /** @throws DownhillError `data` when the snapshot is of another optimizer or another model. */
  load(snapshot: OptimizerSnapshot): void;
  /** Gives the GPU's memory back. */
  dispose(): void;
}

export interface Gpu {
  readonly device: GPUDevice;
  /**
   * The same as `loss.evaluate(…)`, on the GPU. `options.memory` is not used.
   * @throws DownhillError `usage` for wrong lengths, `data` for a target out of range, `environment` when the GPU fails.
   */
  evaluate(loss: Loss, ...inputsAndOptions: (ArrayLike<number> | EvaluateOptions)[]): Promise<LossResult>;
  /** Starts an optimizer on an arena, or on one vector; the parameters are copied to the GPU. */
  optimizer(optimizer: Optimizer, parameters: Arena | ArrayLike<number>): GpuOptimizerState;
}

export interface WebGpuOptions {
  /** A device of yours, shared with other code. Default: a new one with the adapter's limits. */
  readonly device?: GPUDevice;
}

/**
 * Opens the GPU.
 * @throws DownhillError `environment` where there is none.
 * @example
 * const gpu = await webgpu();
 * const { value, gradient } = await gpu.evaluate(huber(), predictions, targets);
 * const state = gpu.optimizer(adamw({ lr: 1e-3 }), parameters);
 * await state.step(gradients);
 * const updated = await state.read();
 */
export async function webgpu(options: WebGpuOptions = {}): Promise<Gpu> {
  const device = options.device ? new Device(options.device) : await Device.request();
  return {
    device: device.gpu,
    evaluate: async (loss, ...inputsAndOptions) => evaluateLoss(device, withFormula(loss), inputsAndOptions),
    optimizer: (optimizer, parameters) => new OptimizerOnGpu(device, withFormula(optimizer), parameters),
  };
}

/** @throws DownhillError `usage` for an entry whose kernels were compiled ahead: shaders are made from formulas. */
function withFormula<T extends Loss | Optimizer>(entry: T): T {
  if (entry.definition.formula === "")
    throw usageError(`no formula of ${entry.id}: a GPU needs it; import it from "@downhill/core"`);
  return entry;
}
