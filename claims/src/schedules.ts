/** The schedules that the experiments compare, each for a run of a given number of steps. */
import { cosineAnnealing, oneCycle, type Schedule, sequence, stepDecay, warmup } from "@downhill/core";
import type { Bilingual } from "./claim.js";

export interface Way {
  readonly label: Bilingual;
  readonly schedule: (steps: number) => Schedule | undefined;
}

export type WayName = "constant" | "steps" | "cosine" | "warmup" | "cycle";

export const ways: Readonly<Record<WayName, Way>> = {
  constant: { label: { en: "constant", ko: "고정" }, schedule: () => undefined },
  steps: {
    label: { en: "step decay", ko: "계단식 감소" },
    schedule: (steps) => stepDecay({ every: Math.ceil(steps / 3), gamma: 0.2 }),
  },
  cosine: { label: { en: "cosine", ko: "코사인 감소" }, schedule: () => cosineAnnealing() },
  warmup: {
    label: { en: "warm-up and cosine", ko: "워밍업 + 코사인" },
    schedule: (steps) => sequence([warmup({ steps: Math.ceil(steps / 10) }), cosineAnnealing()]),
  },
  cycle: { label: { en: "1cycle", ko: "1사이클" }, schedule: () => oneCycle() },
};
