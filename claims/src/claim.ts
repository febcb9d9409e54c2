/** What a claim is: something said of a method, an experiment that may contradict it, and a verdict. One file each. */

export interface Bilingual {
  readonly en: string;
  readonly ko: string;
}

/** `qualified`: holds only in the narrower form that `found` states. */
export type Verdict = "holds" | "qualified" | "does-not-hold";

/** How much to run: `full` for a verdict worth recording, `fast` for a check within two seconds that the machinery works. */
export type Scale = "full" | "fast";

export interface ClaimContext {
  readonly scale: Scale;
  /** From 0 to 1. */
  progress(fraction: number): void;
}

/** A measured number with its spread. */
export interface Measured {
  readonly mean: number;
  /** Half the width of the 95 % interval of the mean over seeds (Student's t); 0 for what is exact. */
  readonly interval: number;
  /** One number per seed. */
  readonly values: readonly number[];
}

export interface Row {
  /** What was measured: "MSE, 10 % outliers". */
  readonly label: Bilingual;
  /** By column. A number, or several seeds. */
  readonly values: Readonly<Record<string, number | Measured>>;
}

/** One curve or one set of bars. */
export interface Series {
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export interface Figure {
  readonly kind: "lines" | "points" | "bars";
  readonly title: Bilingual;
  readonly x: {
    readonly label: Bilingual;
    readonly log?: boolean /** For bars. */;
    readonly ticks?: readonly string[];
  };
  readonly y: { readonly label: Bilingual; readonly log?: boolean };
  readonly series: readonly Series[];
}

export interface Finding {
  readonly verdict: Verdict;
  /** What the numbers say, in one to three sentences with the numbers in them. */
  readonly found: Bilingual;
  /** The measured quantities as a table. */
  readonly rows: readonly Row[];
  readonly figure: Figure;
}

export interface Claim {
  /** Kebab-case, equal to the file's name. */
  readonly id: string;
  /** The claim as the lecture makes it, one sentence. */
  readonly claim: Bilingual;
  /** The part of the lecture: "Loss functions for regression". */
  readonly section: Bilingual;
  /** The published source: authors, year, identifier. */
  readonly source: string;
  /** Data, model, what is varied, seeds, how both sides are tuned: enough to repeat it. */
  readonly experiment: Bilingual;
  /** What must come out for the claim to hold, decided before looking. */
  readonly criterion: Bilingual;
  run(context: ClaimContext): Promise<Finding>;
}
