/** Real tables that come with the package: small enough to race on in seconds, offline. */
import { fileURLToPath } from "node:url";
import { csv } from "./csv.js";
import type { NumericDataset } from "./labelled.js";
import type { PreparedTable } from "./tables/samples.js";

const packaged = (name: string): string => fileURLToPath(new URL(`../tables/${name}`, import.meta.url));

export interface WagesOptions {
  /** Share of the rows that becomes the test set. Default 0.2. */
  readonly test?: number;
  /** Decides which rows those are. Default 0. */
  readonly seed?: number;
}

/**
 * What 534 workers earned in 1985, from their education, experience and trade. A few wages are far above the others.
 * Inputs and target are standardized; `targetScale` leads back to dollars per hour. Berndt 1991.
 *
 * @example
 * const { train, test } = await wages();
 */
export const wages = (options: WagesOptions = {}): Promise<PreparedTable<NumericDataset>> =>
  csv({
    ...options,
    path: packaged("cps-wages-1985.csv"),
    target: "wage",
    standardize: true,
    standardizeTarget: true,
  });

/**
 * Phone calls from Belgium by year. In six of the 24 training years minutes were counted instead of calls; the test set
 * has the years that were counted right. Rousseeuw & Leroy 1987.
 *
 * @example
 * const { train, test, targetScale } = await phones();
 */
export const phones = (): Promise<PreparedTable<NumericDataset>> =>
  csv({
    path: packaged("belgian-phones.csv"),
    testPath: packaged("belgian-phones-counted-right.csv"),
    target: "calls",
    standardize: true,
    standardizeTarget: true,
  });
