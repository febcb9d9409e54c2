import { describe, expect, it } from "vitest";
import {
  adamw,
  cosineAnnealing,
  crossEntropy,
  type Dataset,
  type FitEvent,
  hinge,
  momentum,
  mse,
  type Schedule,
  scheduleFreeAdamw,
  sgd,
} from "../../src/index.js";
import {
  accuracy,
  arrayDataset,
  batches,
  epochOrder,
  evaluate,
  type FitOptions,
  fit,
  Sha256,
  topK,
} from "../../src/training/index.js";
import { clusters, identityModel, line, perceptron, range } from "./support.js";

const frozen = sgd({ lr: 0 });

/** Inputs 0, targets such that the squared errors are the given losses. */
const withLosses = (losses: readonly number[], weights?: readonly number[]) =>
  arrayDataset({
    inputs: { data: new Float32Array(losses.length), dims: [losses.length, 1] },
    targets: { data: Float32Array.from(losses, Math.sqrt), dims: [losses.length, 1] },
    ...(weights && { weights }),
  });

describe("fit learns", () => {
  it("a line", async () => {
    const model = perceptron({ sizes: [1, 1] });
    const history = await fit(model, line(64), {
      loss: mse(),
      optimizer: sgd({ lr: 0.3 }),
      epochs: 60,
      batchSize: 8,
    });
    expect(model.arena.valuesOf("dense1.weight")[0]).toBeCloseTo(2, 4);
    expect(model.arena.valuesOf("dense1.bias")[0]).toBeCloseTo(-1, 4);
    expect(history.stopped).toBe("finished");
    expect(history.losses.length).toBe(60 * 8);
  });

  it("to tell clusters apart, from bytes as well", async () => {
    const floats = clusters(150);
    const bytes = arrayDataset({
      inputs: {
        data: Uint8Array.from(floats.inputs.data as Float32Array, (x) => 128 + 40 * x),
        dims: [150, 2],
      },
      targets: floats.targets,
      scale: 1 / 40,
      shift: -128 / 40,
    });
    for (const dataset of [floats, bytes]) {
      const history = await fit(perceptron({ sizes: [2, 16, 3] }), dataset, {
        loss: crossEntropy(),
        optimizer: adamw({ lr: 0.02 }),
        epochs: 15,
        validation: dataset,
        metrics: [accuracy(), topK(2)],
      });
      expect(history.epochs.at(-1)!.metrics.accuracy).toBeGreaterThan(0.95);
      expect(history.epochs.at(-1)!.metrics.top2Accuracy).toBeGreaterThan(0.99);
    }
  });

  it("with one sample, with single samples, and with all at once", async () => {
    for (const [length, batchSize, steps] of [
      [1, 32, 1],
      [5, 1, 5],
      [5, "full", 1],
      [5, 99, 1],
    ] as const) {
      const history = await fit(perceptron({ sizes: [1, 1] }), line(length), {
        loss: mse(),
        optimizer: sgd(),
        epochs: 1,
        batchSize,
      });
      expect(history.losses.length).toBe(steps);
    }
  });
});

describe("the epoch's loss", () => {
  // keras-team/keras#19363: a mean of batch means over-weights the short last batch.
  it("is a mean over samples: 10, 10 | 9 gives 9.667", async () => {
    const run = (loss: FitOptions["loss"], weights?: number[]) =>
      fit(identityModel(), withLosses([10, 10, 9], weights), {
        loss,
        optimizer: frozen,
        epochs: 1,
        batchSize: 2,
        shuffle: false,
      });
    expect((await run(mse())).epochs[0]!.loss).toBeCloseTo(29 / 3, 5);
    expect((await run(mse({ reduction: "sum" }))).epochs[0]!.loss).toBeCloseTo(29 / 3, 5);
    // "mean" divides by the number of samples, "weighted-mean" by the sum of their weights (keras-team/keras#19740).
    expect((await run(mse(), [1, 2, 3])).epochs[0]!.loss).toBeCloseTo(57 / 3, 5);
    expect((await run(mse({ reduction: "weighted-mean" }), [1, 2, 3])).epochs[0]!.loss).toBeCloseTo(
      57 / 6,
      5,
    );
  });

  it("equals that of one batch with class weights and ignored rows", async () => {
    const dataset = clusters(10);
    const labels = Int32Array.from(dataset.targets.data as Int32Array, (label, i) =>
      i % 4 === 3 ? -100 : label,
    );
    const ignoring = arrayDataset({ inputs: dataset.inputs, targets: { data: labels, dims: [10] } });
    const loss = crossEntropy({ ignoreIndex: -100, classWeights: [1, 2, 5] });
    const run = async (batchSize: number) =>
      (await fit(perceptron({ sizes: [2, 3] }), ignoring, { loss, optimizer: frozen, epochs: 1, batchSize }))
        .epochs[0]!.loss;
    const whole = await run(10);
    for (const batchSize of [1, 3, 4, 7]) expect(await run(batchSize)).toBeCloseTo(whole, 5);
  });
});

describe("order", () => {
  const recording = (dataset: Dataset, log: number[][]): Dataset => ({
    length: dataset.length,
    batch(indices) {
      log.push([...indices]);
      return dataset.batch(indices);
    },
  });
  const settings = { loss: mse(), optimizer: frozen, epochs: 2, batchSize: 4 };

  it("depends on seed and epoch alone, and its hash tells", async () => {
    const run = async (more: Partial<FitOptions>) => {
      const log: number[][] = [];
      const { batchHash } = await fit(identityModel(), recording(line(10), log), { ...settings, ...more });
      return { log, batchHash };
    };
    const [first, again, other] = [await run({}), await run({}), await run({ seed: 1 })];
    expect(first.log.map((batch) => batch.length)).toEqual([4, 4, 2, 4, 4, 2]);
    expect(again).toEqual(first);
    expect(other.batchHash).not.toBe(first.batchHash);
    expect(first.log.slice(0, 3).flat()).not.toEqual(first.log.slice(3).flat());
    expect((await run({ shuffle: false })).log.slice(3).flat()).toEqual([...range(10)]);
    expect((await run({ dropLast: true })).log.map((batch) => batch.length)).toEqual([4, 4, 4, 4]);

    const hash = new Sha256();
    for (const epoch of [0, 1]) {
      for (const batch of batches(epochOrder(10, 0, epoch), 4))
        hash.updateWords(Uint32Array.of(batch.length, ...batch));
    }
    expect(first.batchHash).toBe(hash.hex());
  });

  it("takes that of a sampler", async () => {
    const log: number[][] = [];
    const sampler = { length: 6, order: (_: number, epoch: number) => new Uint32Array(6).fill(epoch) };
    await fit(identityModel(), recording(line(10), log), { ...settings, sampler });
    expect(log).toEqual([
      [0, 0, 0, 0],
      [0, 0],
      [1, 1, 1, 1],
      [1, 1],
    ]);
  });
});

describe("schedules", () => {
  /** A schedule by hand: what it is bound with, asked for and told is recorded. */
  function recorder(rates: (t: number) => { lr: number; momentum?: number }) {
    const log = { bound: [] as unknown[], asked: [] as number[], told: [] as number[] };
    const schedule = Object.assign((t: number) => rates(t).lr, {
      id: "recorder",
      options: {},
      steps: undefined,
      bind(facts: unknown) {
        log.bound.push(facts);
        return {
          at(t: number) {
            log.asked.push(t);
            return rates(t);
          },
          observe: (value: number) => void log.told.push(value),
        };
      },
    }) as Schedule;
    return { log, schedule };
  }

  // facebookresearch/ParlAI#2042: the first rate must not be skipped.
  it("are read before each update, from step 0 on, and know the length of the run", async () => {
    const { log, schedule } = recorder((t) => ({ lr: 0.1 / (t + 1) }));
    const history = await fit(identityModel(), line(10), {
      loss: mse(),
      optimizer: sgd({ lr: 0.5 }),
      schedule,
      epochs: 2,
      batchSize: 4,
    });
    expect(log.bound).toEqual([{ lr: 0.5, steps: 6 }]);
    expect(log.asked).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...history.learningRates]).toEqual([0, 1, 2, 3, 4, 5].map((t) => 0.1 / (t + 1)));
    expect(history.epochs.map(({ learningRate }) => learningRate)).toEqual([0.1 / 3, 0.1 / 6]);
    expect(log.told).toEqual(history.epochs.map(({ loss }) => loss));
  });

  it("may listen to a metric", async () => {
    const { log, schedule } = recorder(() => ({ lr: 0.1 }));
    const train = clusters(12);
    const options = { loss: crossEntropy(), optimizer: sgd(), schedule, epochs: 3, validation: train };
    const history = await fit(perceptron({ sizes: [2, 3] }), train, {
      ...options,
      metrics: [accuracy()],
      watch: "accuracy",
    });
    expect(log.told).toEqual(history.epochs.map(({ metrics }) => metrics.accuracy));
    await expect(fit(perceptron({ sizes: [2, 3] }), train, { ...options, watch: "acuracy" })).rejects.toThrow(
      /acuracy/,
    );
  });

  it("of the catalogue reach their end with the run", async () => {
    const options = { loss: mse(), optimizer: sgd({ lr: 0.1 }), epochs: 5, batchSize: 4 };
    const history = await fit(identityModel(), line(8), { ...options, schedule: cosineAnnealing() });
    expect([...history.learningRates]).toEqual(
      Array.from({ length: 10 }, (_, t) => cosineAnnealing({ lr: 0.1, steps: 10 })(t)),
    );
    expect(history.learningRates[0]).toBeCloseTo(0.1, 12);
  });

  it("may be any function of the step; the first update uses step 0", async () => {
    const model = identityModel();
    const dataset = withLosses([4]);
    await fit(model, dataset, {
      loss: mse(),
      optimizer: sgd(),
      schedule: (t) => (t === 0 ? 0.25 : 0),
      epochs: 3,
    });
    // Gradient of (b - 2)² at 0 is -4, so one update with 0.25 moves the bias by 1.
    expect(model.arena.valuesOf("dense1.bias")[0]).toBe(1);
  });

  it("may move momentum too", async () => {
    const run = async (scheduled: number | undefined, own: number) => {
      const model = identityModel();
      const { schedule } = recorder(() => ({
        lr: 0.1,
        ...(scheduled !== undefined && { momentum: scheduled }),
      }));
      const events: FitEvent[] = [];
      await fit(model, line(8), {
        loss: mse(),
        optimizer: momentum({ lr: 0.01, momentum: own }),
        schedule,
        epochs: 2,
        batchSize: 4,
        on: (event) => events.push(event),
      });
      return {
        values: [...model.arena.values],
        momentum: events.flatMap((event) => (event.type === "step" ? [event.momentum] : [])),
      };
    };
    expect((await run(0.5, 0.9)).values).toEqual((await run(undefined, 0.5)).values);
    expect((await run(0.5, 0.9)).values).not.toEqual((await run(undefined, 0.9)).values);
    expect((await run(0.5, 0.9)).momentum).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  it("must give finite rates", async () => {
    const run = fit(identityModel(), line(4), {
      loss: mse(),
      optimizer: sgd(),
      schedule: (t) => (t === 1 ? Number.NaN : 0.1),
      epochs: 3,
    });
    await expect(run).rejects.toThrow(/learning rate NaN at step 1/);
  });
});

describe("events", () => {
  it("tell everything, in order", async () => {
    const events: FitEvent[] = [];
    const history = await fit(perceptron({ sizes: [1, 1] }), line(6), {
      loss: mse(),
      optimizer: sgd({ lr: 0.01, clipNorm: 1 }),
      epochs: 2,
      batchSize: 4,
      validation: line(5),
      on: (event) => events.push(event),
    });
    expect(events.map(({ type }) => type).join(" ")).toBe(
      "start step step validation epoch step step validation epoch end",
    );
    expect(events[0]).toEqual({ type: "start", epochs: 2, stepsPerEpoch: 2, samples: 6 });
    expect(events[1]).toMatchObject({ step: 1, epoch: 0, loss: history.losses[0], learningRate: 0.01 });
    expect(events[1]).toHaveProperty("gradientNorm");
    expect(events[4]).toEqual({ type: "epoch", ...history.epochs[0] });
    expect(events.at(-1)).toEqual({ type: "end", reason: "finished", step: 4 });
  });

  it("of validation come every so many epochs and at the last, or several times within one", async () => {
    const run = async (validateEvery: number) => {
      const looks: number[] = [];
      const history = await fit(identityModel(), line(20), {
        loss: mse(),
        optimizer: sgd(),
        epochs: 3,
        batchSize: 2,
        validation: line(3),
        validateEvery,
        on: (event) => event.type === "validation" && looks.push(event.step),
      });
      return {
        looks,
        epochs: history.epochs.filter(({ validationLoss }) => validationLoss !== undefined).length,
      };
    };
    expect(await run(2)).toEqual({ looks: [20, 30], epochs: 2 });
    expect(await run(0.5)).toEqual({ looks: [5, 10, 15, 20, 25, 30], epochs: 3 });
    await expect(run(0.3)).rejects.toThrow(/validateEvery/);
    await expect(run(0)).rejects.toThrow(/validateEvery/);
  });

  it("that throw end the run", async () => {
    const run = fit(identityModel(), line(4), {
      loss: mse(),
      optimizer: sgd(),
      epochs: 1,
      on: () => {
        throw new Error("enough");
      },
    });
    await expect(run).rejects.toThrow("enough");
  });
});

describe("stopping", () => {
  it("after the current step when aborted, with the history so far", async () => {
    const controller = new AbortController();
    const history = await fit(identityModel(), line(100), {
      loss: mse(),
      optimizer: sgd(),
      epochs: 5,
      batchSize: 10,
      signal: controller.signal,
      on: (event) => event.type === "step" && event.step === 13 && controller.abort(),
    });
    expect(history.stopped).toBe("aborted");
    expect(history.losses.length).toBe(13);
    expect(history.epochs.length).toBe(1);
  });

  it("by a timer even if the model never leaves the microtask queue", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    const history = await fit(identityModel(), line(100), {
      loss: mse(),
      optimizer: sgd(),
      epochs: 1_000_000,
      signal: controller.signal,
    });
    expect(history.stopped).toBe("aborted");
  });

  it("early, with the best weights", async () => {
    // The bias walks by 0.1 per step from 0 past the validation optimum at 0.25.
    const model = identityModel();
    const at = (target: number) => withLosses([target ** 2]);
    const history = await fit(model, at(100), {
      loss: mse(),
      optimizer: sgd({ clipValue: 1, lr: 0.1 }),
      epochs: 50,
      validation: at(0.25),
      earlyStopping: { patience: 2 },
    });
    // Values after the epochs: 0.1 0.2 0.3 0.4 0.5; the distance to 0.25 is least at 0.2, then three are no better.
    expect(history.stopped).toBe("early-stop");
    expect(history.epochs.length).toBe(5);
    expect(history.best!.epoch).toBe(1);
    expect(model.arena.valuesOf("dense1.bias")[0]).toBeCloseTo(0.2, 6);
  });

  it("early, with the last weights where asked", async () => {
    const model = identityModel();
    await fit(model, withLosses([1e4]), {
      loss: mse(),
      optimizer: sgd({ clipValue: 1, lr: 0.1 }),
      epochs: 50,
      validation: withLosses([0.0625]),
      earlyStopping: { patience: 2, restoreBest: false },
    });
    expect(model.arena.valuesOf("dense1.bias")[0]).toBeCloseTo(0.5, 6);
  });

  it("watches only what there is", async () => {
    const run = (watch: string) =>
      fit(identityModel(), line(4), { loss: mse(), optimizer: sgd(), epochs: 1, earlyStopping: { watch } });
    await expect(run("validationLoss")).rejects.toThrow(/there is no validation set/);
    await expect(run("los")).rejects.toThrow(/did you mean loss/);
    expect((await run("loss")).stopped).toBe("finished");
  });
});

describe("average weights", () => {
  it("follow the closed form, are validated, and are left in the model", async () => {
    const dataset = withLosses([100]);
    const walk = { loss: mse(), optimizer: sgd({ clipValue: 1, lr: 1 }), epochs: 3, validation: dataset };
    const run = async (averageWeights: FitOptions["averageWeights"]) => {
      const model = identityModel();
      const history = await fit(model, dataset, { ...walk, ...(averageWeights && { averageWeights }) });
      return { bias: model.arena.valuesOf("dense1.bias")[0]!, loss: history.epochs.at(-1)!.validationLoss! };
    };
    // The bias is 1, 2, 3; from 0 with decay 1/2: 1/2, 5/4, 17/8.
    const average = await run({ decay: 0.5, warmup: false });
    expect(average.bias).toBe(17 / 8);
    expect(average.loss).toBeCloseTo((10 - 17 / 8) ** 2, 4);
    expect((await run({ decay: 0.5, warmup: false, leave: "last" })).bias).toBe(3);
    // With warm-up the decays are 2/11, 3/12, 4/13.
    const warm = (4 / 13) * (0.25 * (9 / 11) + 0.75 * 2) + (9 / 13) * 3;
    expect((await run({ decay: 0.999 })).bias).toBeCloseTo(warm, 6);
    await expect(run({ decay: 1 })).rejects.toThrow(/decay must be/);
  });
});

describe("an optimizer with two sets of weights", () => {
  it("is validated with those for evaluation, and leaves them in the model", async () => {
    const train = clusters(60);
    const model = perceptron({ sizes: [2, 3] });
    const options = { loss: crossEntropy(), epochs: 4, validation: train };
    const history = await fit(model, train, { ...options, optimizer: scheduleFreeAdamw({ lr: 0.05 }) });
    const after = await evaluate(model, train, { loss: crossEntropy(), batchSize: 32 });
    expect(after.loss).toBe(history.epochs.at(-1)!.validationLoss);
  });
});

describe("dropout", () => {
  it("has its own mask in each step, the same for the same seed", async () => {
    const run = async (seed: number, dropout = 0.5) => {
      const model = perceptron({ sizes: [2, 8, 3], dropout });
      const history = await fit(model, clusters(12), {
        loss: crossEntropy(),
        optimizer: frozen,
        epochs: 3,
        batchSize: "full",
        shuffle: false,
        seed,
      });
      return [...history.losses];
    };
    const losses = await run(0);
    expect(await run(0)).toEqual(losses);
    expect(new Set(losses).size).toBe(3);
    expect(await run(1)).not.toEqual(losses);
    expect(new Set(await run(0, 0)).size).toBe(1);
  });
});

describe("the door", () => {
  const good = { loss: mse(), optimizer: sgd(), epochs: 1 };
  it.each<[string, Partial<FitOptions>, RegExp]>([
    ["batch size 0", { batchSize: 0 }, /batchSize must be a whole number from 1 on.*got 0/],
    ["batch size 1.5", { batchSize: 1.5 }, /batchSize.*1\.5/],
    ["batch size -4", { batchSize: -4 }, /batchSize.*-4/],
    ["batch size NaN", { batchSize: Number.NaN }, /batchSize.*NaN/],
    ["0 epochs", { epochs: 0 }, /epochs must be a whole number from 1 on, got 0/],
    ["-3 epochs", { epochs: -3 }, /epochs.*-3/],
    ["1.5 epochs", { epochs: 1.5 }, /epochs.*1\.5/],
    ["1e99 epochs", { epochs: 1e99 }, /epochs.*1e\+99/],
    ["accumulate 0", { accumulate: 0 }, /accumulate/],
    ["seed -1", { seed: -1 }, /seed/],
    ["no loss", { loss: undefined as never }, /needs the option loss/],
    ["metrics without validation", { metrics: [accuracy()] }, /give `validation`/],
    [
      "one metric twice",
      { metrics: [accuracy(), accuracy()], validation: line(4) },
      /two metrics have the name accuracy/,
    ],
    ["patience -1", { earlyStopping: { patience: -1 } }, /patience/],
    ["minimumChange NaN", { earlyStopping: { minimumChange: Number.NaN } }, /minimumChange/],
    ["dropLast without a full batch", { dropLast: true, batchSize: 9 }, /dropLast leaves nothing/],
    [
      "an empty validation set",
      {
        validation: {
          length: 0,
          batch: () => {
            throw new Error();
          },
        },
      },
      /validation set is empty/,
    ],
  ])("refuses %s before anything is changed", async (_, options, message) => {
    const model = perceptron({ sizes: [1, 1] });
    const before = model.arena.values.slice();
    await expect(fit(model, line(8), { ...good, ...options })).rejects.toThrow(message);
    expect(model.arena.values).toEqual(before);
    expect(model.forwards).toBe(0);
  });

  it("refuses a learning rate that is not a number", () => {
    expect(() => sgd({ lr: Number.NaN })).toThrow(/lr/);
  });

  it("refuses an empty data set and a model without parameters", async () => {
    const empty = {
      length: 0,
      batch: () => {
        throw new Error();
      },
    };
    await expect(fit(identityModel(), empty, good)).rejects.toThrow(/data set is empty/);
  });

  it("finds a class without an output anywhere in the data set before the first update", async () => {
    const labels = Int32Array.from({ length: 64 }, (_, i) => (i === 57 ? 3 : i % 3));
    const dataset = arrayDataset({
      inputs: { data: new Float32Array(128), dims: [64, 2] },
      targets: { data: labels, dims: [64] },
    });
    const model = perceptron({ sizes: [2, 3] });
    const before = model.arena.values.slice();
    const run = fit(model, dataset, {
      loss: crossEntropy(),
      optimizer: sgd({ lr: 1 }),
      epochs: 1,
      batchSize: 4,
    });
    await expect(run).rejects.toThrow(
      /target of sample 57 of the data set is 3; the model's output has 3 columns/,
    );
    expect(model.arena.values).toEqual(before);
    // A data set that is not in memory: the sample is named when its batch comes.
    const hidden: Dataset = { length: 64, batch: (indices) => dataset.batch(indices) };
    await expect(
      fit(model, hidden, { loss: crossEntropy(), optimizer: sgd(), epochs: 1, batchSize: 4 }),
    ).rejects.toThrow(/sample 57 of the data set/);
  });

  it("names the sample whose target a loss cannot take", async () => {
    const targets = { data: Float32Array.of(1, -1, 0.5, 1), dims: [4, 1] };
    const dataset = arrayDataset({ inputs: { data: new Float32Array(4), dims: [4, 1] }, targets });
    await expect(fit(identityModel(), dataset, { ...good, loss: hinge() })).rejects.toThrow(/sample 2/);
  });

  it("refuses shapes that do not fit instead of guessing", async () => {
    const wide = arrayDataset({
      inputs: { data: new Float32Array(8), dims: [8, 1] },
      targets: { data: new Float32Array(24), dims: [8, 3] },
    });
    await expect(fit(identityModel(), wide, good)).rejects.toThrow(
      /output has shape \[8, 1\], the targets \[8, 3\]/,
    );
    await expect(fit(perceptron({ sizes: [2, 3] }), clusters(8), good)).rejects.toThrow(
      /expected targets of shape \[8, 3\]/,
    );
    const oneHot = arrayDataset({
      inputs: clusters(8).inputs,
      targets: { data: new Float32Array(24), dims: [8, 3] },
    });
    await expect(
      fit(perceptron({ sizes: [2, 3] }), oneHot, { ...good, loss: crossEntropy() }),
    ).rejects.toThrow(/one class index per row, so targets of shape \[8\]/);
  });

  it("refuses a data set that gives other samples than asked for", async () => {
    const short: Dataset = {
      length: 8,
      batch: () => ({
        inputs: { data: new Float32Array(2), dims: [2, 1] },
        targets: { data: new Float32Array(2), dims: [2, 1] },
      }),
    };
    await expect(fit(identityModel(), short, good)).rejects.toThrow(
      /8 samples was asked for: the data set gave 2 inputs/,
    );
  });
});
