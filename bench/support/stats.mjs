/** @param {readonly number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Slope of the least-squares line through equally spaced values, per step. */
export function slope(values) {
  const center = (values.length - 1) / 2;
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  let above = 0;
  let below = 0;
  values.forEach((value, i) => {
    above += (i - center) * (value - mean);
    below += (i - center) ** 2;
  });
  return above / below;
}

/** Largest difference of two lists, relative to the largest number in the second. */
export function difference(values, wanted) {
  const scale = Math.max(...wanted.map(Math.abs), Number.MIN_VALUE);
  return Math.max(
    ...wanted.map((value, i) => {
      const gap = Math.abs(values[i] - value) / scale;
      return Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap;
    }),
  );
}
