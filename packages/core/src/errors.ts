/** Errors that a program can tell apart by `code`, and a person can act on by `message`. */

/** What kind of thing went wrong; the command line turns it into an exit code. */
export type ErrorCode =
  /** Training failed: the loss is no longer finite. Exit code 1. */
  | "diverged"
  /** An option, name or formula is wrong. Exit code 2. */
  | "usage"
  /** Data or model cannot be used. Exit code 3. */
  | "data"
  /** Something this machine lacks. Exit code 4. */
  | "environment";

export const exitCodes: Readonly<Record<ErrorCode, number>> = {
  diverged: 1,
  usage: 2,
  data: 3,
  environment: 4,
};

/** Every error that Downhill throws on purpose. The message says what, where, expected and got, and the fix. */
export class DownhillError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "DownhillError";
    this.code = code;
  }
}

export const usageError = (message: string): DownhillError => new DownhillError("usage", message);
export const dataError = (message: string): DownhillError => new DownhillError("data", message);

/** The closest of `candidates`, if close enough to be what was meant. */
export function suggestion(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Says that a name is not known, what was probably meant, and what there is. */
export const unknownName = (kind: string, name: string, candidates: Iterable<string>): DownhillError =>
  usageError(`unknown ${kind}: ${name}; ${namesHere(name, [...candidates])}`);

/** What was probably meant, and what there is. */
export function namesHere(name: string, names: readonly string[]): string {
  const close = suggestion(name, names);
  return `${close ? `did you mean ${close}? ` : ""}names here: ${names.join(" ")}`;
}

/** Levenshtein distance with adjacent transpositions counted once (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, rows[i - 2]![j - 2]! + 1);
      row.push(cost);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
