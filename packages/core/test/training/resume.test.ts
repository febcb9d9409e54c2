import { describe, expect, it } from "vitest";
import { optimizers } from "../../src/catalogue.js";
import {
  adamw,
  crossEntropy,
  type Dataset,
  momentum,
  mse,
  type Optimizer,
  oneCycle,
  reduceOnPlateau,
  sgd,
} from "../../src/index.js";
import {
  copyWeights,
  type FitOptions,
  type FitState,
  fit,
  restoreWeights,
} from "../../src/training/index.js";
import { clusters, line, perceptron } from "./support.js";

const data = clusters(13);
const validation = clusters(9, 3, 5);
const newModel = () => perceptron({ sizes: [2, 4, 3], dropout: 0.25 });

/** Every setting that has a state of its own: dropout, momentum, average, early stopping, a short last batch. */
const settings = (optimizer: Optimizer): FitOptions => ({
  loss: crossEntropy(),
  optimizer,
  schedule: oneCycle({ peak: 0.05 }),
  epochs: 3,
  batchSize: 4,
  seed: 11,
  validation,
  averageWeights: { decay: 0.9 },
  earlyStopping: { patience: 0, minimumChange: 0.001 },
});

function logged(dataset: Dataset, log: string[]): Dataset {
  return {
    length: dataset.length,
    batch(indices) {
      log.push([...indices].join());
      return dataset.batch(indices);
    },
  };
}

async function straight(options: FitOptions) {
  const model = newModel();
  const log: string[] = [];
  const states: FitState[] = [];
  const save = (state: FitState) => void states.push(structuredClone(state));
  const history = await fit(model, logged(data, log), { ...options, checkpoint: { everySteps: 1, save } });
  return { states, log, history: timeless(history), weights: copyWeights(model) };
}

/** Without the seconds, which no two runs share. */
function timeless<T extends { epochs: readonly { seconds: number }[] }>(history: T) {
  return { ...history, epochs: history.epochs.map((epoch) => ({ ...epoch, seconds: 0 })) };
}

describe.each([
  ["adamw", adamw({ lr: 0.05 })],
  ["momentum", momentum({ lr: 0.05 })],
])("resumed at any step, %s", (_, optimizer) => {
  it("goes on to the last bit as if it had never stopped", async () => {
    const options = settings(optimizer);
    const whole = await straight(options);
    expect(whole.states.length).toBeGreaterThanOrEqual(8);
    for (const state of whole.states) {
      const model = perceptron({ sizes: [2, 4, 3], dropout: 0.25, seed: 99 });
      const log: string[] = [];
      const history = await fit(model, logged(data, log), { ...options, resume: state });
      expect(timeless(history)).toEqual(whole.history);
      expect(log).toEqual(whole.log.slice(state.step));
      expect(copyWeights(model)).toEqual(whole.weights);
    }
  });

  it("also at step 0, at the end of epochs, and when aborted", async () => {
    const options = { ...settings(optimizer), earlyStopping: { patience: 9 } };
    const whole = await straight(options);
    for (const stopAt of [0, 3, 4, 6, 8, 10]) {
      const controller = new AbortController();
      const states: FitState[] = [];
      if (stopAt === 0) controller.abort();
      const first = newModel();
      const aborted = await fit(first, data, {
        ...options,
        signal: controller.signal,
        on: (event) => event.type === "step" && event.step === stopAt && controller.abort(),
        checkpoint: { save: (state) => void states.push(state) },
      });
      expect(aborted.stopped).toBe("aborted");
      const model = newModel();
      const history = await fit(model, data, { ...options, resume: states.at(-1)! });
      expect(timeless(history)).toEqual(whole.history);
      expect(copyWeights(model)).toEqual(whole.weights);
    }
  });

  it("differs when only the weights are kept", async () => {
    const options = { ...settings(optimizer), earlyStopping: { patience: 9 } };
    const whole = await straight(options);
    const state = whole.states[5]!;
    const cold = newModel();
    restoreWeights(cold, state.weights);
    const fresh = optimizer.init(perceptron({ sizes: [2, 4, 3] }).arena).save();
    const model = newModel();
    await fit(model, data, { ...options, resume: { ...state, optimizer: { ...fresh, step: 0 } } });
    expect(copyWeights(model)).not.toEqual(whole.weights);
  });
});

// Lazily made or unsaved state loses moments or step counts (keras-team/keras#13027, KempnerForge#115).
describe.each([...optimizers])("resumed at every step, %s", (_, make) => {
  it("is exact", async () => {
    const options: FitOptions = { loss: crossEntropy(), optimizer: make(), epochs: 3, batchSize: 4 };
    const states: FitState[] = [];
    const save = (state: FitState) => void states.push(state);
    const first = newModel();
    const whole = await fit(first, data, { ...options, checkpoint: { everySteps: 1, save } });
    expect(states.length).toBe(12);
    for (const resume of states) {
      const model = newModel();
      const history = await fit(model, data, { ...options, resume });
      expect(timeless(history)).toEqual(timeless(whole));
      expect(copyWeights(model)).toEqual(copyWeights(first));
    }
  });
});

describe("a listening schedule", () => {
  it("is told again what it was told", async () => {
    const schedule = reduceOnPlateau({ lr: 0.5, patience: 0, factor: 0.5 });
    const options: FitOptions = { loss: mse(), optimizer: sgd(), schedule, epochs: 8, batchSize: 4 };
    const states: FitState[] = [];
    const save = (state: FitState) => void states.push(state);
    const whole = await fit(perceptron({ sizes: [1, 1] }), line(8, 1), { ...options, checkpoint: { save } });
    expect(new Set(whole.learningRates).size).toBeGreaterThan(2);
    for (const resume of states) {
      const history = await fit(perceptron({ sizes: [1, 1] }), line(8, 1), { ...options, resume });
      expect(timeless(history)).toEqual(timeless(whole));
    }
  });
});

describe("resuming refuses", () => {
  const options: FitOptions = { loss: mse(), optimizer: sgd(), epochs: 2, batchSize: 4 };
  async function saved(): Promise<FitState> {
    const states: FitState[] = [];
    await fit(perceptron({ sizes: [1, 1] }), line(8), {
      ...options,
      checkpoint: { save: (state) => void states.push(state) },
    });
    return states[0]!;
  }

  it("other settings, listing every difference", async () => {
    const resume = await saved();
    const run = fit(perceptron({ sizes: [1, 1] }), line(9), {
      ...options,
      optimizer: adamw(),
      batchSize: 2,
      seed: 5,
      resume,
    });
    await expect(run).rejects.toThrow(
      /optimizer was sgd, is adamw; samples was 8, is 9; batchSize was 4, is 2; window was 4, is 2; seed was 0, is 5/,
    );
  });

  it("weights of another model, and changes nothing", async () => {
    const resume = await saved();
    const other = perceptron({ sizes: [1, 2, 1] });
    const before = other.arena.values.slice();
    await expect(fit(other, line(8), { ...options, resume })).rejects.toThrow(/without tensor dense2.weight/);
    const wider = {
      ...resume,
      weights: {
        ...resume.weights,
        parameters: { ...resume.weights.parameters, "dense1.bias": new Float32Array(2) },
      },
    };
    await expect(fit(perceptron({ sizes: [1, 1] }), line(8), { ...options, resume: wider })).rejects.toThrow(
      /the saved tensor dense1.bias has 2 numbers, the model's 1/,
    );
    expect(other.arena.values).toEqual(before);
  });

  it("a state of a later version", async () => {
    const resume = { ...(await saved()), version: 2 as never };
    await expect(fit(perceptron({ sizes: [1, 1] }), line(8), { ...options, resume })).rejects.toThrow(
      /version 2/,
    );
  });
});

it("saves a state every so many epochs, at the end of which it is plain data", async () => {
  const epochs: number[] = [];
  const save = (state: FitState) => {
    epochs.push(state.epoch);
    expect(structuredClone(state)).toEqual(state);
  };
  await fit(perceptron({ sizes: [1, 1] }), line(8), {
    loss: mse(),
    optimizer: sgd(),
    epochs: 5,
    checkpoint: { everyEpochs: 2, save },
  });
  expect(epochs).toEqual([2, 4, 5]);
});
