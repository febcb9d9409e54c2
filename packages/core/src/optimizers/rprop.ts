import type { OptimizerDocumentation } from "../definition.js";
import { positive } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * Rprop: each parameter has its own step, which grows while the sign of the gradient stays and shrinks when
 * it flips.
 *
 * Options:
 * - `lr` (0.01): the first step of every parameter; later it is not used.
 * - `down` (0.5): factor on the step when the sign flips.
 * - `up` (1.2): factor on the step when the sign stays.
 * - `smallest` (1e-6): lower bound of a step.
 * - `largest` (50): upper bound of a step.
 *
 * Source: Riedmiller & Braun 1993, A Direct Adaptive Method for Faster Backpropagation Learning,
 * doi:10.1109/ICNN.1993.298623; variant of PyTorch, without undoing a step.
 *
 * @example
 * const state = rprop({ lr: 0.1 }).init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.9, -1.9
 */
export const rprop = /* @__PURE__ */ optimizerEntry({
  id: "rprop",
  formula: `
    c = sign(g)*last
    s = min(max(where(c > 0, s*up, where(c < 0, s*down, s)), smallest), largest)
    # After a flip the parameter rests for one step.
    last = where(c < 0, 0, sign(g))
    p = p - last*s`,
  state: { s: "lr", last: 0 },
  defaults: { lr: 0.01, down: 0.5, up: 1.2, smallest: 1e-6, largest: 50 },
  limits: {
    down: { min: 0, max: 1, open: "both" },
    up: { min: 1 },
    smallest: positive,
    largest: positive,
  },
  rates: [0.0001, 0.001, 0.01, 0.1, 1],
});

export const documentation: OptimizerDocumentation<typeof rprop> = {
  title: "Rprop",
  summary:
    "Uses only the gradient's sign: each parameter's own step grows while the sign stays and shrinks when it flips.",
  source:
    "Riedmiller & Braun 1993, A Direct Adaptive Method for Faster Backpropagation Learning, doi:10.1109/ICNN.1993.298623; variant of PyTorch, without undoing a step",
  options: {
    lr: "the first step of every parameter; later it is not used",
    down: "factor on the step when the sign flips",
    up: "factor on the step when the sign stays",
    smallest: "lower bound of a step",
    largest: "upper bound of a step",
  },
  use: "Full-batch training of small networks: fast, and next to nothing to tune.",
  avoid:
    "Mini-batches: sampling noise flips the signs and the steps collapse; use RMSprop, which was made for that case. Schedules have no effect, since lr is only the first step.",
  related: { "sign-sgd": "the sign with one common step", rmsprop: "the same idea for mini-batches" },
  peers:
    "PyTorch Rprop: these defaults; etas are down and up, step_sizes are smallest and largest. optax.rprop: the same. Keras has none.",
  ko: {
    title: "Rprop",
    summary: "기울기의 부호만 써서, 부호가 유지되면 파라미터별 보폭을 키우고 뒤집히면 줄입니다.",
    options: {
      lr: "모든 파라미터의 첫 보폭. 그 뒤로는 쓰지 않습니다",
      down: "부호가 뒤집히면 보폭에 곱하는 값",
      up: "부호가 유지되면 보폭에 곱하는 값",
      smallest: "보폭의 하한",
      largest: "보폭의 상한",
    },
    use: "작은 신경망을 전체 배치로 학습할 때 씁니다. 빠르고 조정할 것이 거의 없습니다.",
    avoid:
      "미니배치에는 쓰지 마세요. 표본 잡음 때문에 부호가 뒤집혀 보폭이 무너집니다. 그런 경우를 위해 만들어진 RMSprop을 쓰세요. lr은 첫 보폭일 뿐이므로 스케줄은 효과가 없습니다.",
    related: { "sign-sgd": "부호에 공통의 보폭 하나를 씁니다", rmsprop: "같은 생각을 미니배치에 맞춘 것" },
    peers:
      "PyTorch Rprop과 기본값까지 같습니다. etas는 down과 up, step_sizes는 smallest와 largest입니다. optax.rprop도 같습니다. Keras에는 없습니다.",
  },
  examples: [
    {
      options: { lr: 0.1 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.9, -1.9],
        [0.78, -1.9],
        [0.78, -2],
      ],
      from: "by hand",
    },
    {
      options: { lr: 0.1, down: 0.6, up: 1.5, smallest: 0.05, largest: 0.3 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.9, -1.9],
        [0.75, -1.9],
        [0.75, -2],
      ],
      from: "PyTorch 2.13.0",
    },
  ],
};
