/**
 * "Which should I start with?": one row per task, with the reason and the source. Each ends in a recipe to race, on data
 * that comes along until it is replaced by one's own; some add the same in code.
 */
export interface Advice {
  readonly task: string;
  readonly en: { readonly task: string; readonly why: string };
  readonly ko: { readonly task: string; readonly why: string };
  readonly loss: readonly string[];
  readonly optimizer: readonly string[];
  readonly schedule: readonly string[];
  readonly source: string;
  /** What the recipe needs beyond loss, optimizer and schedule; where it has these itself, they have options. */
  readonly recipe: Readonly<Record<string, unknown>>;
  readonly code?: string;
}

const perceptron = ["flatten", "dense 128", "relu", "dense 10"];
const convolutional = [
  "conv2d 16 3 padding=1",
  "relu",
  "maxPool2d 2",
  "conv2d 32 3 padding=1",
  "relu",
  "maxPool2d 2",
  "flatten",
  "dense 10",
];
const subset = { mnist: { train: 10000, test: 5000 } };
const images = { data: subset, model: convolutional, epochs: 2, batchSize: 64 };
const wages = { data: "wages", model: ["dense 16", "relu", "dense 1"], epochs: 30, batchSize: 32 };
const rare = (share: number) => ({ moons: { shares: [1 - share, share], noise: 0.2, samples: 20000 } });
const yesOrNo = ["dense 32", "relu", "dense 32", "relu", "dense 1"];

export const advice: readonly Advice[] = [
  {
    task: "classification",
    en: {
      task: "one class out of several",
      why: "Cross-entropy is the likelihood of the labels. Try a momentum and an adaptive optimizer, each at its own rate; a rate that falls to zero beats a constant one at nearly every budget.",
    },
    ko: {
      task: "여러 클래스 중 하나를 고르기",
      why: "교차 엔트로피는 레이블의 가능도입니다. 모멘텀 계열과 적응형 옵티마이저를 하나씩, 각자의 학습률로 시험해 보세요. 0까지 내려가는 학습률은 거의 모든 학습 길이에서 일정한 학습률보다 낫습니다.",
    },
    loss: ["cross-entropy"],
    optimizer: ["nesterov", "adamw"],
    schedule: ["cosine-annealing", "one-cycle"],
    source:
      "Goodfellow, Bengio & Courville 2016, Deep Learning, 6.2.2; Schmidt, Schneider & Hennig 2021, arXiv:2007.01547",
    recipe: images,
  },
  {
    task: "multi-label",
    en: {
      task: "any number of labels per sample",
      why: "Each label is a yes or no of its own: binary cross-entropy on logits. When nearly all labels are absent, the asymmetric loss fades the easy negatives.",
    },
    ko: {
      task: "표본마다 레이블이 여러 개",
      why: "레이블마다 따로 예, 아니요를 묻는 문제이므로 로짓 입력 이진 교차 엔트로피를 씁니다. 참인 레이블이 거의 없는 데이터라면 비대칭 손실이 쉬운 음성의 비중을 줄여 줍니다.",
    },
    loss: ["binary-cross-entropy-with-logits", "asymmetric"],
    optimizer: ["adamw"],
    schedule: ["one-cycle"],
    source: "Ridnik et al. 2021, arXiv:2009.14119",
    recipe: images,
  },
  {
    task: "regression",
    en: {
      task: "numbers with clean targets",
      why: "With Gaussian noise the squared error is the likelihood and the most precise. Standardize inputs and targets first.",
    },
    ko: {
      task: "목표값이 깨끗한 회귀",
      why: "잡음이 정규분포를 따르면 제곱 오차가 곧 가능도이며 가장 정밀합니다. 먼저 입력과 목표값을 표준화하세요.",
    },
    loss: ["mse"],
    optimizer: ["adamw"],
    schedule: ["cosine-annealing"],
    source: "Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, 10.6",
    recipe: { ...wages, optimizer: ["adamw", "nesterov"], metrics: ["rmse", "mae"] },
    code: "await fit(model, train, { loss: mse(), optimizer: adamw({ lr: 1e-3 }), schedule: cosineAnnealing(), epochs: 50, metrics: [rootMeanSquaredError()], validation });",
  },
  {
    task: "regression-outliers",
    en: {
      task: "numbers, some of them far off",
      why: "Huber is nearly as precise as MSE on the clean targets and nearly as robust as MAE on the others. Set delta to about 1.35 standard deviations of the noise, and watch MAE, not the loss.",
    },
    ko: {
      task: "이상치가 섞인 회귀",
      why: "후버 손실은 깨끗한 값에서는 거의 MSE만큼 정밀하고 이상치에는 거의 MAE만큼 강건합니다. delta는 잡음 표준편차의 약 1.35배로 두고, 손실이 아니라 MAE를 지켜보세요.",
    },
    loss: ["huber", "mae", "log-cosh"],
    optimizer: ["adamw"],
    schedule: ["cosine-annealing"],
    source: "Huber 1964, doi:10.1214/aoms/1177703732",
    recipe: {
      data: "phones",
      model: ["dense 1"],
      loss: ["mse", { name: "huber", delta: 0.1 }, "mae", "log-cosh"],
      optimizer: { name: "adamw", lr: 0.05, weightDecay: 0 },
      metrics: "mae",
      epochs: 300,
      batchSize: 8,
    },
    code: "await fit(model, train, { loss: huber({ delta: 1.35 }), optimizer: adamw({ lr: 1e-3 }), schedule: cosineAnnealing(), epochs: 50, metrics: [meanAbsoluteError()], validation });",
  },
  {
    task: "quantiles",
    en: {
      task: "a bound instead of an average",
      why: "The quantile loss makes the model predict the value below which a given share of the targets lies: two models, 0.05 and 0.95, give a 90 % interval.",
    },
    ko: {
      task: "평균이 아니라 경계를 예측하기",
      why: "분위수 손실로 학습한 모델은 목표값의 일정 비율이 그 아래에 놓이는 값을 예측합니다. 0.05와 0.95로 두 모델을 학습하면 90 % 구간이 됩니다.",
    },
    loss: ["quantile"],
    optimizer: ["adamw"],
    schedule: ["cosine-annealing"],
    source: "Koenker & Bassett 1978, doi:10.2307/1913643",
    recipe: {
      ...wages,
      loss: { name: "quantile", quantile: 0.95 },
      optimizer: ["adamw", "momentum"],
      metrics: "loss",
    },
    code: "await fit(model, train, { loss: quantile({ quantile: 0.95 }), optimizer: adamw({ lr: 1e-3 }), epochs: 50 });",
  },
  {
    task: "imbalance",
    en: {
      task: "one class in a hundred",
      why: "Start with class weights or a weighted sampler and an output bias that predicts the true frequencies. Race focal loss beside them: in small tests its advantage over these does not show. Compare by average precision, never by accuracy.",
    },
    ko: {
      task: "백에 하나뿐인 클래스",
      why: "클래스 가중치나 가중 표집을 쓰고, 실제 빈도를 예측하도록 출력 편향을 두는 것에서 시작하세요. 포컬 손실도 함께 겨뤄 보세요. 다만 작은 실험에서는 이 방법들보다 뚜렷이 낫지 않았습니다. 정확도가 아니라 평균 정밀도로 비교하세요.",
    },
    loss: ["binary-cross-entropy-with-logits", "focal"],
    optimizer: ["adamw"],
    schedule: ["cosine-annealing"],
    source: "Lin et al. 2017, arXiv:1708.02002 (prior bias: 3.3)",
    recipe: {
      data: rare(0.02),
      model: yesOrNo,
      loss: ["binary-cross-entropy-with-logits", { name: "focal", perPositive: true }],
      priorBias: 0.02,
      metrics: ["averagePrecision", "recall", "precision"],
      epochs: 10,
    },
    code: "const loss = crossEntropy({ classWeights: classWeights(classLabels(train)) });\nawait fit(model, train, { loss, optimizer: adamw({ lr: 1e-3 }), epochs: 10, metrics: [averagePrecision()], validation });",
  },
  {
    task: "detection",
    en: {
      task: "dense detection: thousands of easy negatives per positive",
      why: "Focal loss with alpha 0.25 and gamma 2, divided by the number of positives, with the output bias at -log(99).",
    },
    ko: {
      task: "밀집 객체 검출: 양성 하나에 쉬운 음성이 수천 개",
      why: "alpha 0.25, gamma 2의 포컬 손실을 양성의 수로 나누고, 출력 편향은 -log(99)로 시작합니다.",
    },
    loss: ["focal"],
    optimizer: ["momentum", "adamw"],
    schedule: ["step-decay", "cosine-annealing"],
    source: "Lin et al. 2017, Focal Loss for Dense Object Detection, arXiv:1708.02002",
    recipe: {
      data: rare(0.005),
      model: yesOrNo,
      loss: { name: "focal", alpha: 0.25, gamma: 2, perPositive: true },
      optimizer: [{ name: "momentum", l2: 1e-4, clipNorm: 1 }, "adamw"],
      priorBias: 0.01,
      metrics: "averagePrecision",
      epochs: 12,
      batchSize: 256,
    },
    code: "await fit(model, train, { loss: perPositive(focal({ alpha: 0.25, gamma: 2 })), optimizer: momentum({ lr: 0.01, l2: 1e-4 }), epochs: 12 });",
  },
  {
    task: "segmentation",
    en: {
      task: "a mask per picture",
      why: "Dice compares whole masks, so small objects are not drowned by background; Tversky moves the balance between misses and false alarms.",
    },
    ko: {
      task: "이미지마다 마스크 하나",
      why: "다이스 손실은 마스크 전체를 비교하므로 작은 물체가 배경에 묻히지 않습니다. 트버스키 손실로는 놓침과 오경보 사이의 균형을 조절합니다.",
    },
    loss: ["dice", "tversky"],
    optimizer: ["adamw"],
    schedule: ["polynomial"],
    source:
      "Milletari, Navab & Ahmadi 2016, arXiv:1606.04797; Salehi, Erdogmus & Gholipour 2017, arXiv:1706.05721",
    recipe: {
      data: { discs: { samples: 400 } },
      model: ["conv2d 8 3 padding=1", "relu", "conv2d 8 3 padding=1", "relu", "conv2d 1 1", "flatten"],
      loss: ["binary-cross-entropy-with-logits", "dice", "tversky"],
      schedule: { name: "polynomial", power: 0.9 },
      metrics: "iou",
      epochs: 10,
      batchSize: 16,
    },
    code: "await fit(model, train, { loss: dice(), optimizer: adamw({ lr: 1e-3 }), schedule: polynomial({ power: 0.9 }), epochs: 50 });",
  },
  {
    task: "embeddings",
    en: {
      task: "similar things close together",
      why: "Triplet loss with semi-hard mining on the unit sphere, in batches of several samples per class. Keep the features of a plain classifier as the baseline: they are often as good on the classes it has seen.",
    },
    ko: {
      task: "비슷한 것끼리 가깝게",
      why: "행을 단위 구면에 올리고, 클래스마다 표본이 여럿인 배치에서 semi-hard 음성을 골라 삼중항 손실로 학습합니다. 평범한 분류기의 특징을 기준선으로 두세요. 학습에 쓴 클래스에서는 그만큼 좋은 경우가 많습니다.",
    },
    loss: ["triplet", "contrastive"],
    optimizer: ["adamw"],
    schedule: ["cosine-annealing"],
    source:
      "Schroff, Kalenichenko & Philbin 2015, arXiv:1503.03832; Musgrave, Belongie & Lim 2020, arXiv:2003.08505",
    recipe: {
      data: { mnist: { train: 10000, test: 2000 } },
      model: ["flatten", "dense 256", "relu", "dense 32"],
      loss: [{ name: "triplet", margin: 0.2, squared: true, mining: "semi-hard" }, "contrastive"],
      sampler: { name: "class-balanced", classes: 8, samples: 8 },
      metrics: ["recallAt1", "meanAveragePrecision"],
      epochs: 2,
    },
    code: 'await fit(model, train, { loss: metricLearning(triplet({ margin: 0.2, squared: true }), { mining: "semi-hard" }), optimizer: adamw({ lr: 1e-3 }), epochs: 10, sampler: classBalanced(classLabels(train), { classes: 8, samples: 8 }) });',
  },
  {
    task: "noisy-labels",
    en: {
      task: "labels of which some are wrong",
      why: "Generalized cross-entropy is bounded, so that a wrong label cannot pull without end; label smoothing is the milder form.",
    },
    ko: {
      task: "일부가 틀린 레이블",
      why: "일반화 교차 엔트로피는 값에 상한이 있어 틀린 레이블이 끝없이 끌어당기지 못합니다. 레이블 스무딩은 더 온건한 방법입니다.",
    },
    loss: ["generalized-cross-entropy", "cross-entropy"],
    optimizer: ["adamw"],
    schedule: ["cosine-annealing"],
    source: "Zhang & Sabuncu 2018, arXiv:1805.07836",
    recipe: images,
  },
  {
    task: "transformer",
    en: {
      task: "a Transformer from scratch",
      why: "AdamW with decay on the matrices only, a warm-up, then cosine. Warm-up is what lets a post-norm Transformer train at a high rate; with pre-norm it matters less.",
    },
    ko: {
      task: "트랜스포머를 처음부터 학습하기",
      why: "행렬에만 가중치 감쇠를 주는 AdamW에 워밍업과 코사인 감소를 씁니다. 워밍업은 post-norm 트랜스포머가 높은 학습률에서 학습되게 해 주며, pre-norm에서는 덜 중요합니다.",
    },
    loss: ["cross-entropy"],
    optimizer: ["adamw"],
    schedule: ["warmup-stable-decay"],
    source: "Vaswani et al. 2017, arXiv:1706.03762; Xiong et al. 2020, arXiv:2002.04745",
    recipe: {
      data: { mnist: { train: 5000, test: 2000 } },
      model: [
        "reshape 28 28",
        "dense 64",
        "positionalEmbedding",
        "transformerEncoder 4 feedForward=128",
        "transformerEncoder 4 feedForward=128",
        "meanOverSequence",
        "dense 10",
      ],
      optimizer: { name: "adamw", beta2: 0.98, clipNorm: 1, rates: [0.0003, 0.001, 0.003] },
      schedule: ["warmup-stable-decay", "one-cycle", "cosine-annealing"],
      epochs: 2,
      batchSize: 64,
    },
    code: "await fit(model, train, { loss: crossEntropy(), optimizer: adamw({ lr: 1e-3, beta2: 0.98, clipNorm: 1 }), schedule: sequence([warmup({ steps: 500 }), cosineAnnealing()]), epochs: 10 });",
  },
  {
    task: "fine-tuning",
    en: {
      task: "a model that others trained",
      why: "A tenth of the usual rate, a short warm-up, and a smaller rate still for the early layers. First train the new head alone: it is cheap and tells what the features are worth.",
    },
    ko: {
      task: "남이 학습한 모델을 미세 조정하기",
      why: "보통 학습률의 십분의 일에 짧은 워밍업을 두고, 앞쪽 층은 더 작은 학습률로 학습합니다. 새 출력층만 먼저 학습해 보세요. 비용이 적게 들고, 특징이 얼마나 쓸 만한지 알 수 있습니다.",
    },
    loss: ["cross-entropy"],
    optimizer: ["adamw"],
    schedule: ["one-cycle"],
    source: "Howard & Ruder 2018, arXiv:1801.06146; Kumar et al. 2022, arXiv:2202.10054",
    recipe: {
      data: "./photos",
      model: "model.onnx",
      loss: { name: "cross-entropy", labelSmoothing: 0.1 },
      optimizer: [
        { name: "adamw", rates: [0.0001, 0.0003, 0.001] },
        { name: "adamw", rates: [0.0001, 0.0003, 0.001], groups: [{ match: "head", lrScale: 10 }] },
      ],
      epochs: 3,
      batchSize: 32,
    },
    code: "const groups = [{ match: /^(?!head)/, lrScale: 0.1 }];\nawait fit(model, train, { loss: crossEntropy({ labelSmoothing: 0.1 }), optimizer: adamw({ lr: 3e-4, groups }), schedule: oneCycle(), epochs: 3 });",
  },
  {
    task: "short-budget",
    en: {
      task: "as good as possible in very few epochs",
      why: "1cycle: a high rate early, almost none at the end. Give each schedule its own peak rate when you compare.",
    },
    ko: {
      task: "아주 적은 에폭으로 최대한 좋게",
      why: "1사이클은 초반에 학습률을 높이고 끝에서는 거의 0까지 낮춥니다. 비교할 때는 스케줄마다 최고 학습률을 따로 찾으세요.",
    },
    loss: ["cross-entropy"],
    optimizer: ["momentum", "adamw"],
    schedule: ["one-cycle", "cosine-annealing", "constant"],
    source: "Smith & Topin 2017, arXiv:1708.07120",
    recipe: { ...images, epochs: 1, learningRate: [0.001, 0.003, 0.01, 0.03, 0.1] },
  },
  {
    task: "large-batch",
    en: {
      task: "batches of thousands",
      why: "LARS and LAMB scale each layer's step by the size of its weights, and need a warm-up. Below some thousands AdamW with a tuned rate does as well.",
    },
    ko: {
      task: "수천 개짜리 배치",
      why: "LARS와 LAMB은 층마다 가중치의 크기에 맞춰 보폭을 조절하며 워밍업이 필요합니다. 배치가 수천보다 작으면 학습률을 조정한 AdamW로도 충분합니다.",
    },
    loss: ["cross-entropy"],
    optimizer: ["lamb", "lars", "adamw"],
    schedule: ["one-cycle"],
    source: "You et al. 2020, arXiv:1904.00962; Nado et al. 2021, arXiv:2102.06356",
    recipe: { data: subset, model: perceptron, epochs: 8, batchSize: 2000 },
  },
  {
    task: "no-schedule",
    en: {
      task: "a run whose end is not known",
      why: "Schedule-free AdamW averages its weights instead of lowering the rate: stop when you like.",
    },
    ko: {
      task: "언제 끝낼지 모르는 학습",
      why: "스케줄 없는 AdamW는 학습률을 낮추는 대신 가중치를 평균하므로 언제든 멈출 수 있습니다.",
    },
    loss: ["cross-entropy"],
    optimizer: ["schedule-free-adamw", "adamw"],
    schedule: ["constant"],
    source: "Defazio et al. 2024, arXiv:2405.15682",
    recipe: images,
  },
  {
    task: "sparse",
    en: {
      task: "weights that are exactly zero",
      why: "Give any optimizer l1: it is applied as a proximal step, which yields exact zeros. A penalty in the loss never does.",
    },
    ko: {
      task: "정확히 0인 가중치",
      why: "어느 옵티마이저에든 l1을 주면 근접 단계(proximal step)로 적용되어 가중치가 정확히 0이 됩니다. 손실에 더한 벌점으로는 정확한 0이 되지 않습니다.",
    },
    loss: ["cross-entropy"],
    optimizer: ["momentum"],
    schedule: ["cosine-annealing"],
    source:
      "Tibshirani 1996, doi:10.1111/j.2517-6161.1996.tb02080.x; Parikh & Boyd 2014, doi:10.1561/2400000003",
    recipe: {
      data: subset,
      model: perceptron,
      epochs: 2,
      batchSize: 64,
      optimizer: ["momentum", { name: "momentum", l1: 0.0001 }],
    },
  },
];
