import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kindOf, openData } from "@downhill/data";
import sharp from "sharp";
import { afterAll, beforeAll, expect, it } from "vitest";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "downhill-open-"));
  const picture = await sharp({ create: { width: 5, height: 5, channels: 3, background: "red" } })
    .png()
    .toBuffer();
  for (const label of ["a", "b"]) {
    await mkdir(join(folder, "photos", label), { recursive: true });
    for (const name of ["1.png", "2.png", "3.png"])
      await writeFile(join(folder, "photos", label, name), picture);
  }
  for (const [name, file] of [
    ["idx", "train-images-idx3-ubyte.gz"],
    ["cifar", "data_batch_1.bin"],
    ["hub", "train-00000-of-00001.parquet"],
    ["nothing", "readme.md"],
  ] as const) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, file), "");
  }
  await writeFile(join(folder, "table.CSV"), `x,y\n${"1,a\n2,b\n".repeat(5)}`);
  await writeFile(join(folder, "arrays.npz"), "");
  await writeFile(join(folder, "table.parquet"), "");
  await writeFile(join(folder, "table.xlsx"), "");
});
afterAll(() => rm(folder, { recursive: true }));

it.each([
  ["photos", "images"],
  ["idx", "idx"],
  ["cifar", "cifar"],
  ["hub", "parquet"],
  ["table.CSV", "csv"],
  ["arrays.npz", "numpy"],
  ["table.parquet", "parquet"],
])("%s is %s", async (name, kind) => {
  expect(await kindOf(join(folder, name))).toBe(kind);
});

it("opens what it finds", async () => {
  const images = await openData({ path: join(folder, "photos"), size: 4, test: 0.34 });
  expect([images.train.length, images.train.sampleShape]).toEqual([4, [3, 4, 4]]);
  const table = await openData({ path: join(folder, "table.CSV"), label: "y" });
  expect([table.train.length, table.test.length, table.train.sampleShape]).toEqual([8, 2, [1]]);
  expect(await kindOf(join(folder, "hub"), { size: 32 })).toBe("parquet-images");
});

it("says what it lacks", async () => {
  await expect(openData({ path: join(folder, "photos") })).rejects.toMatchObject({
    code: "usage",
    message: expect.stringContaining("such as size: 96"),
  });
  await expect(openData({ path: join(folder, "table.xlsx") })).rejects.toThrow("shows no kind of data");
  await expect(openData({ path: join(folder, "nothing") })).rejects.toThrow(
    "holds neither folders of pictures",
  );
  await expect(openData({ path: join(folder, "none") })).rejects.toThrow("no such file");
  await expect(openData({ path: folder, kind: "image" as never })).rejects.toThrow("did you mean images?");
});
