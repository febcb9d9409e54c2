import type { LossDocumentation } from "../definition.js";
import { positive } from "../limits.js";
import { lossEntry } from "../loss.js";

/**
 * Poisson negative log-likelihood of counts, without the term that depends on the target alone.
 *
 * Shapes: `p` and `y` of any equal length, one loss per element. `y` are counts or rates, 0 or more.
 * Options: `logInput` (true), whether `p` is the logarithm of the rate or the rate itself; `eps` (1e-8), added to
 * a rate before its logarithm.
 * Source: Nelder & Wedderburn 1972, doi:10.2307/2344614.
 *
 * @example
 * poisson().evaluate([0, 1], [3, 2]); // { value: 0.8591409, gradient: [-1, 0.3591409] }
 * poisson({ logInput: false }).evaluate([2], [1]); // { value: 1.3068528, gradient: [0.5] }
 * @throws DownhillError `usage` when the lengths differ; `data` when a target is negative.
 */
export const poisson = /* @__PURE__ */ lossEntry({
  id: "poisson",
  inputs: { p: "prediction", y: { kind: "target", range: [0, Number.POSITIVE_INFINITY] } },
  formula: `
    L = where(logInput, exp(p) - y*p, p - y*log(p + eps))`,
  defaults: { logInput: true, eps: 1e-8 },
  limits: { eps: positive },
});

export const documentation: LossDocumentation<typeof poisson> = {
  title: "Poisson negative log-likelihood",
  summary: "Fits the rate of a Poisson distribution to counts.",
  source: "Nelder & Wedderburn 1972, Generalized Linear Models, doi:10.2307/2344614",
  options: {
    logInput: "true: p is the logarithm of the rate, any number; false: p is the rate itself, 0 or more",
    eps: "added to a rate before its logarithm; used only when logInput is false",
  },
  use: "Counts of events in a fixed window: visits, defects, claims. The spread may grow with the mean, where MSE would let the largest counts rule.",
  avoid:
    "Counts whose variance is far above their mean (overdispersed): the fit is still right on average but far too sure. Targets that can be negative are refused.",
  related: { "gaussian-nll": "for measurements with a predicted variance instead of counts" },
  peers:
    "PyTorch PoissonNLLLoss(log_input=True, full=False, eps=1e-8): the same; the constant term of full=True is left out. Keras Poisson takes the rate: logInput false with eps 1e-7.",
  ko: {
    title: "푸아송 음의 로그 가능도",
    summary: "개수 데이터에 푸아송 분포의 발생률을 맞춥니다.",
    options: {
      logInput: "true이면 p는 발생률의 로그로 아무 수나 될 수 있고, false이면 p는 0 이상의 발생률 자체입니다",
      eps: "로그를 취하기 전에 발생률에 더하는 값. logInput이 false일 때만 씁니다",
    },
    use: "방문, 불량, 청구처럼 정해진 구간에서 일어난 사건의 개수를 예측할 때 씁니다. 평균과 함께 분산이 커져도 괜찮습니다. MSE라면 큰 개수가 학습을 지배합니다.",
    avoid:
      "분산이 평균보다 훨씬 큰 과대산포 데이터에서는 피하세요. 평균은 맞아도 지나치게 확신하게 됩니다. 음수가 될 수 있는 목표값은 받지 않습니다.",
    related: { "gaussian-nll": "개수 대신 측정값에 쓰며 분산을 함께 예측합니다" },
    peers:
      "PyTorch PoissonNLLLoss(log_input=True, full=False, eps=1e-8)와 같으며, full=True의 상수항은 넣지 않았습니다. Keras Poisson은 발생률을 받으므로 logInput을 false, eps를 1e-7로 둔 것과 같습니다.",
  },
  examples: [
    { inputs: { p: [0, 1], y: [3, 2] }, L: [1, 0.718281828459], from: "by hand" },
    {
      inputs: { p: [2, 0], y: [1, 0] },
      options: { logInput: false },
      L: [1.30685281444, 0],
      from: "by hand: 2 - log(2 + 1e-8)",
    },
  ],
};
