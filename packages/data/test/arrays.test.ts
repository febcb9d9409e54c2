import { Buffer } from "node:buffer";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Dataset } from "@downhill/core";
import {
  cifar,
  iterableDataset,
  type LabelledSample,
  numpy,
  readCifar,
  readNpy,
  readNpz,
} from "@downhill/data";
import { zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "downhill-arrays-"));
});
afterAll(() => rm(folder, { recursive: true }));

const file = async (name: string, content: Uint8Array) => {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
};
const inputsOf = async (dataset: Dataset, ...indices: number[]) => {
  const { inputs } = await dataset.batch(Uint32Array.from(indices));
  return { dims: inputs.dims, data: Array.from(inputs.data as Float32Array) };
};

/** A `.npy` file as NumPy writes it. */
function npy(
  descr: string,
  shape: string,
  data: Uint8Array | number[],
  fortran = "False",
  version = 1,
): Uint8Array {
  const start = version === 1 ? 10 : 12;
  const header = `{'descr': ${descr}, 'fortran_order': ${fortran}, 'shape': ${shape}, }`;
  const length = Math.ceil((start + header.length + 1) / 64) * 64 - start;
  const text = `${header.padEnd(length - 1)}\n`;
  const size = version === 1 ? [length & 255, length >> 8] : [length & 255, length >> 8, 0, 0];
  return Buffer.concat([
    Buffer.from("\x93NUMPY", "latin1"),
    Uint8Array.from([version, 0, ...size]),
    Buffer.from(text),
    Uint8Array.from(data),
  ]);
}
const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const floats = (...values: number[]) => bytesOf(Float32Array.from(values));
const longs = (...values: number[]) => bytesOf(BigInt64Array.from(values, BigInt));

describe("readNpy", () => {
  // Written by NumPy 2.4.6.
  const recorded = {
    floats:
      "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAACAPwAAAEAAAEBAAACAQAAAoEA=",
    bigEndian:
      "k05VTVBZAQB2AHsnZGVzY3InOiAnPmkyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDMsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAf/+ASw=",
    half: "k05VTVBZAQB2AHsnZGVzY3InOiAnPGYyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDUsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAPgC0/3sBAAB8",
    columnsFirst:
      "k05VTVBZAQB2AHsnZGVzY3InOiAnPGk0JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMywgNCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAADAAAAAQAAAAQAAAACAAAABQAAAABAAAADQAAAAUAAAARAAAACQAAABUAAAACAAAADgAAAAYAAAASAAAACgAAABYAAAADAAAADwAAAAcAAAATAAAACwAAABcAAAA=",
    one: "k05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoHAAAAAAAAAA==",
  };
  it.each([
    ["floats", [2, 3], Float32Array.of(0, 1, 2, 3, 4, 5)],
    ["bigEndian", [3], Int16Array.of(1, -2, 300)],
    ["half", [5], Float32Array.of(1.5, -0.25, 65504, 2 ** -24, Number.POSITIVE_INFINITY)],
    ["columnsFirst", [2, 3, 4], Int32Array.from({ length: 24 }, (_, i) => i)],
    ["one", [], BigInt64Array.of(7n)],
  ] as const)("reads what NumPy wrote: %s", (name, dims, data) => {
    const bytes = Buffer.from(recorded[name], "base64");
    // At an odd offset, as within a larger file.
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect(readNpy(shifted.subarray(1), name)).toMatchObject({ dims, data });
  });

  it("reads versions 2 and 3", () => {
    for (const version of [2, 3])
      expect(readNpy(npy("'|u1'", "(2,)", [7, 8], "False", version), "x").data).toEqual(Uint8Array.of(7, 8));
  });

  it.each([
    ["nothing", new Uint8Array(0), "not a .npy file"],
    ["HTML", Buffer.from("<!DOCTYPE html><html>"), "not a .npy file"],
    ["a version of the future", npy("'|u1'", "(1,)", [1], "False", 9), "version 9"],
    ["a header cut short", npy("'|u1'", "(1,)", [1]).subarray(0, 40), "cut short within its header"],
    ["data cut short", npy("'<f4'", "(2,)", [0, 0, 0, 0]), "claims 2 of <f4, 8 bytes; the file has 4"],
    ["data to spare", npy("'|u1'", "()", [1, 2]), "claims one number of |u1, 1 bytes; the file has 2"],
    ["a shape that is not meant", npy("'<f8'", `(${"99999, ".repeat(9)})`, []), "impossible shape"],
    ["more than there is memory", npy("'|u1'", "(4000000000, 1000)", []), "the file has 0"],
    ["objects", npy("'|O'", "(1,)", [1]), "numbers of type |O are not read"],
    ["text", npy("'<U2'", "(1,)", [1]), "numbers of type <U2 are not read"],
    ["records", npy("[('a', '<i4')]", "(1,)", [0, 0, 0, 0]), "It holds records"],
    ["code", npy("__import__('os')", "(1,)", [1]), "the header is not one of .npy"],
    ["negative sides", npy("'|u1'", "(-1,)", [1]), "the header is not one of .npy"],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => readNpy(bytes, "x")).toThrow(message);
    expect(() => readNpy(bytes, "x")).toThrow(expect.objectContaining({ code: "data" }));
  });
});

describe("readNpz and numpy", () => {
  // np.savez_compressed(x_train=arange(24) as u1 [6, 2, 2], y_train=[0 1 0 1 2 2], x_test=zeros(1, 2, 2), y_test=[1]), NumPy 2.4.6
  const recorded = Buffer.from(
    "UEsDBC0AAAAIAAAAIQCxjBFb//////////8LABQAeF90cmFpbi5ucHkBABAAmAAAAAAAAABgAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loF5Taqiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GmY6CkZApKmjUKtAHuBiYGRiZmFlY+fg5OLm4eXjFxAUEhYRFRMHAFBLAwQtAAAACAAAACEAlw+cgv//////////CwAUAHlfdHJhaW4ubnB5AQAQALAAAAAAAAAATwAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2mhrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RpmOpo6CrUKFAAuBihgZEAFMD4TGg0AUEsDBC0AAAAIAAAAIQBHg4vA//////////8KABQAeF90ZXN0Lm5weQEAEACEAAAAAAAAAEoAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgXlNqqK6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkahjoKRkCkqaNQq0Ae4GIAAgBQSwMELQAAAAgAAAAhAD6aFF7//////////woAFAB5X3Rlc3QubnB5AQAQAIgAAAAAAAAASAAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2mhrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RqGOpo6CrUKFAAuRgYIAABQSwECLQMtAAAACAAAACEAsYwRW2AAAACYAAAACwAAAAAAAAAAAAAAgAEAAAAAeF90cmFpbi5ucHlQSwECLQMtAAAACAAAACEAlw+cgk8AAACwAAAACwAAAAAAAAAAAAAAgAGdAAAAeV90cmFpbi5ucHlQSwECLQMtAAAACAAAACEAR4OLwEoAAACEAAAACgAAAAAAAAAAAAAAgAEpAQAAeF90ZXN0Lm5weVBLAQItAy0AAAAIAAAAIQA+mhReSAAAAIgAAAAKAAAAAAAAAAAAAACAAa8BAAB5X3Rlc3QubnB5UEsFBgAAAAAEAAQA4gAAADMCAAAAAA==",
    "base64",
  );

  it("reads what NumPy wrote", async () => {
    const arrays = readNpz(recorded, "x.npz");
    expect([...arrays.keys()]).toEqual(["x_train", "y_train", "x_test", "y_test"]);
    expect(arrays.get("x_train")).toMatchObject({ dims: [6, 2, 2], dtype: "u1" });
    expect([...readNpz(recorded, "x.npz", { names: ["y_test"] }).keys()]).toEqual(["y_test"]);
    const { train, test } = await numpy({ path: await file("keras.npz", recorded), layout: "hw" });
    expect([train.length, test.length, train.sampleShape]).toEqual([6, 1, [1, 2, 2]]);
    expect(train).toMatchObject({ labels: Int32Array.of(0, 1, 0, 1, 2, 2), classes: 3 });
    expect((await inputsOf(train, 5)).data).toEqual(
      [20, 21, 22, 23].map((value) => Math.fround(value / 255)),
    );
  });

  it("puts channels first, splits, and predicts floats", async () => {
    const images = npy("'<f4'", "(10, 1, 2, 3)", floats(...Array.from({ length: 60 }, (_, i) => i)));
    const path = await file("images.npy", images);
    const labels = await file("labels.npy", npy("'<i8'", "(10, 1)", longs(0, 1, 0, 1, 0, 1, 0, 1, 0, 1)));
    const { train, test } = await numpy({ path, targets: labels, layout: "hwc", test: 0.4 });
    expect([train.length, test.length, train.sampleShape]).toEqual([6, 4, [3, 1, 2]]);
    expect("labels" in test && test.labels.filter((label) => label === 1).length).toBe(2);
    const [first] = (await inputsOf(train, 0)).data;
    expect((await inputsOf(train, 0)).data).toEqual([0, 3, 1, 4, 2, 5].map((offset) => first! + offset));
    const numbers = await file(
      "numbers.npy",
      npy("'<f4'", "(10,)", floats(...Array.from({ length: 10 }, (_, i) => i))),
    );
    const regression = await numpy({ path, targets: numbers, seed: 2 });
    expect(regression.train.targets.dims).toEqual([8, 1]);
    const row = regression.train.targets.data[3] as number;
    expect((await inputsOf(regression.train, 3)).data[0]).toBe(6 * row);
  });

  it("refuses damaged archives and ones that unpack to too much", async () => {
    expect(() => readNpz(Buffer.from("PK nonsense"), "x.npz")).toThrow("x.npz: not a .npz file, or damaged");
    for (let at = 0; at < recorded.length; at += 7) {
      const damaged = Uint8Array.from(recorded);
      damaged[at]! ^= 0xff;
      try {
        readNpz(damaged, "x.npz");
      } catch (error) {
        expect(error).toMatchObject({ code: "data", message: expect.stringContaining("x.npz") });
      }
    }
    const bomb = zipSync({ "x.npy": npy("'|u1'", "(5000000,)", new Uint8Array(5e6)) });
    expect(bomb.length).toBeLessThan(10_000);
    expect(() => readNpz(bomb, "bomb.npz", { mostBytes: 1e6 })).toThrow(
      "too large: bomb.npz needs more than 1 MB",
    );
  });

  it.each<[string, Record<string, Uint8Array>, object, string]>([
    [
      "an unknown array",
      { x: npy("'|u1'", "(1,)", [1]) },
      { inputs: "xs" },
      "has no array xs; did you mean x? it has x",
    ],
    ["arrays without known names", { first: npy("'|u1'", "(1,)", [1]) }, {}, "which array has the inputs?"],
    [
      "different lengths",
      { x: npy("'|u1'", "(4,)", [1, 2, 3, 4]), y: npy("'|u1'", "(3,)", [1, 2, 3]) },
      { test: 0.5 },
      "have not the same number of samples",
    ],
    [
      "labels below 0",
      { x: npy("'|u1'", "(2,)", [1, 2]), y: npy("'|i1'", "(2,)", [1, 255]) },
      { test: 0.5 },
      "the label of sample 1 is -1",
    ],
    [
      "one-hot labels of whole numbers",
      { x: npy("'|u1'", "(2,)", [1, 2]), y: npy("'|u1'", "(2, 2)", [1, 0, 0, 1]) },
      { test: 0.5 },
      "expected one whole number for each sample",
    ],
    [
      "another layout",
      { x: npy("'|u1'", "(2, 1)", [1, 2]), y: npy("'|u1'", "(2,)", [1, 0]) },
      { test: 0.5, layout: "hwc" },
      'samples of shape [1] are not laid out as "hwc"',
    ],
    [
      "NaN",
      { x: npy("'<f4'", "(2,)", floats(1, Number.NaN)), y: npy("'|u1'", "(2,)", [1, 0]) },
      { test: 0.5 },
      "NaN",
    ],
  ])("refuses %s", async (_, arrays, options, message) => {
    const zipped = zipSync(
      Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes])),
    );
    await expect(numpy({ path: await file("refused.npz", zipped), ...options })).rejects.toThrow(message);
  });
});

describe("cifar", () => {
  const record = (labels: number[], value: number) => [...labels, ...new Array<number>(3072).fill(value)];

  it("reads both kinds", async () => {
    const ten = join(folder, "ten");
    const hundred = join(folder, "hundred");
    await Promise.all([mkdir(ten), mkdir(hundred)]);
    for (let i = 1; i <= 5; i++)
      await file(`ten/data_batch_${i}.bin`, Uint8Array.from([...record([i], 51), ...record([9], i)]));
    await file("ten/test_batch.bin", Uint8Array.from(record([3], 255)));
    await file("hundred/train.bin", Uint8Array.from(record([7, 98], 0)));
    await file("hundred/test.bin", Uint8Array.from(record([7, 99], 0)));
    const { train, test } = await cifar({ path: ten });
    expect([...train.labels]).toEqual([1, 9, 2, 9, 3, 9, 4, 9, 5, 9]);
    expect([train.classes, test.length]).toEqual([10, 1]);
    expect((await inputsOf(train, 2)).dims).toEqual([1, 3, 32, 32]);
    expect((await inputsOf(train, 2)).data[0]).toBeCloseTo(0.2);
    expect((await cifar({ path: hundred })).train).toMatchObject({ labels: Int32Array.of(98), classes: 100 });
    expect((await cifar({ path: ten, train: 5 })).train.length).toBe(5);
    await file("ten/data_batch_3.bin", Uint8Array.from(record([10], 0)));
    await expect(cifar({ path: ten })).rejects.toThrow("label 10; expected 0 to 9");
    await expect(cifar({ path: folder })).rejects.toThrow("no such file");
  });

  it("refuses what is not a whole number of records", () => {
    for (const length of [0, 1, 3074])
      expect(() => readCifar(new Uint8Array(length), "x.bin")).toThrow(`x.bin: ${length} bytes are not`);
  });
});

describe("iterableDataset", () => {
  const points = (count: number): LabelledSample[] =>
    Array.from({ length: count }, (_, i) => ({ input: [i, -i], label: i % 3 }));

  it("collects what comes, of known length or not", async () => {
    async function* later() {
      for (const point of points(100)) yield point;
    }
    for (const dataset of [
      await iterableDataset(later()),
      await iterableDataset(points(100), { length: 100, sampleShape: [2] }),
    ]) {
      expect([dataset.length, dataset.classes, dataset.sampleShape]).toEqual([100, 3, [2]]);
      expect(await inputsOf(dataset, 7, 99)).toEqual({ dims: [2, 2], data: [7, -7, 99, -99] });
    }
    const numbers = await iterableDataset([
      { input: Float32Array.of(1, 2, 3, 4), target: 0.5 },
      { input: Float32Array.of(5, 6, 7, 8), target: [1.5] },
    ]);
    expect([...numbers.targets.data]).toEqual([0.5, 1.5]);
    expect((await iterableDataset(points(4), { sampleShape: [1, 1, 2], classes: 9 })).classes).toBe(9);
  });

  it.each<[string, unknown[], object, string]>([
    ["nothing", [], {}, "empty data set: samples gave no samples"],
    [
      "another length",
      [...points(1), { input: [1], label: 0 }],
      {},
      "sample 1: input has 1 numbers, expected 2",
    ],
    [
      "NaN",
      [{ input: [0, Number.NaN], label: 0 }],
      {},
      "sample 0: input, element 1: NaN is not a finite number",
    ],
    ["text", [{ input: "ab", label: 0 }], {}, "element 0: a is not a finite number"],
    ["no input", [{ label: 0 }], {}, "expected { input, label } or { input, target }"],
    ["no label", [{ input: [1] }], {}, "expected { input, label } or { input, target }"],
    [
      "labels and targets",
      [...points(1), { input: [1, 2], target: 3 }],
      {},
      "some samples have a label, some a target",
    ],
    ["a label that is a fraction", [{ input: [1], label: 0.5 }], {}, "the label is 0.5"],
    ["more than announced", points(3), { length: 2 }, "sample 2: only 2 samples were announced"],
    ["fewer than announced", points(3), { length: 4 }, "4 samples were announced, 3 came"],
    ["more than memory", points(1000), { mostBytes: 4000 }, "too large: samples needs more than"],
    ["more than memory, announced", points(1), { mostBytes: 4000, length: 1e9 }, "too large"],
    ["classes out of range", points(3), { classes: 2 }, "label 2; expected 0 to 1"],
  ])("refuses %s", async (_, samples, options, message) => {
    await expect(iterableDataset(samples as LabelledSample[], options)).rejects.toMatchObject({
      code: "data",
      message: expect.stringContaining(message),
    });
  });
});
