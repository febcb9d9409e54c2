/** An optimizer at work on one arena: its states, its kernels, its step count. */
import { backendOf, compile } from "./backends/compile.js";
import { addressNames, type Backend, type Kernel } from "./backends/kernel.js";
import type { Block } from "./backends/memory.js";
import { DownhillError, dataError, usageError } from "./errors.js";
import { evaluateUniform, type Program, type Source } from "./formula/index.js";
import { firstNonFinite, gradientNorm } from "./gradient-norm.js";
import type { Optimizer, OptimizerSnapshot, OptimizerState, StepOptions, StepReport } from "./interfaces.js";
import { clipScaleOf, plan, startOf, stepValues } from "./optimizer-plan.js";
import { evaluationProgram, type OptimizerProgram } from "./optimizer-program.js";
import { type GroupSettings, type ParameterRange, parameterRanges } from "./parameter-groups.js";
import type { Arena, Segment } from "./training/arena.js";

interface Compiled extends OptimizerProgram {
  readonly kernel: Kernel;
}

/** Kernels by formula, folded options and backend. */
const cache = new Map<string, Compiled>();

export class FormulaOptimizerState implements OptimizerState {
  readonly states = new Map<string, Block>();
  readonly #optimizer: Optimizer;
  readonly #source: Source;
  readonly #arena: Arena;
  readonly #backend: Backend;
  readonly #ranges: readonly ParameterRange[];
  readonly #compiled: readonly Compiled[];
  /** Compiled when first asked for: a run evaluates after every epoch. */
  #evaluation: { program: Program; kernel: Kernel } | undefined;
  #steps = 0;

  constructor(optimizer: Optimizer, source: Source, arena: Arena) {
    this.#optimizer = optimizer;
    this.#source = source;
    this.#arena = arena;
    this.#backend = backendOf(optimizer.id, optimizer.options.backend);
    this.#ranges = parameterRanges(arena, optimizer.options);
    this.#compiled = this.#ranges.map(({ settings }) => this.#compile(settings));
    for (const [name, start] of Object.entries(optimizer.definition.state)) {
      if (!this.#compiled.some(({ states }) => states.includes(name))) continue;
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
    const norm = gradientNorm(block, this.#ranges, this.#backend);
    if (!Number.isFinite(norm)) {
      if (onNonFinite === "skip")
        return { ...(clipNorm !== undefined && { gradientNorm: norm }), skipped: true };
      throw this.#nonFinite(block.array);
    }
    this.#steps++;
    const clipScale = clipScaleOf(norm, clipNorm);
    this.#ranges.forEach((range, i) => this.#update(range, this.#compiled[i]!, block, clipScale, options));
    return { ...(clipNorm !== undefined && { gradientNorm: norm }), skipped: false };
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
    const { evaluation } = this.#optimizer.definition;
    if (!evaluation || this.#steps === 0) return use();
    this.#evaluation ??= this.#compileEvaluation(evaluation);
    const { program, kernel } = this.#evaluation;
    const training = this.#arena.values.slice();
    const addresses = addressNames(program).map((name) => this.#block(name).byteOffset);
    const uniforms = program.uniforms.map((node) => evaluateUniform(node, {}));
    kernel(this.#arena.memory, { rows: 1, columns: this.#arena.length, addresses, uniforms });
    try {
      return await use();
    } finally {
      this.#arena.values.set(training);
    }
  }

  #compileEvaluation(text: string): { program: Program; kernel: Kernel } {
    const { definition, options } = this.#optimizer;
    const program = evaluationProgram(definition, { text, file: this.#source.file }, options);
    return { program, kernel: compile(program, this.#backend) };
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

  #update(
    range: ParameterRange,
    compiled: Compiled,
    gradients: Block,
    clipScale: number,
    options: StepOptions,
  ): void {
    const values = stepValues(this.#optimizer, range.settings, { t: this.#steps, clipScale, options });
    const { program, kernel, perTensor } = compiled;
    const names = addressNames(program);
    const run = (start: number, columns: number, tensor: number) => {
      const uniforms = program.uniforms.map((node) => evaluateUniform(node, values, columns));
      const addresses = names.map((name) => {
        const block = name === "g" ? gradients : this.#block(name);
        return block.byteOffset + 4 * (this.#isPerTensor(name) ? tensor : start);
      });
      kernel(this.#arena.memory, { rows: 1, columns, addresses, uniforms });
    };
    if (!perTensor) run(range.start, range.length, 0);
    else
      for (const segment of range.segments)
        run(segment.offset, segment.length, this.#arena.segments.indexOf(segment));
  }

  #isPerTensor(name: string): boolean {
    return typeof this.#optimizer.definition.state[name] === "object";
  }

  #block(name: string): Block {
    return name === "p" ? this.#arena.valueBlock : this.states.get(name)!;
  }

  #compile(settings: GroupSettings): Compiled {
    const { key: shape, make } = plan(this.#optimizer, settings);
    const key = `${this.#backend.name} ${shape}`;
    let compiled = cache.get(key);
    if (!compiled) {
      const made = make(this.#source);
      compiled = { ...made, kernel: compile(made.program, this.#backend) };
      cache.set(key, compiled);
    }
    return compiled;
  }

  #nonFinite(gradients: Float32Array): DownhillError {
    const segments: Segment[] = this.#ranges.flatMap((range) => range.segments);
    const found = firstNonFinite(gradients, segments);
    const where = found ? `${found.tensor}[${found.index}] is ${found.value}` : "their norm overflows";
    return new DownhillError(
      "diverged",
      `gradients are not finite in step ${this.#steps + 1} of ${this.#optimizer.id}: ${where}; nothing was changed. Try a smaller learning rate, clipNorm: 1, or onNonFinite: "skip"`,
    );
  }
}
