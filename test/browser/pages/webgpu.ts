/** Runs losses and optimizers on the GPU for webgpu.test.ts. */
import { Arena, type LossDefinition, loss } from "@downhill/core";
import { lossNamed, optimizerNamed } from "@downhill/core/catalogue";
import { webgpu } from "@downhill/core/webgpu";
import type { Answer, GpuPage, LossQuestion, OptimizerQuestion, Path } from "./webgpu-questions.js";

const gpu = await webgpu();

const namesOf = (count: number): LossDefinition["inputs"] =>
  count === 1 ? { p: "prediction" } : { p: "prediction", y: "target" };

async function evaluate({ id, formula, options, inputs, evaluate }: LossQuestion): Promise<Answer> {
  const factory = formula ? loss({ id, formula, inputs: namesOf(inputs.length) }) : lossNamed(id);
  const arrays = inputs.map((input) => Float32Array.from(input));
  const { value, gradients, losses } = await gpu.evaluate(factory(options), ...arrays, evaluate);
  return {
    value,
    gradients: Object.fromEntries(Object.entries(gradients).map(([name, all]) => [name, Array.from(all)])),
    losses: Array.from(losses ?? []),
  };
}

async function optimize(question: OptimizerQuestion): Promise<Path> {
  const { id, options, p, g, steps, tensors } = question;
  const arena = tensors && new Arena(tensors);
  if (arena) arena.values.set(p);
  const state = gpu.optimizer(optimizerNamed(id)(options), arena ?? p);
  const after: number[][] = [];
  for (const [i, gradients] of g.entries()) {
    await state.step(Float32Array.from(gradients), steps?.[i]);
    after.push(Array.from(await state.read()));
  }
  const evaluation = Array.from(await state.read({ evaluation: true }));
  const snapshot = await state.save();
  state.dispose();
  const states = Object.entries(snapshot.states).map(([name, values]) => [name, Array.from(values)] as const);
  return { after, evaluation, states: Object.fromEntries(states) };
}

async function each<Q, A>(questions: readonly Q[], answer: (question: Q) => Promise<A>): Promise<A[]> {
  const answers: A[] = [];
  for (const question of questions) answers.push(await answer(question));
  return answers;
}

const page: GpuPage = {
  evaluate: (questions) => each(questions, evaluate),
  optimize: (questions) => each(questions, optimize),
  meanOfMany: async (count) => {
    const p = Float32Array.from({ length: count }, (_, i) => Math.sin(0.37 * i));
    const { value } = await gpu.evaluate(lossNamed("mse")(), p, new Float32Array(count));
    return { got: value, expected: p.reduce((sum, x) => sum + x * x, 0) / count };
  },
  shareBuffer: async () => {
    const buffer = gpu.device.createBuffer({ size: 16, usage: 4 | 8 });
    gpu.device.queue.writeBuffer(buffer, 0, new Float32Array([1, -1, 2, 0]));
    const state = gpu.optimizer(optimizerNamed("sgd")({ lr: 0.5 }), [1, 1, 1, 1]);
    await state.step(buffer);
    const other = (await import("@downhill/core/webgpu")).webgpu({ device: gpu.device });
    const { value } = await (await other).evaluate(lossNamed("mse")(), [3], [1]);
    return [...(await state.read()), value];
  },
};
Object.assign(globalThis, { page, ready: true });
