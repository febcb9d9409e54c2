/** `claims/README.md`, written from the recorded results. */
import type { Claim } from "../claim.js";
import type { ClaimsResult } from "../results.js";
import { firstSentence, type Language, tally, verdictSigns, verdictWords, words } from "../words.js";

export function claimsReadme(claims: readonly Claim[], result: ClaimsResult): string {
  const { machine, date, seconds } = result;
  const verdicts = result.results.flatMap(({ finding }) => finding?.verdict ?? []);
  const where = `${machine.processor}, ${machine.platform}, Node ${machine.node}, ONNX Runtime ${machine.onnxruntime}`;
  return `# Claims

<!-- Written by \`node claims/record.mjs --readme\` from results.json. -->

What a lecture on loss functions and optimization says of its methods, each as an experiment that may contradict it.
One file each in [src/claims](src/claims): the claim, its source, the experiment, the criterion that was fixed
beforehand, and the verdict that follows from the numbers. Several seeds, 95 % intervals, equally many settings tried
on both sides.

\`\`\`
downhill claims                    all of them: a table and claims.html
downhill claims momentum-ravine    one
downhill claims --list
\`\`\`

A verdict is *holds*, *qualified* (holds in a narrower form, which the numbers state) or *does not hold here*: in
experiments of this size, which is no proof against larger ones.

${tally(verdicts).en} Recorded ${date.slice(0, 10)} in ${Math.round(seconds)} s: ${where}.

${table(claims, result, "en")}

## 한국어

손실 함수와 최적화 강의가 각 방법에 대해 말하는 내용을, 반증될 수 있는 실험으로 하나씩 옮겼습니다. 주장마다 파일이
하나씩 있으며([src/claims](src/claims)) 주장과 출처, 실험, 미리 정한 기준, 그리고 수치에서 나온 판정을 담고 있습니다.
시드를 여러 개 쓰고 95 % 구간을 함께 적으며, 비교하는 양쪽에 같은 수의 설정을 시도합니다.

판정은 *성립*, *조건부 성립*(수치가 말하는 더 좁은 형태로 성립), *여기서는 성립하지 않음* 가운데 하나입니다. 마지막
판정은 이 정도 규모의 실험에서 그렇다는 뜻이며 더 큰 규모에서의 반증은 아닙니다.

\`downhill claims --lang ko\`는 결과를 한국어로 보여 줍니다.

${tally(verdicts).ko}

${table(claims, result, "ko")}
`;
}

function table(claims: readonly Claim[], { results }: ClaimsResult, language: Language): string {
  const lines = claims.flatMap(({ id, claim }) => {
    const finding = results.find((one) => one.id === id)?.finding;
    if (!finding) return [];
    const verdict = `${verdictSigns[finding.verdict]} ${verdictWords[finding.verdict][language]}`;
    const cells = [
      `[${claim[language]}](src/claims/${id}.ts)`,
      verdict,
      firstSentence(finding.found[language]),
    ];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  });
  const head = [words.claim, words.verdict, words.numbers].map((word) => word[language]);
  return [`| ${head.join(" | ")} |`, "|---|---|---|", ...lines].join("\n");
}
