/** What this machine can do at most: the yardstick for all other questions. */

import { limitSides } from "./support/limit.mjs";
import { versionOf } from "./support/machine.mjs";
import { interleave, Side } from "./support/side.mjs";

export const heading = "Limits of the machine";
export const question =
  "How many bytes per second can the memory move, and how many multiply-adds per second can the cores do?";

const kernels = [
  { what: "copy", reads: 1, writes: 1, inPlace: false },
  { what: "sgd's traffic: reads 2, writes 1 of them", reads: 2, writes: 1, inPlace: true },
  { what: "momentum's: reads 3, writes 2 of them", reads: 3, writes: 2, inPlace: true },
  { what: "AdamW's: reads 4, writes 3 of them", reads: 4, writes: 3, inPlace: true },
];

/** @returns {Promise<import("./support/results.mjs").Answer>} */
export async function answer({ quick, effort }) {
  const length = quick ? 2 ** 20 : 2 ** 24;
  const rows = [];
  for (const { what, ...traffic } of kernels) {
    const sides = await limitSides({ ...traffic, length });
    await interleave(sides, effort);
    const gigabytes = 4e-6 * length * (traffic.reads + traffic.writes);
    const times = sides.map((side) => side.median);
    rows.push([what, times[0], times[1], gigabytes / times[0], gigabytes / times[1]]);
    for (const side of sides) side.stop();
  }
  const size = quick ? 256 : 1024;
  const products = [];
  for (const threads of [1, 2]) {
    const side = new Side(`sgemm ${threads}`, new URL("limits/sgemm.mjs", import.meta.url));
    await side.prepare({ size, threads });
    products.push(side);
  }
  await interleave(products, effort);
  const flops = products.map((side) => (2e-6 * size ** 3) / side.median);
  for (const side of products) side.stop();
  return {
    tables: [
      {
        title: `Memory, ${length / 2 ** 20}M float32 per array`,
        columns: ["traffic", "ms, 1 thread", "2 threads", "GB/s, 1 thread", "2 threads"],
        rows: rows.map((row) => row.map((value) => (Number.isNaN(value) ? undefined : value))),
      },
      {
        title: `Matrix product ${size}³ in ONNX Runtime ${versionOf("onnxruntime-node")}`,
        columns: ["", "1 thread", "2 threads"],
        rows: [["GFLOP/s", ...flops]],
      },
    ],
  };
}
