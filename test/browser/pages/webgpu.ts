/** Runs losses and optimizers on the GPU for webgpu.test.ts. */
import { loss, lossNamed, optimizerNamed } from "@downhill/core";
import { webgpu } from "@downhill/core/webgpu";
import type { Answer, GpuPage, LossQuestion, OptimizerQuestion } from "./webgpu-questions.js";

const gpu = await webgpu();

async function evaluate({ id, formula, options, inputs, evaluate }: LossQuestion): Promise<Answer> {
  const factory = formula ? loss({ id, formula, inputs: { p: "prediction" } }) : lossNamed(id);
  const result = await gpu.evaluate(
    factory(options),
    ...inputs.map((input) => Float32Array.from(input)),
    evaluate,
  );
  const gradients = Object.fromEntries(
    Object.entries(result.gradients).map(([name, gradient]) => [name, Array.from(gradient)]),
  );
  return { value: result.value, gradients, losses: Array.from(result.losses ?? []) };
}

async function optimize({ id, options, p, g, steps, evaluation }: OptimizerQuestion) {
  const state = gpu.optimizer(optimizerNamed(id)(options), p);
  const after: number[][] = [];
  for (const [i, gradients] of g.entries()) {
    await state.step(Float32Array.from(gradients), steps?.[i]);
    after.push(Array.from(await state.read()));
  }
  if (evaluation) after.push(Array.from(await state.read({ evaluation: true })));
  state.dispose();
  return after;
}

const page: GpuPage = {
  evaluate: async (questions) => {
    const answers: Answer[] = [];
    for (const question of questions) answers.push(await evaluate(question));
    return answers;
  },
  optimize: async (questions) => {
    const answers: number[][][] = [];
    for (const question of questions) answers.push(await optimize(question));
    return answers;
  },
};
Object.assign(globalThis, { page, gpu, ready: true });
