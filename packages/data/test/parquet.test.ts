import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquet, parquetImages, readParquet } from "@downhill/data";
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** Threads run what was built, not the sources. */
const worker = new URL("../dist/parquet/worker.js", import.meta.url);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "downhill-parquet-"));
});
afterAll(() => rm(folder, { recursive: true }));

type WriteOptions = Omit<Parameters<typeof parquetWriteBuffer>[0], "columnData">;

const write = async (name: string, columnData: ColumnSource[], options: WriteOptions = {}) => {
  const path = join(folder, name);
  await writeFile(path, new Uint8Array(parquetWriteBuffer({ columnData, ...options })));
  return path;
};
const count = (length: number) => Array.from({ length }, (_, i) => i);
const picture = (red: number) =>
  sharp({ create: { width: 6, height: 6, channels: 3, background: { r: red, g: 0, b: 0 } } })
    .png()
    .toBuffer();

describe.skipIf(!existsSync(worker))("Parquet", () => {
  it("has columns of numbers and names, over several row groups and files", async () => {
    const columns = (length: number): ColumnSource[] => [
      { name: "whole", data: Int32Array.from({ length }, (_, i) => i) },
      { name: "big", data: count(length).map((i) => BigInt(i) * 10n), type: "INT64" },
      { name: "real", data: count(length).map((i) => (i % 5 === 4 ? null : i / 2)), type: "DOUBLE" },
      { name: "flag", data: count(length).map((i) => i % 2 === 0), type: "BOOLEAN" },
      { name: "city", data: count(length).map((i) => (i % 7 === 6 ? null : ["Rome", "Oslo"][i % 2]!)) },
    ];
    const paths = [
      await write("one.parquet", columns(100), { rowGroupSize: 30 }),
      await write("two.parquet", columns(10), { codec: "UNCOMPRESSED" }),
    ];
    const table = await readParquet(paths, { worker });
    expect(table.length).toBe(110);
    expect(table.columns.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      "whole number",
      "big number",
      "real number",
      "flag number",
      "city category",
    ]);
    const [whole, big, real, flag, city] = table.columns;
    for (const row of [0, 29, 30, 99, 100, 109]) {
      const i = row % 100;
      expect([whole, big, flag].map((column) => column!.values[row])).toEqual([
        i,
        10 * i,
        i % 2 === 0 ? 1 : 0,
      ]);
      expect(real!.values[row]).toBe(i % 5 === 4 ? Number.NaN : i / 2);
      expect(city!.values[row]).toBe(i % 7 === 6 ? -1 : i % 2);
    }
    expect(city).toMatchObject({ names: ["Rome", "Oslo"] });
    expect(table.place(99)).toBe(`${paths[0]}, row 99`);
    expect(table.place(103)).toBe(`${paths[1]}, row 3`);
    const few = await readParquet(paths[1]!, { worker, columns: { whole: "category", city: "ignore" } });
    expect(few.columns.map(({ name }) => name)).toEqual(["whole", "big", "real", "flag"]);
    expect(few.columns[0]).toMatchObject({ kind: "category" });
  });

  it("becomes a training and a test set, as CSV does", async () => {
    const path = await write("table.parquet", [
      { name: "x", data: Float32Array.from(count(20)) },
      { name: "y", data: count(20).map((i) => (i === 3 ? null : 2 * i)), type: "DOUBLE" },
      { name: "kind", data: count(20).map((i) => (i % 4 === 0 ? "a" : "b")) },
    ]);
    const { train, test, transform } = await parquet({
      path,
      worker,
      label: "kind",
      missing: "mean",
      standardize: true,
    });
    expect([train.length, test.length, train.classNames]).toEqual([16, 4, ["a", "b"]]);
    expect(transform.names).toEqual(["x", "y"]);
    await expect(parquet({ path, worker })).rejects.toThrow(`${path}, row 3: column "y" has no value`);
    await expect(parquet({ path, worker, target: "y" })).rejects.toThrow(
      `${path}, row 3: the target "y" is missing`,
    );
    const regression = await parquet({ path, worker, target: "x", missing: "median", testPath: path });
    expect(regression.test.targets.dims).toEqual([20, 1]);
  });

  it.each<[string, ColumnSource[], object, string]>([
    [
      "lists",
      [{ name: "x", data: [[1], [2, 3]] }],
      {
        schema: [
          { name: "root", num_children: 1 },
          { name: "x", repetition_type: "OPTIONAL", converted_type: "LIST", num_children: 1 },
          { name: "list", repetition_type: "REPEATED", num_children: 1 },
          { name: "element", type: "INT32", repetition_type: "OPTIONAL" },
        ],
      },
      "one value in each row",
    ],
    ["records", [{ name: "x", data: [{ a: 1 }, { a: 2 }] }], {}, 'ignore it: columns: { "x": "ignore" }'],
    ["dates", [{ name: "x", data: [new Date(0), new Date(1)] }], {}, "holds values of type TIME"],
    [
      "infinity",
      [{ name: "x", data: Float64Array.of(1, Infinity) }],
      {},
      'row 1, column "x": Infinity is not',
    ],
    [
      "whole numbers beyond 2^53",
      [{ name: "x", data: [1n, 2n ** 60n], type: "INT64" }],
      {},
      "read the column as a category",
    ],
    [
      "text where numbers were asked for",
      [{ name: "x", data: ["a", "b"] }],
      { columns: { x: "number" } },
      "holds text",
    ],
    [
      "a wish for another column",
      [{ name: "x", data: ["a", "b"] }],
      { columns: { z: "number" } },
      "names here: x",
    ],
    [
      "too many columns",
      count(5).map((i) => ({ name: `c${i}`, data: [1] })),
      { mostColumns: 4 },
      "more than mostColumns",
    ],
    [
      "more than fits",
      [{ name: "x", data: Float64Array.from(count(1000)) }],
      { mostBytes: 5000 },
      "too large",
    ],
    ["no rows", [{ name: "x", data: new Float64Array(0) }], {}, "has no rows"],
  ])("refuses %s", async (_, columns, options, message) => {
    const path = await write("refused.parquet", columns, options as WriteOptions);
    await expect(readParquet(path, { worker, ...options })).rejects.toThrow(message);
  });

  it("refuses what is no Parquet file", async () => {
    for (const [name, bytes] of Object.entries({
      empty: new Uint8Array(0),
      html: new TextEncoder().encode("<!DOCTYPE html><html><body>not found</body></html>"),
      zeros: new Uint8Array(5000),
      ends: new TextEncoder().encode("PAR1................PAR1"),
    })) {
      const path = join(folder, name);
      await writeFile(path, bytes);
      await expect(readParquet(path, { worker }), name).rejects.toMatchObject({ code: "data" });
    }
    await expect(readParquet(join(folder, "none"), { worker })).rejects.toThrow("no such file");
    await expect(readParquet(folder, { worker })).rejects.toThrow("is not a file");
  });

  it("ends the reader of a damaged file in time, whatever byte is flipped", async () => {
    const path = await write(
      "whole.parquet",
      [
        { name: "x", data: Float64Array.from(count(300)) },
        { name: "n", data: Int32Array.from(count(300)) },
        { name: "s", data: count(300).map((i) => `name ${i % 7}`) },
      ],
      { rowGroupSize: 150 },
    );
    const sound = await readFile(path);
    const damaged = join(folder, "damaged.parquet");
    // The page headers at the beginning and the footer at the end; between them are mostly numbers.
    const places = [...count(4).map((i) => 18 + 2 * i), ...count(5).map((i) => sound.length - 20 - 70 * i)];
    const outcomes = new Map<string, number>();
    for (const place of places) {
      const bytes = Uint8Array.from(sound);
      bytes[place]! ^= 0xff;
      await writeFile(damaged, bytes);
      const started = performance.now();
      const outcome = await readParquet(damaged, { worker, patience: 1.5, heapMegabytes: 128 }).then(
        ({ length }) => `read ${length}`,
        (error: { code: string; message: string }) => {
          expect(error.code, error.message).toBe("data");
          expect(error.message).toContain(damaged);
          return "refused";
        },
      );
      expect(performance.now() - started).toBeLessThan(10_000);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect(outcomes.get("refused")).toBeGreaterThan(3);
    for (const part of [0.2, 0.5, 0.9]) {
      await writeFile(damaged, sound.subarray(0, sound.length * part));
      await expect(readParquet(damaged, { worker })).rejects.toMatchObject({ code: "data" });
    }
  }, 120_000);

  it("ends a reader that is silent", async () => {
    const silent = join(folder, "silent.mjs");
    await writeFile(silent, "for (;;);");
    const path = await write("fine.parquet", [{ name: "x", data: [1] }]);
    const { pathToFileURL } = await import("node:url");
    const started = performance.now();
    await expect(readParquet(path, { worker: pathToFileURL(silent), patience: 0.3 })).rejects.toThrow(
      "said nothing for 0.3 s and was ended",
    );
    expect(performance.now() - started).toBeLessThan(15_000);
    const greedy = join(folder, "greedy.mjs");
    await writeFile(
      greedy,
      "const all = []; for (;;) all.push(new Array(1e5).fill(0).map((_, i) => ({ i })));",
    );
    await expect(readParquet(path, { worker: pathToFileURL(greedy), heapMegabytes: 32 })).rejects.toThrow(
      "its reader needed more than 32 MB of heap",
    );
  });

  it("holds images as Hugging Face lays them out", async () => {
    const reds = [250, 10, 240, 20, 230, 30, 220, 40, 210, 50];
    const images = await Promise.all(
      reds.map(async (red, i) => ({ bytes: new Uint8Array(await picture(red)), path: `${i}.png` })),
    );
    const labels = Int32Array.from(reds, (red) => (red > 128 ? 1 : 0));
    const huggingface = JSON.stringify({
      info: {
        features: { image: { _type: "Image" }, label: { names: ["dark", "bright"], _type: "ClassLabel" } },
      },
    });
    const schema = [
      { name: "root", num_children: 2 },
      { name: "image", repetition_type: "OPTIONAL" as const, num_children: 2 },
      { name: "bytes", type: "BYTE_ARRAY" as const, repetition_type: "OPTIONAL" as const },
      {
        name: "path",
        type: "BYTE_ARRAY" as const,
        converted_type: "UTF8" as const,
        repetition_type: "OPTIONAL" as const,
      },
      { name: "label", type: "INT64" as const, repetition_type: "OPTIONAL" as const },
    ];
    const path = await write(
      "train-00000-of-00001.parquet",
      [
        { name: "image", data: images },
        { name: "label", data: [...labels].map(BigInt) },
      ],
      { schema, rowGroupSize: 4, kvMetadata: [{ key: "huggingface", value: huggingface }] },
    );
    const { train, test, classNames, bad } = await parquetImages({ path, size: 4, worker });
    expect([train.length, test.length, classNames, bad]).toEqual([8, 2, ["dark", "bright"], []]);
    const { inputs, targets } = await train.batch(Uint32Array.from(count(8)));
    expect(inputs.dims).toEqual([8, 3, 4, 4]);
    for (let i = 0; i < 8; i++) {
      const red = Math.round((inputs.data[i * 48] as number) * 255);
      expect(reds).toContain(red);
      expect(targets.data[i]).toBe(red > 128 ? 1 : 0);
    }
    // A folder of files, the classes as names, the images as plain bytes, one of them broken.
    const columns = (broken: boolean): ColumnSource[] => [
      {
        name: "picture",
        data: images.map(({ bytes }, i) => (broken && i === 2 ? new Uint8Array(9) : bytes)),
        type: "BYTE_ARRAY",
      },
      { name: "kind", data: [...labels].map((label) => ["dim", "lit"][label]!) },
    ];
    const { mkdir } = await import("node:fs/promises");
    const parts = join(folder, "parts");
    await mkdir(parts);
    await write("parts/train-0.parquet", columns(true));
    await write("parts/train-1.parquet", columns(false));
    await write("parts/test-0.parquet", columns(false));
    const several = await parquetImages({ path: parts, size: 4, label: "kind", worker });
    expect([several.train.length, several.test.length, several.classNames]).toEqual([19, 10, ["dim", "lit"]]);
    expect(several.bad.map(({ name }) => name)).toEqual([`${join(parts, "train-0.parquet")}, row 2`]);
    await expect(parquetImages({ path, size: 4, image: "img", worker })).rejects.toThrow(
      "names here: image label",
    );
    await expect(parquetImages({ path, size: 4, label: "class", worker })).rejects.toThrow("unknown column");
    const flat = await write("flat.parquet", [{ name: "label", data: [1, 2] }]);
    await expect(parquetImages({ path: flat, size: 4, worker })).rejects.toThrow("no column has images");
    await expect(parquetImages({ path: folder, size: 4, worker, testPath: path })).rejects.toThrow(
      "not with a folder",
    );
  });
});
