/** An optimizer at work on a GPU: parameters and states stay there, in one buffer each. */

import type { Device } from "../backends/wgsl/device.js";
import { type GpuCall, sizesOf } from "../backends/wgsl/kernel.js";
import { divisionOf, identifier, nextOf, SCRATCH, type Shader, TOTALS, wgsl } from "../backends/wgsl.js";
import { DownhillError, dataError, usageError } from "../errors.js";
import { type Program, uniformsOf } from "../formula/index.js";
import { exactNorm, firstNonFinite, isReliable } from "../gradient-norm.js";
import type { Optimizer, OptimizerSnapshot, StepOptions, StepReport } from "../interfaces.js";
import { plan } from "../optimizer-plan.js";
import { evaluationProgram, type OptimizerProgram } from "../optimizer-program.js";
import { arenaOf, clipScaleOf, startOf, stepValues } from "../optimizer-step.js";
import { type ParameterRange, parameterRanges } from "../parameter-groups.js";
import { entrySource } from "../source.js";
import { squaresProgram } from "../sum-of-squares.js";
import type { Arena, Segment } from "../training/arena.js";
import type { GpuOptimizerState } from "../webgpu.js";

interface Run {
  readonly program: Program;
  readonly values: Readonly<Record<string, number>>;
  readonly start: number;
  readonly columns: number;
  /** Index of the tensor, for states that hold one number per tensor. */
  readonly tensor: number;
}

/** Every array lies in a buffer of its own. */
const bufferOf = (array: string): string => `of_${identifier(array)}`;

export class OptimizerOnGpu implements GpuOptimizerState {
  readonly #device: Device;
  readonly #optimizer: Optimizer;
  readonly #arena: Arena;
  readonly #ranges: readonly ParameterRange[];
  readonly #programs: readonly OptimizerProgram[];
  readonly #buffers: Record<string, GPUBuffer> = {};
  /** State names with their lengths. */
  readonly #states = new Map<string, { readonly length: number; readonly perTensor: boolean }>();
  readonly #shaders = new Map<Program, Map<string, Shader>>();
  #steps = 0;
  #busy = false;

  constructor(device: Device, optimizer: Optimizer, parameters: Arena | ArrayLike<number>) {
    this.#device = device;
    this.#optimizer = optimizer;
    const arena = arenaOf(parameters);
    this.#arena = arena;
    this.#ranges = parameterRanges(arena, optimizer.options);
    const source = entrySource(optimizer.id, optimizer.definition.formula);
    this.#programs = this.#ranges.map(({ settings }) => plan(optimizer, settings).make(source));
    this.#buffers.of_p = device.buffer(arena.length);
    this.#buffers.of_g = device.buffer(arena.length);
    device.write(this.#buffers.of_p, arena.values);
    for (const [name, start] of Object.entries(optimizer.definition.state)) {
      if (!this.#programs.some(({ states }) => states.includes(name))) continue;
      const { perTensor, fill } = startOf(optimizer, start);
      const length = perTensor ? arena.segments.length : arena.length;
      const values = new Float32Array(length);
      if (fill === "p") values.set(arena.values);
      else if (perTensor) values.fill(fill);
      else for (const each of arena.segments) values.fill(fill, each.offset, each.offset + each.length);
      this.#states.set(name, { length, perTensor });
      device.write((this.#buffers[bufferOf(name)] = device.buffer(length)), values);
      if (perTensor) this.#buffers[bufferOf(nextOf(name))] = device.buffer(length);
    }
  }

  get steps(): number {
    return this.#steps;
  }

  async step(gradients?: Float32Array | GPUBuffer, options: StepOptions = {}): Promise<StepReport> {
    if (this.#busy) throw usageError("a step is still running: await it before the next one");
    this.#busy = true;
    try {
      await this.#place(gradients);
      const { clipNorm, onNonFinite = "stop" } = this.#optimizer.options;
      const norm = await this.#norm();
      const report = { ...(clipNorm !== undefined && { gradientNorm: norm }) };
      if (!Number.isFinite(norm)) {
        if (onNonFinite === "skip") return { ...report, skipped: true };
        throw await this.#nonFinite();
      }
      const t = this.#steps + 1;
      const clipScale = clipScaleOf(norm, clipNorm);
      const runs = this.#ranges.flatMap((range, i): Run[] => {
        const { program, perTensor } = this.#programs[i]!;
        const values = stepValues(this.#optimizer, range.settings, { t, clipScale, options });
        const whole = { program, values, start: range.start, columns: range.length, tensor: 0 };
        if (!perTensor) return [whole];
        return range.segments.map((segment) => ({
          ...whole,
          start: segment.offset,
          columns: segment.length,
          tensor: this.#arena.segments.indexOf(segment),
        }));
      });
      await this.#run(runs, this.#buffers);
      this.#steps = t;
      return { ...report, skipped: false };
    } finally {
      this.#busy = false;
    }
  }

  async read(options: { evaluation?: boolean } = {}): Promise<Float32Array> {
    const { segments, values } = this.#arena;
    const { evaluation } = this.#optimizer.definition;
    let parameters: Float32Array;
    if (options.evaluation && evaluation && this.#steps > 0)
      parameters = await this.#evaluationWeights(evaluation);
    else values.set((parameters = await this.#device.read(this.#buffers.of_p!, this.#arena.length)));
    return segments.length === 1 ? parameters.subarray(0, segments[0]!.length) : parameters;
  }

  async save(): Promise<OptimizerSnapshot> {
    const states: Record<string, Float32Array> = {};
    for (const [name, { length }] of this.#states)
      states[name] = await this.#device.read(this.#buffers[bufferOf(name)]!, length);
    return { id: this.#optimizer.id, step: this.#steps, states };
  }

  load(snapshot: OptimizerSnapshot): void {
    const { id } = this.#optimizer;
    if (snapshot.id !== id)
      throw dataError(`wrong snapshot: it is of ${snapshot.id}, this optimizer is ${id}`);
    for (const [name, { length }] of this.#states) {
      const given = snapshot.states[name]?.length;
      if (given !== length)
        throw dataError(
          `wrong snapshot: state ${name} of ${id} has ${given ?? "no"} numbers, expected ${length}; is it of another model?`,
        );
    }
    for (const name of this.#states.keys())
      this.#device.write(this.#buffers[bufferOf(name)]!, snapshot.states[name]!);
    this.#steps = snapshot.step;
  }

  dispose(): void {
    for (const buffer of Object.values(this.#buffers)) buffer.destroy();
  }

  async #place(gradients: Float32Array | GPUBuffer | undefined): Promise<void> {
    const { segments, length, gradients: own } = this.#arena;
    const given = gradients ?? own;
    const into = this.#buffers.of_g!;
    const expected = segments.length === 1 ? segments[0]!.length : length;
    const count = given instanceof Float32Array ? given.length : given.size / 4;
    if (given !== own && count !== expected)
      throw usageError(`lengths differ: got ${count} gradients for ${expected} parameters`);
    if (given instanceof Float32Array) this.#device.write(into, given);
    else await this.#device.run(({ encoder }) => encoder.copyBufferToBuffer(given, 0, into, 0, 4 * expected));
  }

  /** The global 2-norm of the gradients; not finite exactly when one of them is not. */
  async #norm(): Promise<number> {
    let squares = 0;
    for (const { start, length } of this.#ranges) squares += await this.#squares(start, length);
    if (isReliable(squares)) return Math.sqrt(squares);
    return exactNorm(await this.#device.read(this.#buffers.of_g!, this.#arena.length), this.#ranges);
  }

  async #squares(start: number, columns: number): Promise<number> {
    const program = squares;
    const shader = this.#shader(program, columns);
    const { [TOTALS]: count } = sizesOf(shader, 0, { rows: 1, columns });
    const totals = this.#device.buffer(count);
    try {
      await this.#run([{ program, values: {}, start, columns, tensor: 0 }], {
        ...this.#buffers,
        [bufferOf(TOTALS)]: totals,
      });
      return (await this.#device.read(totals, count)).reduce((sum, part) => sum + part, 0);
    } finally {
      totals.destroy();
    }
  }

  async #run(runs: readonly Run[], buffers: Readonly<Record<string, GPUBuffer>>): Promise<void> {
    const kernels = await Promise.all(
      runs.map(({ program, columns }) => this.#device.kernel(this.#shader(program, columns))),
    );
    await this.#device.run(({ encoder, temporary }) => {
      runs.forEach(({ program, values, start, columns, tensor }, i) => {
        const { shader } = kernels[i]!;
        const uniforms = uniformsOf(program.uniforms)(values, columns);
        const tensorStates = [...this.#states].filter(([, { perTensor }]) => perTensor);
        const perTensor = new Set(tensorStates.flatMap(([name]) => [name, nextOf(name)]));
        const starts: Record<string, number> = {};
        for (const name of shader.arrays)
          if (name !== SCRATCH && name !== TOTALS) starts[name] = perTensor.has(name) ? tensor : start;
        const call: GpuCall = { rows: 1, columns, starts, uniforms };
        const length = sizesOf(shader, program.scratch, call)[SCRATCH];
        const scratch = length > 0 ? [this.#device.buffer(length)] : [];
        temporary.push(...scratch);
        const bound = scratch[0] ? { ...buffers, [bufferOf(SCRATCH)]: scratch[0] } : buffers;
        kernels[i]!.record(encoder, bound, call, temporary);
        for (const [name] of tensorStates) {
          if (!shader.arrays.includes(nextOf(name))) continue;
          const [from, to] = [bound[bufferOf(nextOf(name))]!, bound[bufferOf(name)]!];
          encoder.copyBufferToBuffer(from, 4 * tensor, to, 4 * tensor, 4);
        }
      });
    });
  }

  #shader(program: Program, columns: number): Shader {
    const division = divisionOf(program, columns);
    let shaders = this.#shaders.get(program);
    if (!shaders) this.#shaders.set(program, (shaders = new Map()));
    let shader = shaders.get(division);
    if (!shader) shaders.set(division, (shader = wgsl(program, division, bufferOf)));
    return shader;
  }

  async #evaluationWeights(formula: string): Promise<Float32Array> {
    const { definition, options, id } = this.#optimizer;
    const program = evaluationProgram(definition, entrySource(id, formula), options);
    const { length } = this.#arena;
    const copy = this.#device.buffer(length);
    try {
      await this.#device.run(({ encoder }) =>
        encoder.copyBufferToBuffer(this.#buffers.of_p!, 0, copy, 0, 4 * length),
      );
      const values = options as unknown as Record<string, number>;
      const run = { program, values, start: 0, columns: length, tensor: 0 };
      await this.#run([run], { ...this.#buffers, of_p: copy });
      return await this.#device.read(copy, length);
    } finally {
      copy.destroy();
    }
  }

  async #nonFinite(): Promise<DownhillError> {
    const segments: Segment[] = this.#ranges.flatMap((range) => range.segments);
    const gradients = await this.#device.read(this.#buffers.of_g!, this.#arena.length);
    const found = firstNonFinite(gradients, segments);
    const where = found ? `${found.tensor}[${found.index}] is ${found.value}` : "their norm overflows";
    return new DownhillError(
      "diverged",
      `gradients are not finite in step ${this.#steps + 1} of ${this.#optimizer.id}: ${where}; nothing was changed. Try a smaller learning rate, clipNorm: 1, or onNonFinite: "skip"`,
    );
  }
}

const squares = squaresProgram();
