/** Numbers and lists as people read them; the report and the terminal share them. */
import type { Choice } from "./types.js";

/** Shares are shown as percentages. */
const isShare = (name: string) => /accuracy|precision|recall|^f1$|^iou$/i.test(name);

export function formatMetric(value: number, { name }: { readonly name: string }): string {
  if (!Number.isFinite(value)) return "–";
  return isShare(name) ? `${(100 * value).toFixed(2)} %` : formatNumber(value);
}

/** Differences of shares are points, not percent; of other numbers three digits say enough. */
export function formatDifference(value: number, { name }: { readonly name: string }): string {
  if (!Number.isFinite(value)) return value === 0 ? "0" : Number.isNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
  const text = isShare(name)
    ? Math.abs(100 * value).toFixed(2)
    : String(Number(Math.abs(value).toPrecision(3)));
  return (value < 0 && Number(text) !== 0 ? `−${text}` : text) + (isShare(name) ? " points" : "");
}

/** Four digits, no trailing zeros. */
export const formatNumber = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(4))) : String(value);

/** 0.001 as 1e-3, 0.03 as 0.03. */
export function formatRate(value: number): string {
  const plain = String(Number(value.toPrecision(3)));
  return value !== 0 && Math.abs(value) < 0.01 && !plain.includes("e")
    ? Number(value.toPrecision(3)).toExponential()
    : plain;
}

export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return "not reached";
  if (seconds < 1) return `${Math.round(1000 * seconds)} ms`;
  if (seconds < 100) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${Math.round(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Of a step. */
export const formatMilliseconds = (value: number): string => value.toFixed(value < 100 ? 2 : 0);

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** "a, b and c". */
export const wordList = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

/** A choice as the recipe would write it: `adamw weightDecay=0.05`. */
export const choiceText = ({ name, options, batch = {}, groups = [] }: Choice): string =>
  [
    name,
    ...Object.entries({ ...options, ...batch }).map(settingText),
    ...groups.map(
      ({ match, ...settings }) => `${match}(${Object.entries(settings).map(settingText).join(" ")})`,
    ),
  ].join(" ");

const settingText = ([key, value]: readonly [string, unknown]): string =>
  `${key}=${Array.isArray(value) ? value.join(",") : value}`;
