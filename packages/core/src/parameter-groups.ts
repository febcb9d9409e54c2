/** Which settings each tensor gets, and which neighbours can therefore be updated in one call. */
import type { CommonOptimizerOptions, GroupRule } from "./interfaces.js";
import type { Arena, Segment } from "./training/arena.js";

export interface GroupSettings {
  readonly lrScale: number;
  readonly weightDecay: number;
  readonly l1: number;
  readonly l2: number;
}

/** Neighbouring tensors with equal settings. */
export interface ParameterRange {
  readonly settings: GroupSettings;
  readonly segments: readonly Segment[];
  /** First element in the arena's vectors. */
  readonly start: number;
  /** Number of elements, padding between the tensors included. */
  readonly length: number;
}

export function matches(rule: GroupRule, segment: Segment): boolean {
  if (typeof rule.match === "string") return segment.name.includes(rule.match);
  return rule.match instanceof RegExp ? rule.match.test(segment.name) : rule.match(segment);
}

/** Ranges in the arena's order; frozen tensors are in none. */
export function parameterRanges(arena: Arena, options: CommonOptimizerOptions): ParameterRange[] {
  const ranges: { settings: GroupSettings; segments: Segment[] }[] = [];
  let previousFrozen = false;
  for (const segment of arena.segments) {
    const settings = settingsOf(segment, options);
    if (!settings) {
      previousFrozen = true;
      continue;
    }
    const last = ranges.at(-1);
    if (last && !previousFrozen && keyOf(last.settings) === keyOf(settings)) last.segments.push(segment);
    else ranges.push({ settings, segments: [segment] });
    previousFrozen = false;
  }
  return ranges.map(({ settings, segments }) => {
    const start = segments[0]!.offset;
    const end = segments.at(-1)!.offset + segments.at(-1)!.length;
    return { settings, segments, start, length: end - start };
  });
}

/** Undefined for a frozen tensor. */
function settingsOf(segment: Segment, options: CommonOptimizerOptions): GroupSettings | undefined {
  const rules = (options.groups ?? []).filter((rule) => matches(rule, segment));
  const setting = <K extends keyof GroupRule>(name: K): GroupRule[K] | undefined =>
    rules.find((rule) => rule[name] !== undefined)?.[name];
  if (setting("frozen")) return undefined;
  const regularized = segment.role === "weight" || options.decayBiases === true;
  const regularization = (name: "weightDecay" | "l1" | "l2"): number =>
    setting(name) ?? (regularized ? (options[name] ?? 0) : 0);
  return {
    lrScale: setting("lrScale") ?? 1,
    weightDecay: regularization("weightDecay"),
    l1: regularization("l1"),
    l2: regularization("l2"),
  };
}

/** Equal for equal settings. */
export const keyOf = (settings: GroupSettings): string => JSON.stringify(Object.values(settings));
