import type { Claim } from "./claim.js";
import * as files from "./claims/index.js";
import { order } from "./lecture.js";

const place = ({ id }: Claim): number => (order.includes(id) ? order.indexOf(id) : order.length);

/** All claims, in the lecture's order. */
export const claims: readonly Claim[] = (Object.values(files) as Claim[]).sort((a, b) => place(a) - place(b));

export type * from "./claim.js";
export { order, sections } from "./lecture.js";
export * from "./measure.js";
export { claimsPage } from "./report/page.js";
export { claimsReadme } from "./report/readme.js";
export * from "./results.js";
export { type ClaimEvent, type RunClaimsOptions, runClaims } from "./run.js";
export { firstSentence, type Language, tally, verdictSigns, verdictWords } from "./words.js";
