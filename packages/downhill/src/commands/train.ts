/** `downhill train <recipe>`: one run, with checkpoints. */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { type EpochRecord, type FitEvent, type Metric, usageError } from "@downhill/core";
import { type Evaluation, evaluate, type FitState, fit } from "@downhill/core/training";
import {
  type Catalogue,
  eventLog,
  formatMetric,
  formatNumber,
  formatRate,
  formatSeconds,
  inputOf,
  isFile,
  loadData,
  makeOptimizer,
  makeRunFolder,
  makeSchedule,
  plural,
  prepare,
  type Recipe,
  readRecipe,
  reported,
  stringify,
  type TaskData,
  waitingShare,
  writeWhole,
} from "@downhill/race";
import { Command } from "commander";
import { readCheckpoint, writeCheckpoint } from "../checkpoint.js";
import { INTERRUPTED } from "../exit.js";
import { type RecipeFlags, recipeOptions, withRecipeFlags } from "../flags.js";
import { interruptible } from "../interrupt.js";
import { bar, clock, sparkline } from "../terminal/drawing.js";
import { type Screen, screen } from "../terminal/screen.js";

type Flags = RecipeFlags & { readonly resume?: string };

export const trainCommand = (exit: (code: number) => void): Command =>
  withRecipeFlags(
    new Command("train").description("train one model; write model.onnx, history and checkpoints"),
    false,
  )
    .argument("<recipe>", "a .json or .ts file")
    .option("--resume <folder>", "go on with the run in this folder, exactly where it was")
    .action(async (path: string, flags: Flags) => {
      const { recipe, catalogue } = await readRecipe(path, recipeOptions(flags));
      const output = screen(flags);
      const setup = single(recipe);
      const resumed = flags.resume === undefined ? undefined : resume(flags);
      const data = await loadData(recipe.data, recipe.path, await inputOf(recipe.model, recipe.path));
      for (const warning of data.warnings) output.note(`warning: ${warning}`);
      const seed = recipe.seeds[0]!;
      const task = { ...recipe, ...setup, recipePath: recipe.path, phase: "search" as const, seed };
      const ready = await prepare(task, data, catalogue);
      const { model, trained, train, judge, loss, metrics, sampler } = ready;
      const folder = resumed?.folder ?? makeRunFolder(recipe.name, flags.out);
      const log = eventLog(join(folder, "events.jsonl"));
      const checkpoint = join(folder, "checkpoint.bin");
      const { signal, release } = interruptible(output.note);
      const progress = trainProgress(output, recipe);
      output.note(
        `${recipe.name}: ${plural(model.arena.parameterCount, "parameter")}, ${train.length} samples to train on, ${judge.length} held out, ${data.test.length} to test`,
      );
      if (trained !== model)
        output.note(
          "the frozen part of the model was computed once; only what follows it is run in training",
        );
      try {
        const evaluateNow = () => evaluate(model, data.test, { loss, metrics });
        // What others made has an accuracy already.
        const before = isFile(recipe.model) && !resumed ? await evaluateNow() : undefined;
        if (before) output.note(`test, before training: ${figures(before, metrics)}`);
        const history = await fit(trained, train, {
          ...runOptions(setup, catalogue),
          loss,
          metrics,
          ...(sampler && { sampler }),
          epochs: recipe.epochs,
          seed,
          validation: judge,
          validationBatchSize: Math.min(256, judge.length),
          signal,
          checkpoint: { save: (state) => writeCheckpoint(checkpoint, state) },
          ...(resumed && { resume: resumed.state }),
          on: (event) => {
            if (event.type !== "step") log(event);
            progress(event);
          },
        });
        output.clear();
        writeWhole(join(folder, "history.json"), `${stringify(history, 1)}\n`);
        if (history.stopped === "aborted") {
          output.print(
            `interrupted after ${plural(history.losses.length, "step")}; go on with: downhill train ${path} --resume ${folder}`,
          );
          exit(INTERRUPTED);
          return;
        }
        await model.save(join(folder, "model.onnx"));
        writeWhole(join(folder, "data.json"), `${stringify(aboutData(data), 1)}\n`);
        const test = await evaluateNow();
        const waited = waitingShare(train);
        const result = {
          folder,
          model: join(folder, "model.onnx"),
          loss: test.loss,
          metrics: test.metrics,
          ...(before && { before }),
          ...(waited !== undefined && { waitingShare: waited }),
          ...(data.bad && { bad: data.bad }),
          epochs: history.epochs,
          batchHash: history.batchHash,
        };
        writeWhole(join(folder, "results.json"), `${stringify(result, 1)}\n`);
        if (flags.json) process.stdout.write(`${stringify(result, 1)}\n`);
        if (waited !== undefined)
          output.note(`waiting for data took ${formatNumber(100 * waited)} % of the training time`);
        output.print(`test: ${figures(test, metrics)}`);
        output.print(join(folder, "model.onnx"));
      } finally {
        output.clear();
        release();
        await ready.dispose();
      }
    });

const figures = (evaluation: Evaluation, metrics: readonly Metric[]): string =>
  [
    ...metrics.map((metric) => `${metric.name} ${formatMetric(evaluation.metrics[metric.name]!, metric)}`),
    `loss ${formatNumber(evaluation.loss)}`,
  ].join(", ");

/** What a program needs to feed the model: names of the classes, and how columns of a table become inputs. */
const aboutData = ({ train, transform, targetScale }: TaskData) => ({
  sampleShape: train.sampleShape,
  ...("classNames" in train && { classNames: train.classNames }),
  ...(transform && { features: transform.features }),
  ...(targetScale && { targetScale }),
});

interface Setup {
  readonly loss: Recipe["loss"][number];
  readonly optimizer: Recipe["optimizer"][number];
  readonly schedule: Recipe["schedule"][number];
  readonly batchSize: number;
  readonly learningRate: number | undefined;
}

/** The one combination of a recipe. @throws DownhillError `usage` when it has several. */
export function single(recipe: Recipe): Setup {
  const one = <Item>(field: string, flag: string, items: readonly Item[]): Item => {
    if (items.length > 1) {
      throw usageError(
        `${recipe.name} has ${items.length} values for ${field}; choose one with ${flag}, or race them with downhill race`,
      );
    }
    return items[0]!;
  };
  return {
    loss: one("loss", "--loss", recipe.loss),
    optimizer: one("optimizer", "--optimizer", recipe.optimizer),
    schedule: one("schedule", "--schedule", recipe.schedule),
    batchSize: one("batchSize", "--batch-size", recipe.batchSize),
    learningRate: recipe.learningRate && one("learningRate", "--lr", recipe.learningRate),
  };
}

const runOptions = ({ optimizer, schedule, batchSize, learningRate }: Setup, catalogue: Catalogue) => ({
  optimizer: makeOptimizer(catalogue, optimizer, learningRate),
  schedule: makeSchedule(catalogue, schedule),
  batchSize,
});

function resume({ resume: folder, out }: Flags): { folder: string; state: FitState } {
  if (out !== undefined) throw usageError("--resume goes on in its own folder; leave out --out");
  if (!existsSync(folder!) || !statSync(folder!).isDirectory())
    throw usageError(`--resume: ${folder} is not a folder of a run`);
  return { folder: folder!, state: readCheckpoint(join(folder!, "checkpoint.bin")) };
}

/** A bar within each epoch, a line after it. */
function trainProgress(output: Screen, { epochs, metrics }: Recipe): (event: FitEvent) => void {
  const losses: number[] = [];
  const started = performance.now();
  let first = 0;
  let stepsPerEpoch = 1;
  let drawn = 0;
  return (event) => {
    if (event.type === "start") ({ stepsPerEpoch } = event);
    if (event.type === "step") {
      if (losses.length === 0) first = event.step - 1;
      losses.push(event.loss);
      const now = performance.now();
      if (now - drawn < 100) return;
      drawn = now;
      const within = event.step - event.epoch * stepsPerEpoch;
      const total = epochs * stepsPerEpoch;
      const left = ((now - started) / 1000 / (event.step - first)) * (total - event.step);
      const recent = thinned(losses, 16);
      output.live(
        `epoch ${event.epoch + 1}/${epochs} ${bar(within / stepsPerEpoch)} ${within}/${stepsPerEpoch}  loss ${event.loss.toPrecision(4)} ${sparkline(recent)}  lr ${formatRate(event.learningRate)}  ${clock(left)} left`,
      );
    }
    if (event.type === "epoch") output.note(epochLine(event, epochs, metrics));
  };
}

/** At most `count` of the numbers, evenly spaced, the last one among them. */
function thinned(values: readonly number[], count: number): number[] {
  const shown = Math.min(count, values.length);
  return Array.from({ length: shown }, (_, k) => values[Math.ceil(((k + 1) * values.length) / shown) - 1]!);
}

function epochLine(
  { epoch, loss, validationLoss, metrics, learningRate, seconds }: EpochRecord,
  epochs: number,
  names: readonly string[],
): string {
  const all = reported(validationLoss ?? Number.NaN, metrics);
  const figures = names.map((name) => `${name} ${formatMetric(all[name] ?? Number.NaN, { name })}`);
  return `epoch ${epoch + 1}/${epochs}  loss ${loss.toFixed(4)}  held-out loss ${(validationLoss ?? Number.NaN).toFixed(4)}  ${figures.join("  ")}  lr ${formatRate(learningRate)}  ${formatSeconds(seconds)}`;
}
