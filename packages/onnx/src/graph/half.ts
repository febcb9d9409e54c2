/** IEEE 754 binary16: one bit of sign, five of exponent, ten of fraction. */

export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

/** Rounds to the nearest half, ties to the even one; beyond the largest, 65504, lies infinity. */
export function numberToHalf(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  // In units of the last place; scaling by a power of two is exact.
  const scaled = size / 2 ** (exponent - 10);
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const units = floor + (rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? 1 : 0);
  // What is rounded up to the next power of two carries into the exponent by itself.
  const bits = size === 0 ? 0 : (exponent + 14) * 1024 + units;
  return sign | (bits >= 0x7c00 || size === Number.POSITIVE_INFINITY ? 0x7c00 : bits);
}
