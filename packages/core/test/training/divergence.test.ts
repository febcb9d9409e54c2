import { describe, expect, it } from "vitest";
import { type Dataset, type FitEvent, type Model, mse, sgd } from "../../src/index.js";
import { arrayDataset, DivergedError, type FitOptions, fit } from "../../src/training/index.js";
import { identityModel, line, perceptron } from "./support.js";

async function diverged(model: Model, dataset: Dataset, options: Partial<FitOptions>) {
  const events: FitEvent[] = [];
  const run = fit(model, dataset, {
    loss: mse(),
    optimizer: sgd(),
    epochs: 100,
    on: (event) => events.push(event),
    ...options,
  });
  const error = await run.then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(DivergedError);
  return { error: error as DivergedError, events };
}

const finite = (values: Float32Array) => values.every(Number.isFinite);

/** A model whose backward pass can be made to fail. */
function poisoned(values: Record<number, number>) {
  const model = perceptron({ sizes: [1, 2, 1] });
  let calls = 0;
  const backward = model.backward.bind(model);
  model.backward = async (gradient) => {
    await backward(gradient);
    const value = values[++calls];
    if (value !== undefined) model.arena.gradientsOf("dense2.weight")[1] = value;
  };
  return model;
}

describe("a loss that is not finite", () => {
  it("stops the run with step, rate, tensor, last good loss, and what to try", async () => {
    const model = identityModel();
    const { error, events } = await diverged(model, line(8), { optimizer: sgd({ lr: 1e4 }), batchSize: 4 });
    expect(error.code).toBe("diverged");
    expect(error.message).toMatch(
      /training diverged in step \d+ \(epoch \d+\): the loss is (Infinity|NaN) at learning rate 10000/,
    );
    expect(error.message).toMatch(
      /the last finite loss was [\d.e+]+; the model was left with its weights after step \d+/,
    );
    expect(error.message).toMatch(/try a learning rate ten times smaller/);
    expect(error.history.stopped).toBe("diverged");
    expect(error.history.losses.length).toBe(error.step);
    expect(error.history.learningRates.at(-1)).toBe(1e4);
    expect(error.learningRate).toBe(1e4);
    expect(events.at(-1)).toEqual({ type: "end", reason: "diverged", step: error.step - 1 });
  });

  it("leaves the weights with which it was last finite", async () => {
    const model = identityModel();
    const dataset = line(8);
    const { error } = await diverged(model, dataset, { optimizer: sgd({ lr: 1e4 }), batchSize: "full" });
    expect(finite(model.arena.values)).toBe(true);
    const history = await fit(model, dataset, {
      loss: mse(),
      optimizer: sgd({ lr: 0 }),
      epochs: 1,
      batchSize: "full",
      shuffle: false,
    });
    expect(history.losses[0]).toBe(error.history.losses.at(-2));
    expect([...model.buffers.values()].every(finite)).toBe(true);
  });

  it("in a large model too, at most a few steps back", async () => {
    const model = perceptron({ sizes: [1, 100_000, 1] });
    await diverged(model, line(2), { optimizer: sgd({ lr: 1e4 }), batchSize: "full", shuffle: false });
    expect(finite(model.arena.values)).toBe(true);
  });

  it("names the input, when that is where it comes from", async () => {
    const data = Float32Array.of(0, 1, Number.NaN, 3);
    const dataset = arrayDataset({
      inputs: { data, dims: [4, 1] },
      targets: { data: new Float32Array(4), dims: [4, 1] },
      allowNonFinite: true,
    });
    const { error } = await diverged(identityModel(), dataset, { batchSize: 2 });
    expect(error.message).toMatch(/the input of sample 2, element 0, is NaN/);
  });

  it("names the parameter, when it was broken from the start", async () => {
    const model = perceptron({ sizes: [1, 2, 1] });
    model.arena.valuesOf("dense2.weight")[1] = Number.NaN;
    const { error } = await diverged(model, line(4), {});
    expect(error.message).toMatch(/the parameter dense2.weight\[1\] is NaN/);
    expect(error.message).toMatch(/no loss was finite yet/);
  });
});

describe("a gradient that is not finite", () => {
  // pytorch/pytorch#46849: clipping by norm must not turn such gradients into zeros or NaN.
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "%s stops and changes nothing",
    async (value) => {
      for (const clipNorm of [undefined, 1]) {
        const model = poisoned({ 3: value });
        const kept: Float32Array[] = [];
        const options = { batchSize: 4, ...(clipNorm && { optimizer: sgd({ clipNorm }) }) };
        const { error } = await diverged(model, line(16), {
          ...options,
          on: (event) => event.type === "step" && kept.push(model.arena.values.slice()),
        });
        expect(error.step).toBe(3);
        expect(error.message).toMatch(new RegExp(`the gradient dense2.weight\\[1\\] is ${value}`));
        expect(model.arena.values).toEqual(kept[1]);
      }
    },
  );

  it.each([1e20, 1e38, 0, 1e-45])("%s is finite and trains on", async (value) => {
    const model = poisoned({ 3: value });
    const history = await fit(model, line(16), {
      loss: mse(),
      optimizer: sgd({ clipNorm: 1 }),
      epochs: 2,
      batchSize: 4,
    });
    expect(history.stopped).toBe("finished");
    expect(finite(model.arena.values)).toBe(true);
  });

  it("is left out where the optimizer says skip", async () => {
    const model = poisoned({ 2: Number.NaN });
    const values: Float32Array[] = [];
    const skipped: unknown[] = [];
    await fit(model, line(16), {
      loss: mse(),
      optimizer: sgd({ onNonFinite: "skip" }),
      epochs: 1,
      batchSize: 4,
      on(event) {
        if (event.type !== "step") return;
        values.push(model.arena.values.slice());
        skipped.push(event.skipped);
      },
    });
    expect(skipped).toEqual([undefined, true, undefined, undefined]);
    expect(values[1]).toEqual(values[0]);
    expect(values[2]).not.toEqual(values[1]);
  });

  it("makes the loss of an epoch unknown when every step of it was left out", async () => {
    const data = Float32Array.of(Number.NaN, 1);
    const dataset = arrayDataset({
      inputs: { data, dims: [2, 1] },
      targets: { data: new Float32Array(2), dims: [2, 1] },
      allowNonFinite: true,
    });
    const history = await fit(identityModel(), dataset, {
      loss: mse(),
      optimizer: sgd({ onNonFinite: "skip" }),
      epochs: 2,
      batchSize: "full",
    });
    expect(history.epochs.map(({ loss }) => loss)).toEqual([Number.NaN, Number.NaN]);
  });

  it("stops in the end when every step is left out", async () => {
    const model = perceptron({ sizes: [1, 2, 1] });
    model.arena.valuesOf("dense2.bias")[0] = Number.NaN;
    const { error } = await diverged(model, line(64), {
      optimizer: sgd({ onNonFinite: "skip" }),
      batchSize: 1,
    });
    expect(error.message).toMatch(/21 updates in a row were left out/);
  });
});

it("notices parameters that overflow in the very last update", async () => {
  const model = identityModel();
  const far = arrayDataset({
    inputs: { data: Float32Array.of(1), dims: [1, 1] },
    targets: { data: Float32Array.of(100), dims: [1, 1] },
  });
  const { error } = await diverged(model, far, { optimizer: sgd({ lr: 1e38 }), epochs: 1 });
  expect(error.step).toBe(1);
  expect(error.message).toMatch(/step 1 \(epoch 1\): the last update made a parameter non-finite/);
  expect(error.message).toMatch(/the parameter dense1.weight\[0\] is Infinity/);
  expect(finite(model.arena.values)).toBe(true);
});
