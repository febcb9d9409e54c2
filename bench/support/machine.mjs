/** What a number depends on: the machine, what else runs on it, and the versions. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { torchVersion } from "./side.mjs";

const require = createRequire(import.meta.url);

/** The version of an installed package; some do not export their package.json. */
export function versionOf(name) {
  try {
    let folder = dirname(require.resolve(name));
    for (;;) {
      try {
        const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
        if (manifest.name === name) return manifest.version;
      } catch {
        // Further up.
      }
      if (folder === dirname(folder)) return undefined;
      folder = dirname(folder);
    }
  } catch {
    return undefined;
  }
}

export const load = () => loadavg()[0].toFixed(2);

/** @returns {[string, string][]} */
export function machineFacts() {
  const compiler = spawnSync("cc", ["--version"], { encoding: "utf8" });
  const packages = [
    "@downhill/core",
    "onnxruntime-node",
    "@jax-js/jax",
    "@tensorflow/tfjs-core",
    "@tensorflow/tfjs-backend-wasm",
    "@tensorflow/tfjs-layers",
  ];
  const torch = torchVersion();
  return [
    ["Date", new Date().toISOString().slice(0, 10)],
    ["Processor", `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores`],
    ["Memory", `${(totalmem() / 2 ** 30).toFixed(0)} GiB`],
    ["System", `${platform()} ${release()}`],
    ["Load average at the start", load()],
    ["Node", process.version],
    ["C compiler", compiler.status === 0 ? compiler.stdout.split("\n")[0] : "not found: limits in WASM"],
    ...packages.map((name) => /** @type {[string, string]} */ ([name, versionOf(name) ?? "not installed"])),
    ["PyTorch", torch ?? "not found: skipped"],
  ];
}
