/** From numbers to positions from 0 to 1, and the marks beside an axis. */

export interface Scale {
  /** `share`: logarithmic in what is missing to 1, so that 98 % and 99 % are as far apart as 96 % and 98 %. */
  readonly kind: "linear" | "log" | "share";
  readonly low: number;
  readonly high: number;
  /** 0 at `low`, 1 at `high`. */
  at(value: number): number;
  readonly ticks: readonly number[];
}

/** The range of the finite values (on a log scale the positive ones, for shares those below 1), a little widened. */
export function scaleOver(values: readonly number[], kind: Scale["kind"], margin = 0.04): Scale {
  const usable = values.filter((value) => canShow(value, kind));
  if (usable.length === 0)
    return kind === "linear" ? linearScale(0, 1) : kind === "log" ? logScale(0.1, 1) : shareScale(0, 0.9);
  const low = usable.reduce((a, b) => Math.min(a, b));
  const high = usable.reduce((a, b) => Math.max(a, b));
  if (kind === "log") {
    const widen = high > low ? (high / low) ** margin : 2;
    return logScale(low / widen, high * widen);
  }
  if (kind === "share") {
    const widen = high > low ? ((1 - low) / (1 - high)) ** margin : 2;
    return shareScale(Math.max(0, 1 - (1 - low) * widen), 1 - (1 - high) / widen);
  }
  const widen = high > low ? margin * (high - low) : Math.abs(high) || 1;
  return linearScale(low - widen, high + widen);
}

export function linearScale(low: number, high: number): Scale {
  const step = niceStep((high - low) / 5);
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step); k * step <= high * (1 + 1e-12); k++)
    ticks.push(Number((k * step).toPrecision(12)));
  return { kind: "linear", low, high, at: (value) => (value - low) / (high - low), ticks };
}

/** Digits that are marked within a decade, from many to few. */
const DIGITS = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 5, 7], [1, 2, 5], [1]];
const MOST_TICKS = 12;

/** Marks at powers of ten, and where those are few, at 2 and 5 (or every digit) between. */
export function logScale(low: number, high: number): Scale {
  const decades = Math.log10(high / low);
  const every = decades > 7 ? Math.ceil(decades / 6) : 1;
  const marks = (digits: readonly number[]): number[] => {
    const ticks: number[] = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power += every) {
      for (const digit of digits) {
        const tick = Number(`${digit}e${power}`);
        // 1 - 0.99 is a little more than 0.01.
        if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push(tick);
      }
    }
    return ticks;
  };
  // Within a decade marks stand far apart, or close together near its end: fewer of them fit.
  const most = decades > 1 ? MOST_TICKS : MOST_TICKS / 2;
  const choices = (decades > 1 ? DIGITS.slice(2) : DIGITS).map(marks);
  const fitting = choices.find(({ length }) => length <= most) ?? choices.at(-1)!;
  // Within a small part of a decade hardly one digit is round: marks as on a linear axis.
  const ticks = fitting.length < 2 ? linearScale(low, high).ticks : fitting;
  return {
    kind: "log",
    low,
    high,
    at: (value) => Math.log(value / low) / Math.log(high / low),
    ticks,
  };
}

function shareScale(low: number, high: number): Scale {
  const missing = logScale(1 - high, 1 - low);
  return {
    kind: "share",
    low,
    high,
    at: (value) => 1 - missing.at(1 - value),
    ticks: missing.ticks.map((tick) => Number((1 - tick).toPrecision(12))).reverse(),
  };
}

export const canShow = (value: number, kind: Scale["kind"]): boolean =>
  Number.isFinite(value) && (kind === "linear" || (kind === "log" ? value > 0 : value < 1 && value >= 0));

/** 1, 2 or 5 times a power of ten. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const ratio = rough / power;
  return power * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
}
