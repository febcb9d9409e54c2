/** Parameters that are updated alike: their kernel, and everything that its calls need but the numbers of a step. */
import { addressNames, type Call, type Kernel, type Layout } from "./backends/kernel.js";
import type { Block } from "./backends/memory.js";
import { type GroupSettings, keyOf, type ParameterRange } from "./parameter-groups.js";
import type { Segment } from "./training/arena.js";

type Uniforms = (values: Readonly<Record<string, number>>, columns: number) => readonly number[];

/** The kernel of a formula and of what stands around it. */
export interface UpdateKernel {
  readonly layout: Layout;
  readonly kernel: Kernel;
  /** Values of the program's uniforms, given those of the names. */
  readonly uniforms: Uniforms;
}

export interface GroupKernel extends UpdateKernel {
  /** The formula reduces: one call per parameter tensor. */
  readonly perTensor: boolean;
  /** States that the kernel reads or writes; the others are not needed with these options. */
  readonly states: readonly string[];
  /** The kernel itself refuses gradients that are not finite. */
  readonly guarded: boolean;
}

/** Where an optimizer's kernels come from. */
export interface OptimizerKernels {
  forGroup(settings: GroupSettings): GroupKernel;
  /** Turns training weights into those for evaluation, for optimizers that keep two sets. */
  forEvaluation(): UpdateKernel;
  /** Adds up the squares of a vector. */
  ofSquares(): Kernel;
}

export interface UpdateGroup extends GroupKernel {
  readonly settings: GroupSettings;
  readonly ranges: readonly ParameterRange[];
}

/** One group for all ranges of equal settings. */
export function updateGroups(kernels: OptimizerKernels, ranges: readonly ParameterRange[]): UpdateGroup[] {
  const groups = new Map<string, ParameterRange[]>();
  for (const range of ranges) {
    const key = keyOf(range.settings);
    groups.set(key, [...(groups.get(key) ?? []), range]);
  }
  return [...groups.values()].map((alike) => {
    const { settings } = alike[0]!;
    return { ...kernels.forGroup(settings), settings, ranges: alike };
  });
}

/** What a group's calls are: one for each range, or for each tensor where the formula reduces. */
export function placesOf(
  { layout, perTensor, ranges }: UpdateGroup,
  segments: readonly Segment[],
  blockOf: (name: string) => Block,
  isPerTensor: (name: string) => boolean,
): Omit<Call, "uniforms">[] {
  const number = new Map(segments.map((segment, i) => [segment, i]));
  const place = (start: number, columns: number, tensor: number) => ({
    rows: 1,
    columns,
    addresses: addressNames(layout).map(
      (name) => blockOf(name).byteOffset + 4 * (isPerTensor(name) ? tensor : start),
    ),
  });
  return ranges.flatMap((range) =>
    perTensor
      ? range.segments.map((segment) => place(segment.offset, segment.length, number.get(segment)!))
      : [place(range.start, range.length, 0)],
  );
}
