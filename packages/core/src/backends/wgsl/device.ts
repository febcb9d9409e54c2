/** A WebGPU device: buffers to and from it, kernels compiled once, errors as ours. */
import { DownhillError } from "../../errors.js";
import type { Shader } from "../wgsl.js";
import { GpuKernel } from "./kernel.js";

/** Flags of the WebGPU specification; its global names exist only where there is a GPU. */
export const usage = { mapRead: 1, copySource: 4, copyDestination: 8, uniform: 64, storage: 128 } as const;
export const COMPUTE = 4;
const MAP_READ = 1;

const environmentError = (message: string, cause?: unknown): DownhillError =>
  new DownhillError("environment", message, { cause });

/** What one submission needs: an encoder, and the buffers to destroy after it. */
export interface Recording {
  readonly encoder: GPUCommandEncoder;
  readonly temporary: GPUBuffer[];
}

export class Device {
  readonly gpu: GPUDevice;
  readonly #kernels = new Map<string, Promise<GpuKernel>>();
  #lost: string | undefined;

  constructor(gpu: GPUDevice) {
    this.gpu = gpu;
    gpu.lost.then(({ message }) => {
      this.#lost = message || "no reason given";
    });
  }

  /** @throws DownhillError `environment` where there is no WebGPU. */
  static async request(): Promise<Device> {
    const gpu = typeof navigator === "undefined" ? undefined : (navigator as { gpu?: GPU }).gpu;
    if (!gpu)
      throw environmentError(
        "WebGPU is not available here: it needs a browser that has it, and a secure page",
      );
    const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
    if (!adapter) throw environmentError("WebGPU found no GPU on this machine");
    const { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage } = adapter.limits;
    const requiredLimits = { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage };
    return new Device(await adapter.requestDevice({ requiredLimits }));
  }

  /** Compiled once for each text. */
  kernel(shader: Shader): Promise<GpuKernel> {
    let kernel = this.#kernels.get(shader.source);
    if (!kernel) {
      const most = this.gpu.limits.maxStorageBuffersPerShaderStage;
      if (shader.buffers.length > most)
        throw environmentError(`this needs ${shader.buffers.length} storage buffers, the GPU has ${most}`);
      this.#kernels.set(shader.source, (kernel = GpuKernel.compile(this.gpu, shader)));
    }
    return kernel;
  }

  /** @throws DownhillError `environment` when the GPU cannot bind that much at once. */
  buffer(elements: number): GPUBuffer {
    const size = Math.max(16, 4 * elements);
    const { maxBufferSize, maxStorageBufferBindingSize } = this.gpu.limits;
    const most = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    if (size > most)
      throw environmentError(`out of GPU memory: one buffer of ${size} bytes, at most ${most} here`);
    return this.gpu.createBuffer({
      size,
      usage: usage.storage | usage.copySource | usage.copyDestination,
    });
  }

  write(buffer: GPUBuffer, data: Float32Array, start = 0): void {
    this.gpu.queue.writeBuffer(buffer, 4 * start, data as Float32Array<ArrayBuffer>);
  }

  /** Runs what `record` records, then destroys what it put into `temporary`. */
  async run(record: (recording: Recording) => void): Promise<void> {
    this.#check();
    const temporary: GPUBuffer[] = [];
    let failure: unknown;
    this.gpu.pushErrorScope("out-of-memory");
    this.gpu.pushErrorScope("validation");
    try {
      const encoder = this.gpu.createCommandEncoder();
      record({ encoder, temporary });
      this.gpu.queue.submit([encoder.finish()]);
    } catch (error) {
      failure = error;
    }
    const scopes = [this.gpu.popErrorScope(), this.gpu.popErrorScope()];
    for (const buffer of temporary) buffer.destroy();
    const refused = (await Promise.all(scopes)).find((error) => error !== null);
    this.#check();
    if (refused) throw environmentError(`the GPU refused: ${refused.message}`);
    if (failure !== undefined) throw failure;
  }

  /** The first elements of a buffer. */
  async read(buffer: GPUBuffer, elements: number): Promise<Float32Array> {
    const staging = this.gpu.createBuffer({
      size: Math.max(16, 4 * elements),
      usage: usage.mapRead | usage.copyDestination,
    });
    try {
      await this.run(({ encoder }) => {
        if (elements > 0) encoder.copyBufferToBuffer(buffer, 0, staging, 0, 4 * elements);
      });
      await staging.mapAsync(MAP_READ).catch((cause: unknown) => {
        this.#check();
        throw environmentError("the GPU did not give its results back", cause);
      });
      return new Float32Array(staging.getMappedRange().slice(0, 4 * elements));
    } finally {
      staging.destroy();
    }
  }

  #check(): void {
    if (this.#lost !== undefined) throw environmentError(`the GPU was lost: ${this.#lost}`);
  }
}
