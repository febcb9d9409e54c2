/** Verdicts and headings in both languages; the page, the table and the command share them. */
import type { Bilingual, Verdict } from "./claim.js";

export type Language = keyof Bilingual;

export const verdictWords: Readonly<Record<Verdict, Bilingual>> = {
  holds: { en: "holds", ko: "성립" },
  qualified: { en: "qualified", ko: "조건부 성립" },
  "does-not-hold": { en: "does not hold here", ko: "여기서는 성립하지 않음" },
};

export const verdictSigns: Readonly<Record<Verdict, string>> = {
  holds: "✓",
  qualified: "◐",
  "does-not-hold": "✗",
};

export const words = {
  title: { en: "What is said, and what the numbers say", ko: "강의의 주장과 실험 결과" },
  claim: { en: "Claim", ko: "주장" },
  verdict: { en: "Verdict", ko: "판정" },
  numbers: { en: "Numbers", ko: "수치" },
  found: { en: "What came out", ko: "결과" },
  experiment: { en: "Experiment", ko: "실험" },
  criterion: { en: "Criterion", ko: "판정 기준" },
  source: { en: "Source", ko: "출처" },
  failed: { en: "did not run", ko: "실행 실패" },
  table: {
    en: "All numbers (mean ± 95 % interval over seeds)",
    ko: "모든 수치(평균 ± 시드에 대한 95 % 구간)",
  },
} as const satisfies Readonly<Record<string, Bilingual>>;

/** Up to the first full stop: what fits into a table. */
export const firstSentence = (text: string): string => text.split(/(?<=\.)\s/)[0]!;

/** "18 hold, 4 with a qualification, 1 does not hold here" */
export function tally(verdicts: readonly Verdict[]): Bilingual {
  const count = (verdict: Verdict) => verdicts.filter((one) => one === verdict).length;
  const [all, some, none] = [count("holds"), count("qualified"), count("does-not-hold")];
  return {
    en: `${verdicts.length} claims: ${all} hold${all === 1 ? "s" : ""}, ${some} hold${some === 1 ? "s" : ""} with a qualification, ${none} do${none === 1 ? "es" : ""} not hold here.`,
    ko: `주장 ${verdicts.length}개 중 ${all}개 성립, ${some}개 조건부 성립, ${none}개는 여기서 성립하지 않음.`,
  };
}
