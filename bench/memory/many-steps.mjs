/** Trains the MLP for many steps through `fit`, and watches the memory of the process. */
import { adamw, crossEntropy } from "@downhill/core";
import { arrayDataset, fit } from "@downhill/core/training";
import { serve } from "../support/serve.mjs";
import { slope } from "../support/stats.mjs";
import { network } from "../training-step/networks.mjs";
import { batchOf, shapes } from "../training-step/values.mjs";

serve(async ({ every, epochs }) => {
  const model = await network("mlp").build({ input: shapes.mlp.input });
  const { inputs, targets } = batchOf("mlp");
  const dataset = arrayDataset({
    inputs,
    targets: { data: Int32Array.from(targets), dims: [targets.length] },
  });
  const megabytes = [];
  let steps = 0;
  const on = (event) => {
    if (event.type === "step" && ++steps % every === 0) {
      globalThis.gc();
      megabytes.push(process.memoryUsage.rss() / 2 ** 20);
    }
  };
  // Four steps per epoch.
  const step = () =>
    fit(model, dataset, { loss: crossEntropy(), optimizer: adamw(), epochs, batchSize: 32, on });
  // The first half fills caches and heaps: an allocator may still take some megabytes after thousands of steps.
  const later = () => megabytes.slice(megabytes.length >> 1);
  return {
    step,
    check: [],
    report: () => ({ steps, slope: (slope(later()) * 1024) / every, from: later()[0], to: megabytes.at(-1) }),
  };
});
