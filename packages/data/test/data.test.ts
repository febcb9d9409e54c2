import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { blobs, evenly, labelled, mnist, moons, readIdx, spiral, split, subset } from "@downhill/data";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "downhill-data-"));
});
afterAll(() => rm(folder, { recursive: true }));

const file = async (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
};
const idx = (dims: number[], data: number[]) =>
  Uint8Array.from([0, 0, 8, dims.length, ...dims.flatMap((side) => [0, 0, side >> 8, side & 255]), ...data]);

describe("readIdx", () => {
  it("reads dimensions and bytes", () => {
    const { dims, data } = readIdx(idx([2, 1, 2], [1, 2, 3, 4]), "x");
    expect(dims).toEqual([2, 1, 2]);
    expect([...data]).toEqual([1, 2, 3, 4]);
  });

  it.each([
    ["empty", new Uint8Array(0), /not an IDX file: x starts with nothing/],
    ["HTML", new TextEncoder().encode("<html>"), /not an IDX file: x starts with 3c 68 74 6d/],
    ["floats", Uint8Array.from([0, 0, 0x0d, 1, 0, 0, 0, 0]), /unsupported IDX type: 0x0d/],
    ["no dimensions", Uint8Array.from([0, 0, 8, 0]), /claims 0 dimensions/],
    ["header cut short", Uint8Array.from([0, 0, 8, 3, 0, 0]), /claims 3 dimensions in 6 bytes/],
    ["data cut short", idx([3, 2], [1, 2, 3]), /claims 3 × 2 = 6 bytes and holds 3; it is cut short/],
    ["bytes to spare", idx([1], [1, 2]), /bytes to spare/],
    ["absurd size", Uint8Array.from([0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255]), /cut short/],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => readIdx(bytes, "x")).toThrow(message);
  });
});

describe("mnist", () => {
  it("is the real one", async () => {
    const { train, test } = await mnist();
    expect([train.length, test.length, train.classes]).toEqual([60000, 10000, 10]);
    expect([...train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    const { inputs, targets } = await train.batch(Uint32Array.of(0, 59999));
    expect(inputs.dims).toEqual([2, 1, 28, 28]);
    expect([...targets.data]).toEqual([5, 8]);
    const pixels = inputs.data as Float32Array;
    expect([Math.min(...pixels), Math.max(...pixels)]).toEqual([0, 1]);
    // The mean of all MNIST training pixels is 0.1307; a single 5 has 0.1377.
    const first = pixels.subarray(0, 784);
    expect(first.reduce((sum, pixel) => sum + pixel, 0) / 784).toBeCloseTo(0.1377, 4);
  });

  it("takes an evenly spaced subset", async () => {
    const { train, test } = await mnist({ train: 600, test: 100 });
    const all = await mnist();
    expect([train.length, test.length]).toEqual([600, 100]);
    expect(train.labels[7]).toBe(all.train.labels[700]);
    await expect(mnist({ train: 70000 })).rejects.toThrow(
      /invalid number of samples: 70000; mnist train has 60000/,
    );
  });

  it("reads another folder, compressed or not", async () => {
    await file("train-images-idx3-ubyte", idx([2, 1, 2], [0, 255, 51, 0]));
    await file("train-labels-idx1-ubyte.gz", gzipSync(idx([2], [1, 0])));
    await file("t10k-images-idx3-ubyte", idx([1, 1, 2], [1, 2]));
    await file("t10k-labels-idx1-ubyte", idx([1], [1]));
    const { train } = await mnist({ path: folder });
    const { inputs, targets } = await train.batch(Uint32Array.of(1, 0));
    expect([...(inputs.data as Float32Array)]).toEqual([Math.fround(0.2), 0, 0, 1]);
    expect([...targets.data]).toEqual([0, 1]);
    await file("t10k-labels-idx1-ubyte", idx([2], [1, 1]));
    await expect(mnist({ path: folder })).rejects.toThrow(/has 1 images.*has 2 labels/);
    await expect(mnist({ path: join(folder, "none") })).rejects.toThrow(/no such file/);
  });
});

describe("labelled", () => {
  const inputs = Float32Array.of(1, 2, 3, 4);
  const labels = Int32Array.of(0, 1);
  it("names the first bad label and the first bad numbers", () => {
    const bad = Float32Array.of(1, Number.NaN, 3, Number.POSITIVE_INFINITY);
    expect(() => labelled({ name: "x", inputs: bad, sampleShape: [2], labels })).toThrow(
      "x, row 0, column 1: NaN; row 1, column 1: Infinity",
    );
    expect(() =>
      labelled({ name: "x", inputs, sampleShape: [2], labels: Int32Array.of(0, 7), classes: 3 }),
    ).toThrow("label out of range: x, row 1 (counted from 0), label 7; expected 0 to 2");
    expect(() => labelled({ name: "x", inputs, sampleShape: [3], labels })).toThrow(/need 6/);
    expect(() => labelled({ name: "x", inputs, sampleShape: [2], labels: new Int32Array(0) })).toThrow(
      /no samples/,
    );
  });

  it("splits without overlap, the same way for one seed", () => {
    const all = labelled({
      name: "x",
      inputs: Float32Array.from({ length: 50 }, (_, k) => k),
      sampleShape: [1],
      labels: new Int32Array(50),
      classes: 2,
    });
    const values = (part: typeof all) => [
      ...(part.batch(indices(part.length)) as { inputs: { data: Float32Array } }).inputs.data,
    ];
    const indices = (length: number) => Uint32Array.from({ length }, (_, k) => k);
    const { kept, held } = split(all, 0.2, 1);
    expect([kept.length, held.length]).toEqual([40, 10]);
    expect([...values(kept), ...values(held)].sort((a, b) => a - b)).toEqual([...indices(50)]);
    expect(values(split(all, 0.2, 1).held)).toEqual(values(held));
    expect(values(split(all, 0.2, 2).held)).not.toEqual(values(held));
    expect(values(subset(held, Uint32Array.of(3)))).toEqual([values(held)[3]]);
    expect(evenly(all, 5).length).toBe(5);
    for (const share of [0, 1, Number.NaN, 0.001])
      expect(() => split(all, share)).toThrow(/invalid validation share/);
  });
});

describe("synthetic points", () => {
  it.each([
    ["moons", moons, 2],
    ["spiral", spiral, 3],
    ["blobs", blobs, 3],
  ] as const)("%s", async (_, make, classes) => {
    const { train, test } = make({ samples: 99, seed: 4 });
    expect([train.length, test.length, train.classes]).toEqual([99, 99, classes]);
    const one = Uint32Array.of(0, 5);
    const data = [...(await train.batch(one)).inputs.data];
    expect([...(await make({ samples: 99, seed: 4 }).train.batch(one)).inputs.data]).toEqual(data);
    expect([...(await make({ samples: 99, seed: 5 }).train.batch(one)).inputs.data]).not.toEqual(data);
    expect([...(await test.batch(one)).inputs.data]).not.toEqual(data);
    expect(() => make({ samples: 1 })).toThrow(/invalid number of samples: 1/);
    expect(() => make({ noise: -1 })).toThrow(/invalid noise/);
  });
});
