import { Buffer } from "node:buffer";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Dataset } from "@downhill/core";
import { csv, fitTable, readTable, transformFrom } from "@downhill/data";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "downhill-csv-"));
});
afterAll(() => rm(folder, { recursive: true }));

const file = async (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
};
const rows = async (dataset: Dataset) => {
  const all = Uint32Array.from({ length: dataset.length }, (_, i) => i);
  const { inputs, targets } = await dataset.batch(all);
  const width = inputs.dims[1]!;
  return Array.from(all, (i) => [
    ...(inputs.data as Float32Array).slice(i * width, (i + 1) * width),
    Number(targets.data[i]),
  ]);
};

describe("readTable", () => {
  it("reads numbers and names, whatever the line ends and separators", async () => {
    const path = await file(
      "iris.csv",
      '\uFEFFa;kind;b\r\n1;"set;""osa";2\r\n-.5;virginica;4\r\n\r\n5;virginica;1e1\r\n',
    );
    const table = await readTable(path);
    expect(table.length).toBe(3);
    expect(table.columns.map(({ name, kind }) => [name, kind])).toEqual([
      ["a", "number"],
      ["kind", "category"],
      ["b", "number"],
    ]);
    expect([...table.columns[0]!.values]).toEqual([1, -0.5, 5]);
    expect(table.columns[1]).toMatchObject({ names: ['set;"osa', "virginica"] });
    expect(table.place(2)).toBe(`${path}:5`);
  });

  it("counts lines when a cell spans several", async () => {
    const path = await file("lines.csv", 'a,b\n"x\ny\nz",1\nu,2\nv,w\n');
    await expect(readTable(path)).rejects.toThrow(`${path}:6:2: "w" is not a finite number`);
  });

  it("takes names that objects have, such as __proto__, and nameless columns", async () => {
    const path = await file("proto.csv", "__proto__,constructor,\n1,toString,3\n2,__proto__,4\n");
    const table = await readTable(path, {
      columns: Object.fromEntries([
        ["__proto__", "category"],
        ["column 3", "ignore"],
      ]),
    });
    expect(table.columns.map(({ name, kind }) => [name, kind])).toEqual([
      ["__proto__", "category"],
      ["constructor", "category"],
    ]);
    expect(table.columns[1]).toMatchObject({ names: ["toString", "__proto__"] });
    expect(fitTable(table).names).toEqual([
      "__proto__=1",
      "__proto__=2",
      "constructor=__proto__",
      "constructor=toString",
    ]);
  });

  it("reads decimal commas when told so", async () => {
    const path = await file("comma.csv", "a;b\n1,5;0\n-2,25;1\n");
    await expect(readTable(path)).rejects.toThrow(
      `${path}:2:1: "1,5" is not a finite number; a decimal comma is read with decimal: ","`,
    );
    const table = await readTable(path, { decimal: "," });
    expect([...table.columns[0]!.values]).toEqual([1.5, -2.25]);
  });

  it.each<[string, string | Uint8Array, string]>([
    ["text among numbers", "a,b\n1,0\nx,1\n", ':3:1: "x" is not a finite number'],
    ["infinity", "a,b\n1,0\n2,-Infinity\n", ':3:2: "-Infinity" is not a finite number'],
    ["hexadecimal numbers", "a,b\n1,0\n0x10,1\n", ':3:1: "0x10" is not a finite number'],
    ["an empty cell", "a,b\n1,0\n,1\n", ":3:1: an empty cell"],
    ["NaN", "a,b\n1,0\nNaN,1\n", ':3:1: "NaN" is not a finite number'],
    ["a row too long", "a,b\n1,0\n1,2,3\n", ":3: 3 cells, the header has 2"],
    ["a row too short", "a,b\r\n1,0\r\n1\r\n", ":3: 1 cells, the header has 2"],
    ["an open quote", 'a,b\n1,0\n"1,2\n', ":3: a quote is opened and never closed"],
    ["text after a quote", 'a,b\n1,0\n"1"2,2\n', ":3: text after a closing quote"],
    ["a quote within a cell", 'a,b\n1,0\n1 "one",2\n', ":3: a quote within a cell"],
    ["a header alone", "a,b\n", "has no rows below its header"],
    ["nothing", "", "has no rows below its header"],
    ["two columns of one name", "a,b,a\n1,2,3\n", ':1: columns 1 and 3 are both called "a"'],
    ["UTF-16", Buffer.from("\uFEFFa,b\n1,2\n", "utf16le"), ":1: UTF-16; save the file as UTF-8"],
    ["Latin-1", Buffer.from("a,b\nM\xfcnchen,2\n", "latin1"), ":2:1: not UTF-8"],
    ["zero bytes", "a,b\nx\0,2\n", ":2:1: a zero byte"],
    ["too many columns", `${"a,".repeat(20_000)}b\n`, ":1: 20001 columns are more than mostColumns, 10000"],
    ["a quote that swallows the file", `a,b\n1,"${"x".repeat(5e6)}\n`, ":2: a row longer than 4 MB"],
  ])("refuses %s", async (name, content, message) => {
    const path = await file(`${name}.csv`, content);
    await expect(readTable(path)).rejects.toMatchObject({
      code: "data",
      message: expect.stringContaining(path + message.replace(/^has/, " has")),
    });
  });

  it("refuses what does not fit into the memory it may take, and files that are not there", async () => {
    const path = await file("long.csv", `a,b\n${"1,2\n".repeat(10_000)}`);
    await expect(readTable(path, { mostBytes: 1e5 })).rejects.toThrow(
      `too large: ${path} needs more than 1 MB`,
    );
    await expect(readTable(join(folder, "none.csv"))).rejects.toThrow("no such file");
    await expect(readTable(folder)).rejects.toMatchObject({ code: "data" });
    await expect(readTable(path, { columns: { c: "ignore" } })).rejects.toThrow("names here: a b");
  });
});

describe("csv", () => {
  it("has classes from names, each part its share of them", async () => {
    const lines = Array.from({ length: 40 }, (_, i) => `${i},${i % 4 === 0 ? "rare" : "frequent"}`);
    const { train, test } = await csv({ path: await file("classes.csv", `x,kind\n${lines.join("\n")}\n`) });
    expect([train.length, test.length, train.classes]).toEqual([32, 8, 2]);
    expect(train.classNames).toEqual(["frequent", "rare"]);
    expect([train, test].map(({ labels }) => labels.filter((label) => label === 1).length)).toEqual([8, 2]);
    for (const [x, label] of [...(await rows(train)), ...(await rows(test))])
      expect(label).toBe(x! % 4 === 0 ? 1 : 0);
  });

  it("learns from the training rows only, and standardizes the test rows with that", async () => {
    const lines = Array.from({ length: 50 }, (_, i) => `${i * i},${i % 5},${i % 2}`);
    const path = await file("standardize.csv", `a,b,y\n${lines.join("\n")}\n`);
    const raw = await csv({ path, label: "y", seed: 3 });
    const { train, test, transform } = await csv({ path, label: "y", seed: 3, standardize: true });
    const column = (await rows(raw.train)).map(([a]) => a!);
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    const deviation = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length);
    for (const [scaled, unscaled] of [
      [train, raw.train],
      [test, raw.test],
    ] as const) {
      const before = await rows(unscaled);
      (await rows(scaled)).forEach(([a], i) => expect(a).toBeCloseTo((before[i]![0]! - mean) / deviation, 5));
    }
    const restored = transformFrom(JSON.parse(JSON.stringify({ features: transform.features })));
    const table = await readTable(path);
    expect(restored.apply(table, Uint32Array.of(7))).toEqual(transform.apply(table, Uint32Array.of(7)));
    expect(restored.names).toEqual(["a", "b"]);
  });

  it("predicts numbers, several at once as well, and scales them back", async () => {
    const lines = Array.from({ length: 10 }, (_, i) => `${i},${10 * i},${100 - i}`);
    const path = await file("numbers.csv", `x,price,rent\n${lines.join("\n")}\n`);
    const { train, test, targetScale } = await csv({
      path,
      target: ["price", "rent"],
      standardizeTarget: true,
      test: 0.3,
    });
    expect([train.length, test.length]).toEqual([7, 3]);
    expect(train.targets.dims).toEqual([7, 2]);
    for (const part of [train, test]) {
      const x = (await part.batch(Uint32Array.of(1))).inputs.data[0] as number;
      const [price, rent] = [part.targets.data[2]!, part.targets.data[3]!];
      expect(price * targetScale![0]!.deviation + targetScale![0]!.mean).toBeCloseTo(10 * x, 4);
      expect(rent * targetScale![1]!.deviation + targetScale![1]!.mean).toBeCloseTo(100 - x, 4);
    }
    await expect(csv({ path, target: "prize" })).rejects.toThrow("did you mean price?");
    await expect(csv({ path, target: "price", label: "rent" } as never)).rejects.toMatchObject({
      code: "usage",
    });
  });

  it("fills missing values as told, column by column", async () => {
    const text = "a,b,c,city,y\n1,10,1,Rome,0\n,,2,,0\n3,20,,Oslo,1\n8,90,6,Rome,1\n";
    const path = await file("missing.csv", text);
    await expect(csv({ path })).rejects.toThrow(`${path}:3:1: an empty cell`);
    const columns = {
      a: { kind: "number", missing: "mean" },
      b: { kind: "number", missing: "median" },
    } as const;
    const { train, transform } = await csv({ path, testPath: path, columns, missing: "category" });
    expect(transform.names).toEqual(["a", "b", "c", "c missing", "city=Oslo", "city=Rome", "city missing"]);
    expect(await rows(train)).toEqual([
      [1, 10, 1, 0, 0, 1, 0, 0],
      [4, 20, 2, 0, 0, 0, 1, 0],
      [3, 20, 3, 1, 1, 0, 0, 1],
      [8, 90, 6, 0, 0, 1, 0, 1],
    ]);
  });

  it("makes a constant column 0 and says so", async () => {
    const path = await file("constant.csv", `a,b,y\n${"0.1,1,0\n0.1,2,1\n".repeat(10)}`);
    const { train, warnings } = await csv({ path, standardize: true });
    expect(warnings).toEqual(['column "a" is 0.1 in every training row: it becomes 0 and tells nothing']);
    expect((await rows(train)).every(([a, b]) => a === 0 && Math.abs(b!) > 0.5)).toBe(true);
  });

  it("gives a category that training did not know no column", async () => {
    const path = await file("known.csv", "city,y\nRome,0\nOslo,1\n");
    const testPath = await file("unknown.csv", "city,y\nBonn,0\nOslo,1\n");
    const { test } = await csv({ path, testPath });
    expect(await rows(test)).toEqual([
      [0, 0, 0],
      [1, 0, 1],
    ]);
  });

  it.each([
    ["a class that training did not know", "x,y\n1,cat\n", "x,y\n1,bat\n", 'the label "bat" is not a class'],
    ["a label that is missing", "x,y\n1,cat\n2,?\n", undefined, ':3: the label "y" is missing'],
    ["labels that are fractions", "x,y\n1,0\n2,1.5\n", undefined, ':3: the label "y" is 1.5'],
    ["labels below 0", "x,y\n1,0\n2,-1\n", undefined, ':3: the label "y" is -1'],
    [
      "an input without values",
      "x,y\n?,0\n?,1\n",
      "x,y\n?,0\n",
      'column "x" has no value in the training rows',
    ],
    [
      "numbers too large for float32",
      "x,y\n1,0\n1e300,1\n",
      "x,y\n1,0\n",
      ':3, column "x": 1e+300 is too large',
    ],
    [
      "columns of another kind",
      "x,y\n1,0\n",
      "x,y\nred,0\n",
      'column "x" holds category values, it was fitted',
    ],
    ["a column that is not there", "x,y\n1,0\n", "z,y\n1,0\n", "unknown column"],
    ["nothing but the label", "y\n1\n0\n", "y\n1\n", "no column left to be an input"],
    ["too few rows", "x,y\n1,0\n", undefined, "invalid test share: 0.2 of 1 rows"],
  ])("refuses %s", async (_, text, test, message) => {
    const path = await file("refused.csv", text);
    const testPath = test === undefined ? undefined : await file("refused-test.csv", test);
    await expect(csv({ path, missing: "mean", ...(testPath && { testPath }) })).rejects.toThrow(message);
  });

  it("refuses a column of names that are all different", async () => {
    const lines = Array.from({ length: 300 }, (_, i) => `name ${i},${i % 2}`);
    const path = await file("ids.csv", `id,y\n${lines.join("\n")}\n`);
    await expect(csv({ path, label: "y", testPath: path })).rejects.toThrow(
      'column "id" has 300 different values, each of which would be a column of its own',
    );
    await expect(csv({ path, label: "x" })).rejects.toThrow("unknown column of");
  });
});
