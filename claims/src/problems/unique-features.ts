/**
 * Least squares with more features than samples, where it depends on the optimizer which of many perfect fits is
 * found. Wilson et al. 2017, arXiv:1705.08292, section 3.3.
 */
import { Random } from "@downhill/core/random";
import { type ArrayDataset, arrayDataset } from "@downhill/core/training";

const SHARED = 3;
const OWN = 5;

/**
 * The first feature is the label (1 or -1), the next two are always 1, and every sample has features of its own that
 * are 1 in no other: one for label 1, five for label -1. Labels are 1 with a chance of 0.6.
 */
export function uniqueFeatures(counts: readonly number[], seed: number): ArrayDataset[] {
  const random = new Random(seed);
  const features = SHARED + OWN * counts.reduce((sum, count) => sum + count, 0);
  let next = SHARED;
  return counts.map((count) => {
    const inputs = new Float32Array(count * features);
    const targets = new Float32Array(count);
    for (let row = 0; row < count; row++) {
      const label = random.uniform() < 0.6 ? 1 : -1;
      const at = row * features;
      targets[row] = label;
      inputs.set([label, 1, 1], at);
      inputs.fill(1, at + next, at + next + (label === 1 ? 1 : OWN));
      next += OWN;
    }
    return arrayDataset({
      inputs: { data: inputs, dims: [count, features] },
      targets: { data: targets, dims: [count, 1] },
    });
  });
}
