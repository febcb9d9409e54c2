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
One file each in [src/claims](src/claims): the claim, its source, the experiment, the criterion, and the
verdict that a program draws from the numbers. Several seeds, 95 % intervals, equally many settings tried on both sides.

The recorded run decided nothing but the verdicts. The experiments themselves were found by trying: sizes, grids and a
few criteria (Huber's tolerance, Nesterov's settling, hinge's last steps, the judged embedding) were changed after a
first look, where the first form measured something else or was too small to show anything.

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
하나씩 있으며([src/claims](src/claims)) 주장과 출처, 실험, 판정 기준, 그리고 프로그램이 수치에서 내린 판정을 담고 있습니다.
시드를 여러 개 쓰고 95 % 구간을 함께 적으며, 비교하는 양쪽에 같은 수의 설정을 시도합니다.

기록된 실행이 정한 것은 판정뿐입니다. 실험 자체는 시도를 거쳐 찾았습니다. 규모와 격자, 그리고 몇몇 기준(후버의 허용
오차, 네스테로프의 정착, 힌지의 마지막 단계, 판정할 임베딩)은 처음 결과를 본 뒤, 다른 것을 재고 있거나 너무 작아 아무것도
보이지 않을 때 바꾸었습니다.

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
