/** Shaders on a device: pipelines, the bytes of `Call`, and how many workgroups run. */
import { SCRATCH, type Shader, TOTALS } from "../wgsl.js";
import { COMPUTE, usage } from "./device.js";
import { GROUP } from "./text.js";

/** Workgroups at most: enough for every device, and so few that their totals are quickly added. */
const GROUPS = 1024;

export interface GpuCall {
  readonly rows: number;
  readonly columns: number;
  /** First element of each array in its buffer; 0 where nothing is said. */
  readonly starts: Readonly<Record<string, number>>;
  readonly uniforms: readonly number[];
}

export function groupsOf({ division }: Shader, { rows, columns }: { rows: number; columns: number }): number {
  const items = { elements: columns / GROUP, rows: rows / GROUP, "parts of rows": rows }[division];
  return Math.min(GROUPS, Math.max(1, Math.ceil(items)));
}

/** Elements of scratch memory and of totals that a call needs. */
export const sizesOf = (shader: Shader, scratchRows: number, call: { rows: number; columns: number }) => ({
  [SCRATCH]: scratchRows * call.rows * call.columns,
  [TOTALS]: groupsOf(shader, call),
});

export class GpuKernel {
  readonly shader: Shader;
  readonly #device: GPUDevice;
  readonly #pipeline: GPUComputePipeline;
  readonly #layout: GPUBindGroupLayout;

  private constructor(
    device: GPUDevice,
    shader: Shader,
    pipeline: GPUComputePipeline,
    layout: GPUBindGroupLayout,
  ) {
    this.#device = device;
    this.shader = shader;
    this.#pipeline = pipeline;
    this.#layout = layout;
  }

  static async compile(device: GPUDevice, shader: Shader): Promise<GpuKernel> {
    const types: GPUBufferBindingType[] = [
      "uniform",
      ...shader.buffers.map(({ writes }): GPUBufferBindingType => (writes ? "storage" : "read-only-storage")),
    ];
    const layout = device.createBindGroupLayout({
      entries: types.map((type, binding) => ({
        binding,
        visibility: COMPUTE,
        buffer: { type },
      })),
    });
    const pipeline = await device.createComputePipelineAsync({
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module: device.createShaderModule({ code: shader.source }), entryPoint: "run" },
    });
    return new GpuKernel(device, shader, pipeline, layout);
  }

  /** Records one run. `temporary` receives the buffer to destroy once the work is done. */
  record(
    encoder: GPUCommandEncoder,
    buffers: Readonly<Record<string, GPUBuffer>>,
    call: GpuCall,
    temporary: GPUBuffer[],
  ): void {
    const device = this.#device;
    const { arrays } = this.shader;
    const words = new DataView(
      new ArrayBuffer(Math.ceil((3 + arrays.length + call.uniforms.length) / 4) * 16),
    );
    const integers = [call.rows, call.columns, 0, ...arrays.map((name) => call.starts[name] ?? 0)];
    integers.forEach((value, i) => words.setUint32(4 * i, value, true));
    call.uniforms.forEach((value, i) => words.setFloat32(4 * (integers.length + i), value, true));
    const given = device.createBuffer({
      size: words.byteLength,
      usage: usage.uniform | usage.copyDestination,
    });
    temporary.push(given);
    device.queue.writeBuffer(given, 0, words);
    const bound = [given, ...this.shader.buffers.map(({ name }) => buffers[name]!)];
    const group = device.createBindGroup({
      layout: this.#layout,
      entries: bound.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    const pass = encoder.beginComputePass();
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(groupsOf(this.shader, call));
    pass.end();
  }
}
