/** Learning rates and weight decays of their own for parts of a network, step by step as PyTorch's parameter groups. */
import { readFileSync } from "node:fs";
import { adamw, crossEntropy, momentum } from "@downhill/core";
import { arrayDataset, fit } from "@downhill/core/training";
import { describe, expect, it } from "vitest";
import { loadOnnx } from "../src/index.js";

type Recorded = [shape: number[], numbers: number[]];
interface Trained {
  readonly losses: number[];
  readonly after: Record<string, Recorded>;
}
interface Recording {
  readonly model: string;
  readonly weights: string;
  readonly x: Recorded;
  readonly y: number[];
  readonly adamw: Trained;
  readonly momentum: Trained;
}
const recording: Recording = JSON.parse(
  readFileSync(new URL("recorded/onnx-parameter-groups.json", import.meta.url), "utf8"),
);
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, "base64"));
const [dims, numbers] = recording.x;
const data = arrayDataset({
  inputs: { data: Float32Array.from(numbers), dims },
  targets: { data: Int32Array.from(recording.y), dims: [recording.y.length] },
});

// PyTorch's SGD adds the decay to the gradient, its AdamW shrinks the parameters: l2 and weightDecay here.
const cases = {
  adamw: adamw({
    lr: 1e-2,
    weightDecay: 0.1,
    groups: [
      { match: ({ role }) => role !== "weight", weightDecay: 0 },
      { match: /^backbone/, lrScale: 0.1, weightDecay: 0.5 },
    ],
  }),
  momentum: momentum({
    lr: 1e-2,
    l2: 0.1,
    groups: [
      { match: (segment) => segment.name.startsWith("backbone") && segment.role === "weight", l2: 0.5 },
      { match: /^backbone/, lrScale: 0.1 },
    ],
  }),
};

describe.each(["adamw", "momentum"] as const)("%s with two groups", (name) => {
  it("goes PyTorch's way", async () => {
    const model = await loadOnnx(bytesOf(recording.model));
    await model.loadWeights(bytesOf(recording.weights));
    const options = { loss: crossEntropy(), optimizer: cases[name], batchSize: 32, shuffle: false };
    const { losses } = await fit(model, data, { ...options, epochs: 20 });
    const expected = recording[name];
    losses.forEach((loss, step) =>
      expect(Math.abs(loss - expected.losses[step]!), `step ${step}`).toBeLessThan(2e-6),
    );
    const names = model.arena.segments.map((segment) => segment.name);
    expect(names.toSorted()).toEqual(Object.keys(expected.after).toSorted());
    for (const [tensor, [, values]] of Object.entries(expected.after)) {
      const worst = values.reduce(
        (w, value, i) => Math.max(w, Math.abs(value - model.arena.valuesOf(tensor)[i]!)),
        0,
      );
      expect(worst, tensor).toBeLessThan(1e-5);
    }
    await model.dispose();
  });
});
