/** What targets must be: they are looked at before anything runs. */

/** What targets must be. */
export interface Condition {
  /** In words; conditions of the same words are the same. */
  readonly expected: string;
  /** The place of the first bad one, -1 when all are good. A loop of its own: it runs over every target of every batch. */
  readonly scan: (array: ArrayLike<number>) => number;
  /** The same for a kernel: which rule, and its numbers. */
  readonly rule: "one" | "between" | "index";
  readonly numbers: readonly number[];
}

export const oneOf = (values: readonly number[]): Condition => ({
  rule: "one",
  numbers: values,
  expected: `one of ${values.join(" ")}`,
  scan: (array) => {
    const [first = Number.NaN, second = first] = values;
    for (let i = 0; i < array.length; i++) {
      const value = array[i]!;
      // A product, because nobody can guess which of two labels comes next. Two are what declared lists have.
      if ((value - first) * (value - second) !== 0 && !values.includes(value)) return i;
    }
    return -1;
  },
});

export const between = ([low, high]: readonly [number, number]): Condition => ({
  rule: "between",
  numbers: [low, high],
  expected: `a number from ${low} to ${high}`,
  scan: (array) => {
    for (let i = 0; i < array.length; i++) if (!(array[i]! >= low && array[i]! <= high)) return i;
    return -1;
  },
});

/** Only whole numbers from 0 on are the same as their unsigned 32 bits. */
export const isIndexBelow = (count: number, value: number): boolean => value >>> 0 === value && value < count;

export const indexBelow = (count: number): Condition => ({
  rule: "index",
  numbers: [count],
  expected: `an integer from 0 to ${count - 1}`,
  scan: (array) => {
    for (let i = 0; i < array.length; i++) if (!isIndexBelow(count, array[i]!)) return i;
    return -1;
  },
});
