/** Descent on quadratic bowls f(p) = ½ Σ curvature·p², whose behaviour is known exactly. */
import type { Optimizer } from "@downhill/core";

export interface Descent {
  /** Positions before the first step and after each, one array per step. */
  readonly path: readonly Float32Array[];
  /** Steps until f is `tolerance` of its start and stays below for the rest; infinite if never. */
  readonly steps: number;
  readonly diverged: boolean;
}

export interface DescentOptions {
  readonly steps: number;
  /** Default 1e-6. */
  readonly tolerance?: number;
  /** False: only the last position is kept. Default true. */
  readonly keep?: boolean;
}

export function descend(
  optimizer: Optimizer,
  curvatures: readonly number[],
  start: readonly number[],
  { steps, tolerance = 1e-6, keep = true }: DescentOptions,
): Descent {
  const state = optimizer.init(start);
  const position = state.parameters;
  const height = () => curvatures.reduce((sum, curvature, i) => sum + (curvature * position[i]! ** 2) / 2, 0);
  const first = height();
  const path = [position.slice()];
  const gradient = new Float32Array(start.length);
  let reached = Number.POSITIVE_INFINITY;
  for (let step = 1; step <= steps; step++) {
    for (let i = 0; i < start.length; i++) gradient[i] = curvatures[i]! * position[i]!;
    state.step(gradient);
    if (keep) path.push(position.slice());
    const now = height();
    // Beyond this float32 is near its end; what grew so far does not come back.
    if (!(now < 1e12 * first)) return { path, steps: Number.POSITIVE_INFINITY, diverged: true };
    if (now > tolerance * first) reached = Number.POSITIVE_INFINITY;
    else if (reached === Number.POSITIVE_INFINITY) reached = step;
    // A thousandth of the goal is far enough to be sure without waiting for the end.
    if (now < 1e-3 * tolerance * first && !keep) break;
  }
  return { path, steps: reached, diverged: false };
}

/** How often a coordinate changes its sign while it is still at least `floor` in size. */
export function signFlips(path: readonly Float32Array[], coordinate: number, floor = 1e-3): number {
  const values = path.map((position) => position[coordinate]!).filter((value) => Math.abs(value) >= floor);
  return values.filter((value, i) => i > 0 && value * values[i - 1]! < 0).length;
}
