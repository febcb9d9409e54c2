/** The lecture's parts, and the order in which it makes its claims. */
import type { Bilingual } from "./claim.js";

export const sections = {
  regression: { en: "Loss functions for regression", ko: "회귀 손실 함수" },
  classification: { en: "Loss functions for classification", ko: "분류 손실 함수" },
  imbalance: { en: "Loss functions for imbalanced data", ko: "불균형 데이터의 손실 함수" },
  metricLearning: { en: "Loss functions for metric learning", ko: "거리 학습 손실 함수" },
  regularization: { en: "Regularization", ko: "정규화" },
  gradientDescent: { en: "Gradient descent", ko: "경사 하강법" },
  momentum: { en: "Momentum", ko: "모멘텀" },
  adaptive: { en: "Adaptive learning rates", ko: "적응적 학습률" },
  schedules: { en: "Learning-rate schedules", ko: "학습률 스케줄" },
} as const satisfies Readonly<Record<string, Bilingual>>;

/** Ids in the lecture's order. A claim that is not named here comes last. */
export const order: readonly string[] = [
  "outliers-dominate-mse",
  "mae-gradient-jump",
  "huber-quadratic-then-linear",
  "cross-entropy-confident-mistakes",
  "cross-entropy-versus-mse",
  "hinge-boundary-samples",
  "focal-rare-class",
  "metric-learning",
  "l1-sparse-l2-shrinks",
  "learning-rate-too-large-too-small",
  "batch-sizes",
  "momentum-ravine",
  "nesterov-overshoot",
  "sgd-versus-adam",
  "adagrad-rate-decays",
  "adagrad-rmsprop",
  "adam-bias-correction",
  "adamw-decoupled",
  "adamw-validation",
  "schedules-equal-budget",
  "warmup-transformer",
  "one-cycle-short-budget",
];
