/** Parameters that are updated alike: their kernel, and everything that its calls need but the numbers of a step. */
import { compile } from "./backends/compile.js";
import { addressNames, type Backend, type Call, type Kernel } from "./backends/kernel.js";
import type { Block } from "./backends/memory.js";
import { type Source, type Uniforms, uniformsOf } from "./formula/index.js";
import type { Optimizer } from "./interfaces.js";
import { plan } from "./optimizer-plan.js";
import type { OptimizerProgram } from "./optimizer-program.js";
import type { GroupSettings, ParameterRange } from "./parameter-groups.js";
import type { Segment } from "./training/arena.js";

interface Compiled extends OptimizerProgram {
  readonly kernel: Kernel;
  /** The kernel itself refuses gradients that are not finite. */
  readonly guarded: boolean;
  readonly uniforms: Uniforms;
}

export interface UpdateGroup extends Compiled {
  readonly settings: GroupSettings;
  readonly ranges: readonly ParameterRange[];
}

/** Kernels by formula, folded options and backend. */
const cache = new Map<string, Compiled>();

/** One group for all ranges of equal settings. */
export function updateGroups(
  optimizer: Optimizer,
  source: Source,
  backend: Backend,
  ranges: readonly ParameterRange[],
): UpdateGroup[] {
  const groups = new Map<string, ParameterRange[]>();
  for (const range of ranges) {
    const key = JSON.stringify(Object.values(range.settings));
    groups.set(key, [...(groups.get(key) ?? []), range]);
  }
  return [...groups.values()].map((alike) => {
    const { settings } = alike[0]!;
    return { ...compiledFor(optimizer, source, backend, settings), settings, ranges: alike };
  });
}

function compiledFor(
  optimizer: Optimizer,
  source: Source,
  backend: Backend,
  settings: GroupSettings,
): Compiled {
  const { key: shape, make } = plan(optimizer, settings);
  const key = `${backend.name} ${shape}`;
  let compiled = cache.get(key);
  if (!compiled) {
    const made = make(source);
    // A rule per tensor uses the whole tensor before it stores anything.
    const guarded = backend.guards === true && !made.perTensor;
    const kernel = compile(made.program, backend, guarded ? "g" : undefined);
    compiled = { ...made, guarded, kernel, uniforms: uniformsOf(made.program.uniforms) };
    cache.set(key, compiled);
  }
  return compiled;
}

/** What a group's calls are: one for each range, or for each tensor where the formula reduces. */
export function placesOf(
  { program, perTensor, ranges }: UpdateGroup,
  segments: readonly Segment[],
  blockOf: (name: string) => Block,
  isPerTensor: (name: string) => boolean,
): Omit<Call, "uniforms">[] {
  const number = new Map(segments.map((segment, i) => [segment, i]));
  const place = (start: number, columns: number, tensor: number) => ({
    rows: 1,
    columns,
    addresses: addressNames(program).map(
      (name) => blockOf(name).byteOffset + 4 * (isPerTensor(name) ? tensor : start),
    ),
  });
  return ranges.flatMap((range) =>
    perTensor
      ? range.segments.map((segment) => place(segment.offset, segment.length, number.get(segment)!))
      : [place(range.start, range.length, 0)],
  );
}
