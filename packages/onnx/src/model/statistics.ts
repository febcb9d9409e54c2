/** Running statistics of batch normalization, updated as PyTorch does. */
import type { EngineTensor } from "../session/session.js";
import type { StatisticsSite } from "./training-graph.js";

/** `running = (1 - momentum)*running + momentum*batch`, the batch's variance unbiased. */
export function updateStatistics(
  sites: readonly StatisticsSite[],
  values: Readonly<Record<string, EngineTensor>>,
  buffers: ReadonlyMap<string, Float32Array>,
  elements: (value: string) => number,
): void {
  for (const site of sites) {
    const mean = values[site.mean]!.data as Float32Array;
    const variance = values[site.variance]!.data as Float32Array;
    const runningMean = buffers.get(site.runningMean)!;
    const runningVariance = buffers.get(site.runningVariance)!;
    const count = elements(site.input) / mean.length;
    const unbiased = count > 1 ? count / (count - 1) : 1;
    for (let i = 0; i < mean.length; i++) {
      runningMean[i] = (1 - site.momentum) * runningMean[i]! + site.momentum * mean[i]!;
      runningVariance[i] =
        (1 - site.momentum) * runningVariance[i]! + site.momentum * variance[i]! * unbiased;
    }
  }
}
