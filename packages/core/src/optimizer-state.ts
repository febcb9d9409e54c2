/** An optimizer at work on one arena: its states, its kernels, its step count. */
import { addressNames, type Call } from "./backends/kernel.js";
import type { Block } from "./backends/memory.js";
import { DownhillError, dataError, usageError } from "./errors.js";
import { firstNonFinite, gradientNorm } from "./gradient-norm.js";
import type { Optimizer, OptimizerSnapshot, OptimizerState, StepOptions, StepReport } from "./interfaces.js";
import {
  type OptimizerKernels,
  placesOf,
  type UpdateGroup,
  type UpdateKernel,
  updateGroups,
} from "./optimizer-groups.js";
import { clipScaleOf, groupValues, startOf, stepValues } from "./optimizer-step.js";
import { type ParameterRange, parameterRanges } from "./parameter-groups.js";
import type { Arena, Segment } from "./training/arena.js";

/** What a step needs of a group, made once: a step of few parameters takes microseconds. */
interface Group extends UpdateGroup {
  readonly values: Record<string, number>;
  readonly calls: readonly (Omit<Call, "uniforms"> & { uniforms: Call["uniforms"] })[];
}

export class OptimizerOnArena implements OptimizerState {
  readonly states = new Map<string, Block>();
  readonly #optimizer: Optimizer;
  readonly #arena: Arena;
  readonly #kernels: OptimizerKernels;
  readonly #ranges: readonly ParameterRange[];
  readonly #groups: readonly Group[];
  /** Compiled when first asked for: a run evaluates after every epoch. */
  #evaluation: UpdateKernel | undefined;
  #steps = 0;

  constructor(optimizer: Optimizer, kernels: OptimizerKernels, arena: Arena) {
    this.#optimizer = optimizer;
    this.#kernels = kernels;
    this.#arena = arena;
    this.#ranges = parameterRanges(arena, optimizer.options);
    const groups = updateGroups(kernels, this.#ranges);
    for (const [name, start] of Object.entries(optimizer.definition.state)) {
      if (!groups.some(({ states }) => states.includes(name))) continue;
      const { perTensor, fill } = startOf(optimizer, start);
      if (perTensor) {
        const block = arena.memory.allocate(arena.segments.length);
        block.array.fill(fill as number);
        this.states.set(name, block);
      } else if (fill === "p") {
        const block = arena.allocate();
        block.array.set(arena.values);
        this.states.set(name, block);
      } else this.states.set(name, arena.allocate(fill));
    }
    const isPerTensor = (name: string) => typeof optimizer.definition.state[name] === "object";
    this.#groups = groups.map((group) => ({
      ...group,
      values: groupValues(optimizer, group.settings),
      calls: placesOf(group, arena.segments, (name) => this.#block(name), isPerTensor).map((place) => ({
        ...place,
        uniforms: [],
      })),
    }));
  }

  get steps(): number {
    return this.#steps;
  }

  get parameters(): Float32Array {
    const { segments, values } = this.#arena;
    return segments.length === 1 ? values.subarray(0, segments[0]!.length) : values;
  }

  step(gradients?: Float32Array, options: StepOptions = {}): StepReport {
    const block = this.#gradients(gradients);
    const { clipNorm, onNonFinite = "stop" } = this.#optimizer.options;
    const readsFirst =
      clipNorm !== undefined ||
      onNonFinite === "skip" ||
      options.allOrNothing === true ||
      !this.#groups.every(({ guarded }) => guarded);
    const norm = readsFirst ? gradientNorm(block, this.#ranges, this.#kernels.ofSquares()) : 0;
    const report = clipNorm === undefined ? {} : { gradientNorm: norm };
    if (!Number.isFinite(norm)) {
      if (onNonFinite === "skip") return { ...report, skipped: true };
      throw this.#nonFinite(block.array, "nothing was changed");
    }
    const values = { t: this.#steps + 1, clipScale: clipScaleOf(norm, clipNorm), options };
    if (Number.isNaN(this.#update(values)))
      throw this.#nonFinite(
        block.array,
        "it was not used, but others may have been; with { allOrNothing: true } nothing was changed",
      );
    this.#steps++;
    return { ...report, skipped: false };
  }

  save(): OptimizerSnapshot {
    const states = Object.fromEntries([...this.states].map(([name, block]) => [name, block.array.slice()]));
    return { id: this.#optimizer.id, step: this.#steps, states };
  }

  load(snapshot: OptimizerSnapshot): void {
    const { id } = this.#optimizer;
    if (snapshot.id !== id)
      throw dataError(`wrong snapshot: it is of ${snapshot.id}, this optimizer is ${id}`);
    for (const [name, block] of this.states) {
      const length = snapshot.states[name]?.length;
      if (length !== block.length)
        throw dataError(
          `wrong snapshot: state ${name} of ${id} has ${length ?? "no"} numbers, expected ${block.length}; is it of another model?`,
        );
    }
    for (const [name, block] of this.states) block.array.set(snapshot.states[name]!);
    this.#steps = snapshot.step;
  }

  dispose(): void {
    for (const block of this.states.values()) this.#arena.memory.release(block);
    this.states.clear();
  }

  async withEvaluationWeights<T>(use: () => Promise<T>): Promise<T> {
    const { definition, options } = this.#optimizer;
    if (!definition.evaluation || this.#steps === 0) return use();
    this.#evaluation ??= this.#kernels.forEvaluation();
    const { layout, kernel, uniforms } = this.#evaluation;
    const training = this.#arena.values.slice();
    const addresses = addressNames(layout).map((name) => this.#block(name).byteOffset);
    const columns = this.#arena.length;
    const values = uniforms(options as unknown as Record<string, number>, columns);
    kernel(this.#arena.memory, { rows: 1, columns, addresses, uniforms: values });
    try {
      return await use();
    } finally {
      this.#arena.values.set(training);
    }
  }

  #gradients(given: Float32Array | undefined): Block {
    const { segments, gradientBlock, gradients, length } = this.#arena;
    if (given && given !== gradients) {
      const expected = segments.length === 1 ? segments[0]!.length : length;
      if (given.length !== expected)
        throw usageError(`lengths differ: got ${given.length} gradients for ${expected} parameters`);
      if (given.byteOffset !== gradients.byteOffset || given.buffer !== gradients.buffer)
        gradients.set(given);
    }
    return gradientBlock;
  }

  /** @returns NaN when a kernel met a gradient that is not finite. */
  #update(step: Parameters<typeof stepValues>[2]): number {
    let total = 0;
    for (const { kernel, settings, perTensor, uniforms, values, calls } of this.#groups) {
      stepValues(this.#optimizer, settings, step, values);
      const same = perTensor ? undefined : uniforms(values, 0);
      for (const call of calls) call.uniforms = same ?? uniforms(values, call.columns);
      total += kernel(this.#arena.memory, ...calls);
    }
    return total;
  }

  #block(name: string): Block {
    if (name === "g") return this.#arena.gradientBlock;
    return name === "p" ? this.#arena.valueBlock : this.states.get(name)!;
  }

  #nonFinite(gradients: Float32Array, changed: string): DownhillError {
    const segments: Segment[] = this.#ranges.flatMap((range) => range.segments);
    const found = firstNonFinite(gradients, segments);
    const where = found ? `${found.tensor}[${found.index}] is ${found.value}` : "their norm overflows";
    return new DownhillError(
      "diverged",
      `gradients are not finite in step ${this.#steps + 1} of ${this.#optimizer.id}: ${where}; ${changed}. Try a smaller learning rate, clipNorm: 1, or onNonFinite: "skip"`,
    );
  }
}
