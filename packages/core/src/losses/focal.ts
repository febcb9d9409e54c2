import type { LossDocumentation } from "../definition.js";
import { notNegative, share } from "../limits.js";
import { lossEntry } from "../loss.js";

/**
 * Focal loss (binary, on logits): cross-entropy with well-classified examples weighted down.
 *
 * Shapes: `x` (logits, any number) and `y` (0 or 1) of equal length, one loss per element.
 * Options: `gamma` (2), how fast the weight falls with confidence, 0 for none; `alpha` (0.25), the weight of
 * positives, negatives get 1 - alpha; `balanced` (true), false leaves alpha out.
 * Source: Lin et al. 2017, arXiv:1708.02002.
 *
 * @example
 * focal().evaluate([0, 0], [1, 0]); // { value: 0.0866434, gradient: [-0.0372858, 0.1118575] }
 * focal({ gamma: 0, balanced: false }).evaluate([0], [1]); // { value: 0.6931472, gradient: [-0.5] }
 * @throws DownhillError `usage` when the lengths differ or an option is out of its bounds; `data` when a target is
 * not 0 or 1.
 */
export const focal = /* @__PURE__ */ lossEntry({
  id: "focal",
  inputs: { x: "prediction", y: { kind: "target", values: [0, 1] } },
  // z is the logit of the true class, so sigmoid(-z) is 1 - p and softplus(-z) is -log(p), both without cancellation.
  formula: `
    z = (2*y - 1)*x
    a = where(balanced, alpha*y + (1 - alpha)*(1 - y), 1)
    L = a*sigmoid(-z)^gamma*softplus(-z)`,
  defaults: { gamma: 2, alpha: 0.25, balanced: true },
  limits: { gamma: notNegative, alpha: share },
});

export const documentation: LossDocumentation<typeof focal> = {
  title: "Focal (binary)",
  summary: "Multiplies binary cross-entropy by (1 - p)^gamma of the true class, so that easy examples fade.",
  source: "Lin, Goyal, Girshick, He & Dollár 2017, Focal Loss for Dense Object Detection, arXiv:1708.02002",
  options: {
    gamma: "exponent of the probability that the prediction was wrong; 0 is cross-entropy",
    alpha: "weight of positives, 1 - alpha of negatives",
    balanced: "false: all weights are 1 and alpha is not used",
  },
  use: "Dense detection: thousands of easy negatives per positive, where their many small losses would drown the few large ones. Start the output bias at -log(99), so that the first predictions are 0.01.",
  avoid:
    "As a cure for any imbalance: with gamma 2 the outputs are no longer probabilities, and a moved decision threshold or a positiveWeight often does as well. Mislabelled examples look hard, and are pushed up.",
  related: {
    "binary-cross-entropy-with-logits": "this with gamma 0 and balanced false",
    "softmax-focal": "for exclusive classes",
    asymmetric: "focuses on negatives more than on positives",
  },
  peers:
    "torchvision sigmoid_focal_loss(alpha=0.25, gamma=2): the same with reduction mean; its alpha=-1 is balanced false. optax.sigmoid_focal_loss and Keras BinaryFocalCrossentropy leave alpha out unless told: balanced false.",
  ko: {
    title: "포컬 손실(이진)",
    summary: "이진 교차 엔트로피에 정답 클래스의 (1 - p)^gamma를 곱해 쉬운 표본의 비중을 줄입니다.",
    options: {
      gamma: "예측이 틀렸을 확률의 지수. 0이면 교차 엔트로피",
      alpha: "양성의 가중치. 음성의 가중치는 1 - alpha",
      balanced: "false이면 가중치가 모두 1이고 alpha를 쓰지 않습니다",
    },
    use: "양성 하나에 쉬운 음성이 수천 개씩 딸린 밀집 객체 검출에 씁니다. 수많은 작은 손실이 소수의 큰 손실을 묻어 버리는 것을 막습니다. 출력 편향을 -log(99)로 두어 첫 예측이 0.01이 되게 하세요.",
    avoid:
      "모든 불균형의 해결책으로 여기지 마세요. gamma가 2이면 출력은 확률이 아니며, 판정 임계값을 옮기거나 positiveWeight를 쓰는 것으로 충분한 경우가 많습니다. 레이블이 틀린 표본은 어려운 표본으로 보여 오히려 비중이 커집니다.",
    related: {
      "binary-cross-entropy-with-logits": "이 손실에서 gamma를 0, balanced를 false로 둔 것",
      "softmax-focal": "서로 배타적인 클래스에 씁니다",
      asymmetric: "양성보다 음성에 더 강하게 집중 지수를 적용합니다",
    },
    peers:
      "torchvision sigmoid_focal_loss(alpha=0.25, gamma=2)에서 reduction을 mean으로 둔 것과 같으며, alpha=-1은 balanced false에 해당합니다. optax.sigmoid_focal_loss와 Keras BinaryFocalCrossentropy는 따로 지정하지 않으면 alpha를 쓰지 않습니다. balanced false와 같습니다.",
  },
  examples: [
    {
      inputs: { x: [0, 0], y: [1, 0] },
      L: [0.043321698785, 0.129965096355],
      from: "by hand: log(2)/16 and 3 log(2)/16",
    },
    {
      inputs: { x: [0, 10000, -10000], y: [1, 0, 0] },
      options: { gamma: 0, balanced: false },
      L: [Math.LN2, 10000, 0],
      from: "by hand: binary cross-entropy",
    },
  ],
};
