/** The training loop. */
import { DownhillError, usageError } from "../errors.js";
import type { BoundSchedule, OptimizerState, Rates } from "../interfaces.js";
import { batches, epochOrder } from "./batches.js";
import { DivergedError, explainLoss, LastFinite, nonFiniteTensor, short } from "./divergence.js";
import { noProgress, observe, type Progress, shouldStop, watched } from "./early-stopping.js";
import { type Evaluation, evaluate } from "./evaluate.js";
import { type FitOptions, type Plan, plan } from "./fit-options.js";
import { checkResume, type FitState, identity } from "./fit-state.js";
import { Gradients, type Window } from "./gradients.js";
import { Pause } from "./pause.js";
import { Recorder } from "./recorder.js";
import type { Dataset, EpochRecord, History, Model, StopReason } from "./types.js";
import { copyWeights, type ModelWeights, restoreWeights, WeightAverage } from "./weights.js";

/** Updates in a row that `onNonFinite: "skip"` may leave out; then nothing is left to hope for. */
const SKIPPED_AT_MOST = 20;

/**
 * Trains a model on a data set.
 *
 * Each update reads `schedule` first (the first update uses step 0), then runs forward, loss, backward and optimizer
 * over the next batch. The order of the samples depends on `seed` and the epoch alone. The model is left with the last
 * weights, or with the average or the best ones where `averageWeights` or `earlyStopping` say so.
 *
 * @throws DownhillError `usage` or `data` for options and data that cannot work, before the model is changed
 * @throws DivergedError (code `diverged`) when loss, gradient or parameters are no longer finite. It carries the
 *   history; the model is left with the weights of the last step known to be finite (for models of more than 65,536
 *   parameters that can be a few steps back: the message says which).
 * @example
 * const history = await fit(model, train, {
 *   loss: crossEntropy(),
 *   optimizer: adamw({ lr: 1e-3 }),
 *   schedule: oneCycle({ peak: 3e-3 }),
 *   epochs: 3,
 *   batchSize: 128,
 *   validation: test,
 *   metrics: [accuracy()],
 * });
 * history.epochs.at(-1)?.metrics.accuracy;
 */
export async function fit(model: Model, dataset: Dataset, options: FitOptions): Promise<History> {
  const run = new Run(model, dataset, plan(model, dataset, options));
  try {
    return await run.train();
  } finally {
    run.dispose();
  }
}

class Run {
  readonly #model: Model;
  readonly #dataset: Dataset;
  readonly #plan: Plan;
  readonly #optimizer: OptimizerState;
  readonly #schedule: BoundSchedule;
  readonly #gradients: Gradients;
  readonly #recorder: Recorder;
  readonly #average: WeightAverage | undefined;
  readonly #lastFinite: LastFinite;
  readonly #pause = new Pause();
  readonly #observed: number[] = [];
  #epoch = 0;
  #position = 0;
  #step = 0;
  #seconds = 0;
  #sum = 0;
  #weight = 0;
  #skippedInARow = 0;
  #learningRate = Number.NaN;
  #progress: Progress = noProgress;
  #bestWeights: ModelWeights | undefined;

  constructor(model: Model, dataset: Dataset, plan: Plan) {
    const { options, loss, batchSize, seed, stepsPerEpoch } = plan;
    const { optimizer, averageWeights, resume } = options;
    this.#model = model;
    this.#dataset = dataset;
    this.#plan = plan;
    if (resume) {
      checkResume(resume, identity(plan));
      restoreWeights(model, resume.weights);
    }
    this.#schedule = plan.rates({ lr: optimizer.options.lr, steps: options.epochs * stepsPerEpoch });
    this.#optimizer = optimizer.init(model.arena);
    this.#gradients = new Gradients(model, dataset, loss, batchSize, seed);
    this.#recorder = new Recorder(resume);
    this.#average = averageWeights && new WeightAverage(model.arena.values, averageWeights);
    if (resume) this.#resume(resume);
    this.#lastFinite = new LastFinite(model, this.#step);
  }

  async train(): Promise<History> {
    const { options, samples, stepsPerEpoch, stopping, seed, shuffle, batchSize } = this.#plan;
    const { epochs, sampler } = options;
    this.#emit({ type: "start", epochs, stepsPerEpoch, samples });
    let reason: StopReason = "finished";
    while (this.#epoch < epochs && reason === "finished") {
      if (stopping && shouldStop(this.#progress, stopping)) {
        reason = "early-stop";
        break;
      }
      const order =
        sampler?.order(seed, this.#epoch) ?? epochOrder(this.#dataset.length, seed, this.#epoch, shuffle);
      const upcoming = batches(order.subarray(this.#position, samples), batchSize);
      this.#dataset.prepare?.(upcoming, { epoch: this.#epoch });
      reason = await this.#steps(order.subarray(0, samples));
      if (reason === "finished") await this.#endEpoch();
    }
    if (reason === "aborted") await options.checkpoint?.save(this.#save());
    await this.#leaveWeights();
    this.#emit({ type: "end", reason, step: this.#step });
    return this.#history(reason);
  }

  dispose(): void {
    this.#optimizer.dispose();
  }

  /** The rest of the epoch's updates. */
  async #steps(order: Uint32Array): Promise<StopReason> {
    const { options, window, looks, stepsPerEpoch } = this.#plan;
    const { signal, checkpoint, validation } = options;
    while (this.#position < order.length) {
      if (signal?.aborted) return "aborted";
      const started = performance.now();
      const indices = order.subarray(this.#position, this.#position + window);
      await this.#update(indices);
      this.#position += indices.length;
      this.#seconds += (performance.now() - started) / 1000;
      const done = Math.ceil(this.#position / window);
      const due =
        Math.floor((done * looks) / stepsPerEpoch) > Math.floor(((done - 1) * looks) / stepsPerEpoch);
      if (validation && due && done < stepsPerEpoch) await this.#validate(validation);
      if (checkpoint?.everySteps && this.#step % checkpoint.everySteps === 0)
        await checkpoint.save(this.#save());
      await this.#pause.maybe();
    }
    return "finished";
  }

  async #update(indices: Uint32Array): Promise<void> {
    const rates = this.#schedule.at(this.#step);
    const { lr, momentum } = rates;
    if (!Number.isFinite(lr))
      throw usageError(`the schedule gives the learning rate ${lr} at step ${this.#step}`);
    this.#learningRate = lr;
    const window = await this.#gradients.compute(indices, this.#step, { epoch: this.#epoch });
    this.#recorder.batch(indices);
    this.#recorder.step(window.value, lr);
    const outcome = this.#apply(window, rates);
    if (outcome.skipped) this.#skip();
    else this.#skippedInARow = 0;
    if (!window.failure) {
      this.#sum += this.#plan.loss.additive ? window.value : window.value * window.weight;
      this.#weight += window.weight;
    }
    this.#step++;
    this.#average?.update(this.#model.arena.values, this.#step);
    this.#emit({
      type: "step",
      step: this.#step,
      epoch: this.#epoch,
      loss: window.value,
      learningRate: lr,
      ...(momentum !== undefined && { momentum }),
      ...outcome,
    });
  }

  /** The optimizer's step, or the reason why there is none. */
  #apply(window: Window, rates: Rates): { gradientNorm?: number; skipped?: true } {
    const { failure } = window;
    const arena = this.#model.arena;
    if (failure) {
      if (this.#plan.options.optimizer.options.onNonFinite === "skip") return { skipped: true };
      throw this.#diverged(
        `the loss is ${window.value}`,
        explainLoss(arena, failure.batch, failure.predictions, failure.indices),
      );
    }
    this.#lastFinite.keep(this.#step, window.value);
    try {
      const { gradientNorm, skipped } = this.#optimizer.step(undefined, { ...rates, allOrNothing: true });
      return { ...(gradientNorm !== undefined && { gradientNorm }), ...(skipped && { skipped }) };
    } catch (error) {
      if (!(error instanceof DownhillError) || error.code !== "diverged") throw error;
      const tensor = nonFiniteTensor(arena, "gradient") ?? error.message;
      throw this.#diverged("a gradient is not finite", tensor, undefined, error);
    }
  }

  #skip(): void {
    if (++this.#skippedInARow <= SKIPPED_AT_MOST) return;
    throw this.#diverged(
      `${this.#skippedInARow} updates in a row were left out for not being finite`,
      nonFiniteTensor(this.#model.arena, "parameter") ?? "all parameters are finite",
    );
  }

  async #endEpoch(): Promise<void> {
    const { options, stopping, watch } = this.#plan;
    const bad = nonFiniteTensor(this.#model.arena, "parameter");
    if (bad) throw this.#diverged("the last update made a parameter non-finite", bad, this.#step);
    const { epochs, checkpoint, validation, validateEvery = 1 } = options;
    const last = this.#epoch === epochs - 1;
    const due = validation && (last || validateEvery < 1 || (this.#epoch + 1) % validateEvery === 0);
    const record: EpochRecord = {
      epoch: this.#epoch,
      step: this.#step,
      loss: this.#epochLoss(),
      learningRate: this.#learningRate,
      ...(due ? await this.#validate(validation) : { metrics: {} }),
      seconds: this.#seconds,
    };
    this.#recorder.epochs.push(record);
    const heard = watched(record, watch);
    if (heard !== undefined && this.#schedule.observe) {
      this.#observed.push(heard);
      this.#schedule.observe(heard);
    }
    const value = stopping && watched(record, stopping.watch);
    if (stopping && value !== undefined) {
      this.#progress = observe(this.#progress, value, this.#epoch, stopping);
      const keep = options.earlyStopping?.restoreBest ?? true;
      if (keep && this.#progress.bad === 0) this.#bestWeights = await this.#evaluationWeights();
    }
    this.#epoch++;
    this.#position = 0;
    this.#sum = 0;
    this.#weight = 0;
    this.#emit({ type: "epoch", ...record });
    const everyEpochs = checkpoint?.everyEpochs ?? (checkpoint?.everySteps ? undefined : 1);
    if (checkpoint && everyEpochs && (last || this.#epoch % everyEpochs === 0))
      await checkpoint.save(this.#save());
  }

  /** Where all rows were ignored there is nothing to lose; where all steps were left out the loss is not known. */
  #epochLoss(): number {
    if (this.#weight > 0) return this.#sum / this.#weight;
    return this.#skippedInARow > 0 ? Number.NaN : 0;
  }

  async #validate(validation: Dataset): Promise<Pick<EpochRecord, "validationLoss" | "metrics">> {
    const { options, batchSize, loss, metrics } = this.#plan;
    const size = options.validationBatchSize ?? Math.min(batchSize, validation.length);
    const result: Evaluation = await this.#withEvaluationWeights(() =>
      evaluate(this.#model, validation, { loss, metrics, batchSize: size }),
    );
    const look = { validationLoss: result.loss, metrics: result.metrics };
    this.#emit({ type: "validation", step: this.#step, epoch: this.#epoch, ...look, seconds: this.#seconds });
    return look;
  }

  /** Runs `use` with the weights that people will use: the average, or those that the optimizer means for evaluation. */
  async #withEvaluationWeights<T>(use: () => Promise<T>): Promise<T> {
    if (!this.#average) return this.#optimizer.withEvaluationWeights(use);
    const { arena } = this.#model;
    const training = arena.values.slice();
    arena.values.set(this.#average.values);
    try {
      return await use();
    } finally {
      arena.values.set(training);
    }
  }

  #evaluationWeights(): Promise<ModelWeights> {
    return this.#withEvaluationWeights(async () => copyWeights(this.#model));
  }

  /** The run is over: the model gets the weights it is to be used with. */
  async #leaveWeights(): Promise<void> {
    const { averageWeights, optimizer } = this.#plan.options;
    if (this.#bestWeights) restoreWeights(this.#model, this.#bestWeights);
    else if (averageWeights ? averageWeights.leave !== "last" : optimizer.definition.evaluation) {
      restoreWeights(this.#model, await this.#evaluationWeights());
    }
  }

  #save(): FitState {
    return {
      version: 1,
      run: identity(this.#plan),
      epoch: this.#epoch,
      position: this.#position,
      step: this.#step,
      weights: copyWeights(this.#model),
      optimizer: this.#optimizer.save(),
      epochLoss: { sum: this.#sum, weight: this.#weight },
      ...this.#recorder.save(),
      seconds: this.#seconds,
      observed: [...this.#observed],
      skippedInARow: this.#skippedInARow,
      progress: this.#progress,
      ...(this.#bestWeights && { bestWeights: this.#bestWeights }),
      ...(this.#average && { average: this.#average.values.slice() }),
    };
  }

  #resume(state: FitState): void {
    this.#optimizer.load(state.optimizer);
    this.#epoch = state.epoch;
    this.#position = state.position;
    this.#step = state.step;
    this.#seconds = state.seconds;
    this.#sum = state.epochLoss.sum;
    this.#weight = state.epochLoss.weight;
    this.#skippedInARow = state.skippedInARow;
    this.#learningRate = state.learningRates.at(-1) ?? Number.NaN;
    this.#progress = state.progress;
    this.#bestWeights = state.bestWeights;
    if (state.average) this.#average?.values.set(state.average);
    for (const value of state.observed) {
      this.#observed.push(value);
      this.#schedule.observe?.(value);
    }
  }

  #history(reason: StopReason): History {
    const { best, bestEpoch } = this.#progress;
    return this.#recorder.history(reason, best === null ? undefined : { epoch: bestEpoch, value: best });
  }

  #diverged(what: string, where: string, step = this.#step + 1, cause?: unknown): DivergedError {
    const epoch = this.#epoch;
    const learningRate = this.#learningRate;
    this.#lastFinite.restore();
    this.#emit({ type: "end", reason: "diverged", step: this.#step });
    const { step: kept, loss } = this.#lastFinite;
    const last = this.#recorder.losses.lastFinite();
    const good = Number.isNaN(last) ? "no loss was finite yet" : `the last finite loss was ${short(last)}`;
    const left = Number.isNaN(loss)
      ? "the weights it came with"
      : `its weights after step ${kept} (loss ${short(loss)})`;
    const message =
      `training diverged in step ${step} (epoch ${epoch + 1}): ${what} at learning rate ${short(learningRate)}\n` +
      `  ${where}\n` +
      `  ${good}; the model was left with ${left}\n` +
      "  try a learning rate ten times smaller, a warm-up, or clipNorm: 1 in the optimizer";
    return new DivergedError(message, this.#history("diverged"), { step, epoch, learningRate }, { cause });
  }

  #emit(event: Parameters<NonNullable<FitOptions["on"]>>[0]): void {
    this.#plan.options.on?.(event);
  }
}
