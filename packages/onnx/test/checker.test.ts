/**
 * What is saved, as the onnx package's checker sees it. Runs where a Python with onnx is installed: `python3`, or what
 * the environment variable DOWNHILL_PYTHON names.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import {
  batchNorm,
  conv2d,
  dense,
  dropout,
  embedding,
  flatten,
  gelu,
  layerNorm,
  loadOnnx,
  maxPool2d,
  meanOverSequence,
  type OnnxModel,
  relu,
  residual,
  sequential,
  transformerEncoder,
} from "../src/index.js";

const python = process.env.DOWNHILL_PYTHON ?? "python3";
const has = (packages: string): boolean => spawnSync(python, ["-c", `import ${packages}`]).status === 0;
const hasChecker = has("onnx");
if (!hasChecker) console.warn(`the onnx package's checker is skipped: ${python} does not have it`);

const recorded = (name: string): Uint8Array => {
  const url = new URL(`recorded/onnx-${name}.json`, import.meta.url);
  return Uint8Array.from(Buffer.from(JSON.parse(readFileSync(url, "utf8")).model, "base64"));
};
const networks = [
  "mlp",
  "cnn",
  "resnet",
  "mobilenet",
  "vit",
  "unet",
  "text",
  "dynamo",
  "recurrent",
  "channels-last",
];

async function models(): Promise<Map<string, OnnxModel>> {
  const found = new Map<string, OnnxModel>();
  for (const name of networks) found.set(name, await loadOnnx(recorded(name)));
  // A head that the file's own operator set has, one that it lacks, and a backbone alone.
  found.set("new-head", found.get("resnet")!.replaceHead([dense(7)]));
  found.set(
    "newer-head",
    found.get("mlp")!.replaceHead([dense(8), layerNorm(), gelu(), dropout(0.5), dense(2)]),
  );
  found.set("backbone", found.get("vit")!.freeze("patch*").cut("/blocks.0/Add_1"));
  const images = [conv2d(4, 3), batchNorm(), relu(), maxPool2d(2), dropout(0.1), flatten(), dense(3)];
  found.set("layers", await sequential(images).build({ input: [1, 8, 8] }));
  const words = [
    embedding(9, 8),
    residual([layerNorm()]),
    transformerEncoder({ heads: 2 }),
    meanOverSequence(),
    dense(2),
  ];
  found.set("words", await sequential(words).build({ input: [5] }));
  return found;
}

it.skipIf(!hasChecker)(
  "is valid",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "downhill-"));
    try {
      const paths: string[] = [];
      for (const [name, model] of await models()) {
        paths.push(join(folder, `${name}.onnx`));
        await model.save(paths.at(-1));
        await model.dispose();
        if (name !== "layers" || !has("safetensors, numpy")) continue;
        paths.push(join(folder, `${name}.safetensors`));
        await model.saveWeights(paths.at(-1));
      }
      const script = fileURLToPath(new URL("../../../scripts/check-onnx.py", import.meta.url));
      const { status, stdout, stderr } = spawnSync(python, [script, ...paths], { encoding: "utf8" });
      expect(stdout + stderr).not.toMatch(/NOT VALID/);
      expect(stdout.match(/^valid: /gm)?.length).toBe(paths.length);
      expect(status).toBe(0);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  120_000,
);
