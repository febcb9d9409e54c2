import type { LossDocumentation } from "../definition.js";
import { lossEntry } from "../loss.js";

/**
 * Log-cosh: the logarithm of the hyperbolic cosine of the residual.
 *
 * Shapes: `p` and `y` of any equal length, one loss per element. The gradient is tanh(p - y).
 * Options: none of its own.
 * Source: Saleh & Saleh 2022, arXiv:2208.04564.
 *
 * @example
 * logCosh().evaluate([1, -100], [0, 0]); // { value: 49.8703168, gradient: [0.3807971, -0.5] }
 * @throws DownhillError `usage` when the lengths differ.
 */
export const logCosh = /* @__PURE__ */ lossEntry({
  id: "log-cosh",
  // cosh(r) = 1 + e^r (1 - e^-r)^2 / 2 keeps small residuals exact. Beyond 30 log(cosh(r)) is r - log(2)
  // to the last bit, and stopping there keeps exp from overflowing.
  formula: `
    r = abs(p - y)
    q = min(r, 30)
    L = r - q + log1p(0.5*exp(q)*expm1(-q)^2)`,
  defaults: {},
});

export const documentation: LossDocumentation<typeof logCosh> = {
  title: "Log-cosh",
  summary:
    "Half the square for small residuals and the absolute value minus log 2 for large ones, smooth everywhere.",
  source: "Saleh & Saleh 2022, Statistical Properties of the log-cosh Loss Function, arXiv:2208.04564",
  options: {},
  use: "Robust regression without an option to tune, and with methods that want a second derivative everywhere. The gradient is tanh of the residual: never above 1.",
  avoid:
    "When the point where outliers begin has to be set: it is fixed at a residual of about 1, so the scale of the targets decides. Huber has delta for that.",
  related: {
    huber: "nearly the same curve with delta = 1",
    mse: "twice this for small residuals",
    mae: "this plus log 2 for large residuals",
  },
  peers: "Keras LogCosh, optax.log_cosh and the TF.js layers loss logcosh: the same. PyTorch has none.",
  ko: {
    title: "로그 코시 손실",
    summary:
      "작은 잔차에서는 제곱의 절반, 큰 잔차에서는 절댓값에서 log 2를 뺀 값이 되며 어디서나 매끄럽습니다.",
    options: {},
    use: "조정할 옵션 없이 강건한 회귀를 하거나, 어디서나 이계 도함수가 필요한 방법과 함께 씁니다. 기울기는 잔차의 tanh이므로 1을 넘지 않습니다.",
    avoid:
      "이상치로 볼 기준을 직접 정해야 할 때는 피하세요. 기준이 잔차 1 부근에 고정되어 있어 목표값의 크기에 좌우됩니다. 그럴 때는 delta가 있는 후버 손실을 쓰세요.",
    related: {
      huber: "delta = 1이면 곡선이 거의 같습니다",
      mse: "작은 잔차에서 이 손실의 두 배",
      mae: "큰 잔차에서 이 손실에 log 2를 더한 것",
    },
    peers: "Keras LogCosh, optax.log_cosh, TF.js 층의 손실 logcosh와 같습니다. PyTorch에는 없습니다.",
  },
  examples: [
    {
      inputs: { p: [0, 1, -1, 100], y: [0, 0, 0, 0] },
      L: [0, 0.433780830483, 0.433780830483, 99.3068528194],
      from: "by hand: log(cosh(1)) and 100 - log(2)",
    },
  ],
};
