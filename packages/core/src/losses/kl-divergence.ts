import type { LossDocumentation } from "../definition.js";
import { lossEntry } from "../loss.js";

/**
 * Kullback-Leibler divergence of a target distribution from a predicted one, given as log-probabilities.
 *
 * Shapes: `x`, rows of log-probabilities; `y`, rows of probabilities of the same shape. One loss per row. Targets of 0
 * contribute 0, even where the log-probability is minus infinity.
 * Options: none of its own.
 * Source: Kullback & Leibler 1951, doi:10.1214/aoms/1177729694.
 *
 * @example
 * klDivergence().evaluate([-0.6931472, -0.6931472], [1, 0], { columns: 2 }); // { value: 0.6931472, gradient: [-1, 0] }
 * @throws DownhillError `usage` when the shapes differ or `columns` is missing; `data` when a target is outside 0 to 1.
 */
export const klDivergence = /* @__PURE__ */ lossEntry({
  id: "kl-divergence",
  inputs: { x: "prediction", y: { kind: "target", range: [0, 1] } },
  formula: `
    L = sum(where(y > 0, y*(log(y) - x), 0))`,
  defaults: {},
});

export const documentation: LossDocumentation<typeof klDivergence> = {
  title: "Kullback-Leibler divergence",
  summary: "How many nats are lost when the predicted distribution stands in for the target.",
  source: "Kullback & Leibler 1951, On Information and Sufficiency, doi:10.1214/aoms/1177729694",
  options: {},
  use: "Matching distributions that are already log-probabilities: the regulariser of a variational autoencoder over discrete codes, distillation, policies. It is 0 exactly when the two agree.",
  avoid:
    "Raw logits: soft-cross-entropy takes them directly and has the same gradient. Nothing checks that the rows are normalised; if they are not, the value can be negative.",
  related: {
    "soft-cross-entropy": "this plus the entropy of the target, on logits",
  },
  peers:
    "PyTorch KLDivLoss(reduction='batchmean'): the same; its reduction='mean' also divides by the number of columns. Keras KLDivergence and TF.js take probabilities on both sides. optax.kl_divergence is the same per row.",
  ko: {
    title: "쿨백-라이블러 발산",
    summary: "목표 분포 대신 예측 분포를 쓸 때 잃는 정보량을 냇(nat) 단위로 나타냅니다.",
    options: {},
    use: "이미 로그 확률인 분포를 서로 맞출 때 씁니다. 이산 코드를 쓰는 변분 오토인코더의 정규화, 지식 증류, 정책 학습이 그런 예입니다. 두 분포가 같을 때만 0이 됩니다.",
    avoid:
      "로짓이라면 소프트 타깃 교차 엔트로피를 쓰세요. 로짓을 바로 받으며 기울기도 같습니다. 행의 합이 1인지는 검사하지 않으므로, 정규화하지 않으면 값이 음수가 될 수 있습니다.",
    related: { "soft-cross-entropy": "로짓을 받으며, 이 값에 목표 분포의 엔트로피를 더한 것" },
    peers:
      "PyTorch KLDivLoss(reduction='batchmean')와 같습니다. PyTorch의 reduction='mean'은 열의 수로도 나눕니다. Keras KLDivergence와 TF.js는 양쪽 모두 확률을 받습니다. optax.kl_divergence는 행마다 같습니다.",
  },
  examples: [
    {
      inputs: {
        x: [
          [-Math.LN2, -Math.LN2],
          [-1.38629436112, -0.287682072452],
        ],
        y: [
          [1, 0],
          [0.5, 0.5],
        ],
      },
      L: [Math.LN2, 0.143841036226],
      from: "by hand: log(2) and log(4/3)/2",
    },
  ],
};
