import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Dataset } from "@downhill/core";
import { augment, imageFolder, labelled, prefetch, split } from "@downhill/data";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { loadSharp } from "../src/images/sharp.js";
import { ImageStore } from "../src/images/store.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "downhill-images-"));
});
afterAll(() => rm(folder, { recursive: true }));

type Color = readonly [number, number, number];
const RED: Color = [255, 0, 0];
const BLUE: Color = [0, 0, 255];

/** An image whose left half has one color and whose right half another. */
function halves(left: Color, right: Color, width = 8, height = 8) {
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const x = Math.floor(i / 3) % width;
    return (x < width / 2 ? left : right)[i % 3]!;
  });
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}
const png = (color: Color, width = 8, height = 8) => halves(color, color, width, height).png().toBuffer();

async function write(name: string, bytes: Uint8Array | string): Promise<void> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}

async function image(dataset: Dataset, index: number, context?: { epoch: number }) {
  const { inputs, targets, weights } = await dataset.batch(Uint32Array.of(index), context);
  return { pixels: [...(inputs.data as Float32Array)], dims: inputs.dims, label: targets.data[0], weights };
}
const all = (dataset: Dataset) =>
  Promise.all(Array.from({ length: dataset.length }, (_, i) => image(dataset, i)));

/** Two classes, red and blue, ten pictures each. */
async function twoClasses(name: string): Promise<string> {
  for (let i = 0; i < 10; i++) {
    await write(`${name}/blue/${i}.png`, await png(BLUE, 8 + i));
    await write(
      `${name}/red/more/${i}.jpg`,
      await halves(RED, RED, 10, 8 + i)
        .jpeg()
        .toBuffer(),
    );
  }
  return join(folder, name);
}

describe("imageFolder", () => {
  it("reads a class per folder, in any size, each part its share of every class", async () => {
    const path = await twoClasses("plain");
    await write("plain/blue/notes.txt", "not a picture");
    await write("plain/blue/.hidden.png", "not a picture");
    const { train, test, classNames, bad, warnings, inMemory } = await imageFolder({ path, size: [4, 6] });
    expect([train.length, test.length, train.classes, classNames]).toEqual([16, 4, 2, ["blue", "red"]]);
    expect([bad, warnings, inMemory]).toEqual([[], [], true]);
    expect(test.labels.filter((label) => label === 1).length).toBe(2);
    for (const { pixels, dims, label } of [...(await all(train)), ...(await all(test))]) {
      expect(dims).toEqual([1, 3, 4, 6]);
      const [red, blue] = [pixels[0]!, pixels[48]!];
      expect(label === 1 ? red - blue : blue - red).toBeGreaterThan(0.98);
    }
  });

  it("decodes batch by batch when memory is short, with equal pixels", async () => {
    const path = join(folder, "plain");
    const options = {
      path,
      size: 5,
      normalize: "imagenet",
      augment: { crop: 1, flip: true, contrast: 0.3 },
    } as const;
    const kept = await imageFolder(options);
    const streamed = await imageFolder({ ...options, memory: 0 });
    expect([kept.inMemory, streamed.inMemory]).toEqual([true, false]);
    const indices = Uint32Array.of(3, 0, 11);
    for (const context of [undefined, { epoch: 2 }]) {
      expect(await streamed.train.batch(indices, context)).toEqual(await kept.train.batch(indices, context));
    }
    const plain = await imageFolder({ path, size: 5 });
    const [red, blue] = [plain, kept].map(async ({ train }) => (await image(train, 0)).pixels);
    const [raw, normalized] = [await red!, await blue!];
    expect(normalized[0]).toBeCloseTo((raw[0]! - 0.485) / 0.229, 5);
    expect(normalized[74]).toBeCloseTo((raw[74]! - 0.406) / 0.225, 5);
  });

  it("takes the test images of a folder of their own", async () => {
    const path = join(folder, "separate");
    await cp(join(folder, "plain"), join(path, "train"), { recursive: true });
    await cp(join(folder, "plain/blue"), join(path, "val/blue"), { recursive: true });
    const { train, test, warnings } = await imageFolder({ path, size: 4 });
    expect([train.length, test.length, test.classes]).toEqual([20, 10, 2]);
    expect(warnings).toEqual([`${path}: no test image of class "red"`]);
    await cp(join(folder, "plain/red"), join(path, "val/rad"), { recursive: true });
    await expect(imageFolder({ path, size: 4 })).rejects.toThrow(
      "is a class that the training images do not have; did you mean red?",
    );
  });

  it("leaves out what cannot be read and names it, up to maxBad", async () => {
    const path = await twoClasses("bad");
    const jpeg = await halves(RED, BLUE, 64, 64).jpeg().toBuffer();
    await write("bad/red/empty.png", "");
    await write("bad/red/page.png", "<!DOCTYPE html><html><body>not found</body></html>");
    await write("bad/red/cut.jpg", jpeg.subarray(0, jpeg.length / 2));
    await write("bad/red/drawing.png", '<svg xmlns="http://www.w3.org/2000/svg"/>');
    await write(
      "bad/red/noise.jpg",
      Uint8Array.from({ length: 99 }, (_, i) => (i < 3 ? [255, 216, 255][i]! : i)),
    );
    await write("bad/red/large.png", await png(RED, 300, 300));
    const options = { path, size: 4, mostPixels: 50_000 };
    const { train, test, bad, warnings } = await imageFolder({ ...options, maxBad: 6 });
    expect(train.length + test.length).toBe(20);
    expect(Object.fromEntries(bad.map(({ name, reason }) => [name, reason]))).toEqual({
      "red/cut.jpg": expect.stringMatching(/premature end|truncated/i),
      "red/drawing.png": "not an image that can be read, it looks like SVG or XML",
      "red/empty.png": "the file is empty",
      "red/large.png": expect.stringContaining("exceeds pixel limit"),
      "red/noise.jpg": expect.any(String),
      "red/page.png": "not an image that can be read, it looks like HTML",
    });
    expect(warnings[0]).toMatch(
      /^6 of 26 images cannot be read and are left out:\n {2}red\/cut.jpg: .*\n.*and 1 more$/s,
    );
    await expect(imageFolder({ ...options, maxBad: 5 })).rejects.toMatchObject({
      code: "data",
      message: expect.stringMatching(/more than 5 of 26 images in .* cannot be read; 5 may be \(maxBad\)/),
    });
    await expect(imageFolder(options)).rejects.toThrow("more than 1 of 26");
    await expect(imageFolder({ ...options, maxBad: 0 })).rejects.toThrow("more than 0 of 26");
  });

  it("gives images that turn out to be unreadable in training no weight", async () => {
    const path = await twoClasses("late");
    const jpeg = await halves(RED, BLUE, 64, 64).jpeg().toBuffer();
    await write("late/red/cut.jpg", jpeg.subarray(0, jpeg.length / 2));
    const { train, test, bad } = await imageFolder({ path, size: 4, memory: 0, maxBad: 1 });
    expect([train.length + test.length, bad.length]).toEqual([21, 0]);
    const weights = [...(await all(train)), ...(await all(test))].flatMap(({ weights }) =>
      weights ? [...weights] : [],
    );
    expect(weights).toEqual([0]);
    expect(bad.map(({ name }) => name)).toEqual(["red/cut.jpg"]);
    await all(train);
    await all(test);
    expect(bad.length).toBe(1);
    const strict = await imageFolder({ path, size: 4, memory: 0, maxBad: 0 });
    await expect(Promise.all([all(strict.train), all(strict.test)])).rejects.toThrow(
      "more than 0 of 21 images",
    );
  });

  it.each([
    ["an empty class", "empty", { "a/1.png": "x", "b/readme.txt": "" }, "no images: "],
    ["a folder without classes", "flat", { "1.png": "x" }, "has no folders; put the pictures"],
    [
      "a class of bad images",
      "unseen",
      { "a/1.png": "", "b/1.png": "" },
      'no readable training image of class "a", "b"',
    ],
  ])("refuses %s", async (_, name, files, message) => {
    for (const [file, text] of Object.entries(files)) await write(`${name}/${file}`, text);
    const forgiving = { path: join(folder, name), size: 4, maxBad: 9 };
    // Without any image left there is nothing to split either.
    await expect(imageFolder(forgiving)).rejects.toThrow(
      name === "unseen" ? /invalid test share|no readable/ : message,
    );
  });

  it("refuses folders that are not there, and options that mean nothing", async () => {
    await expect(imageFolder({ path: join(folder, "none"), size: 4 })).rejects.toThrow("no such folder");
    const path = join(folder, "plain");
    for (const wrong of [
      { size: 0 },
      { size: 1e6 },
      { size: 4, channels: 2 as never },
      { size: 4, resize: 3 },
      { size: 4, maxBad: -1 },
      { size: 4, test: 1 },
      { size: 4, mostPixels: 0 },
      { size: 4, augment: { crop: 0.5 } },
      { size: 4, augment: { brightness: 2 } },
      { size: 4, channels: 1, normalize: "imagenet" },
    ] as const)
      await expect(imageFolder({ path, ...wrong }), JSON.stringify(wrong)).rejects.toMatchObject({
        code: "usage",
      });
  });
});

describe("pixels", () => {
  /** The one picture, and a black one in a class of its own so that both sets have something. */
  async function decoded(name: string, bytes: Uint8Array, options: object) {
    await write(`${name}/train/a/1.png`, bytes);
    await write(`${name}/test/a/1.png`, bytes);
    const { train } = await imageFolder({ path: join(folder, name), size: 4, ...options });
    return (await image(train, 0)).pixels.map((value) => Math.round(value * 255));
  }
  const brightInRow = (pixels: number[]) => pixels.slice(0, 4).map((red) => red > 127);

  it("are turned as the camera says", async () => {
    const upright = await halves(RED, BLUE).png().toBuffer();
    const turned = await halves(RED, BLUE)
      .jpeg({ quality: 100, chromaSubsampling: "4:4:4" })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    expect(brightInRow(await decoded("upright", upright, {}))).toEqual([true, true, false, false]);
    // Orientation 6: to be turned clockwise, so that left becomes top.
    const pixels = await decoded("turned", turned, {});
    expect(pixels.slice(0, 4).every((red) => red > 240)).toBe(true);
    expect(pixels.slice(12, 16).every((red) => red < 15)).toBe(true);
  });

  it("are cut, padded or stretched", async () => {
    const wide = await halves(RED, BLUE, 16, 8).png().toBuffer();
    expect(brightInRow(await decoded("fill", wide, { fit: "fill" }))).toEqual([true, true, false, false]);
    const padded = await decoded("contain", wide, { fit: "contain" });
    expect(brightInRow(padded)).toEqual([false, false, false, false]);
    expect(padded.slice(32, 36)).toEqual([0, 0, 0, 0]);
    const frame = await sharp({ create: { width: 8, height: 8, channels: 3, background: "blue" } })
      .composite([{ input: await png(RED, 4, 4), gravity: "center" }])
      .png()
      .toBuffer();
    expect(new Set((await decoded("middle", frame, { size: 4, resize: 8 })).slice(0, 16))).toEqual(
      new Set([255]),
    );
  });

  it.each([
    ["CMYK", () => halves(RED, RED).toColourspace("cmyk").jpeg().toBuffer()],
    ["16 bits", () => halves(RED, RED).toColourspace("rgb16").png().toBuffer()],
    ["a palette", () => halves(RED, RED).png({ palette: true }).toBuffer()],
    ["GIF", () => halves(RED, RED).gif().toBuffer()],
    ["WebP", () => halves(RED, RED).webp({ lossless: true }).toBuffer()],
  ])("of %s", async (name, make) => {
    const pixels = await decoded(name, await make(), {});
    expect(pixels[0]).toBeGreaterThan(220);
    expect(pixels[16]).toBeLessThan(40);
    expect(pixels).toHaveLength(48);
  });

  it("of transparent, grey and animated images", async () => {
    const clear = await sharp({
      create: { width: 8, height: 8, channels: 4, background: { r: 255, g: 255, b: 255, alpha: 0 } },
    })
      .png()
      .toBuffer();
    expect(new Set(await decoded("clear", clear, {}))).toEqual(new Set([0]));
    const grey = await halves([100, 100, 100], [100, 100, 100]).toColourspace("b-w").png().toBuffer();
    expect(new Set(await decoded("grey", grey, {}))).toEqual(new Set([100]));
    const one = await decoded("one channel", await png(RED), { channels: 1 });
    expect(one).toHaveLength(16);
    expect(one[0]).toBeGreaterThan(40);
    const frames = await sharp([await png(RED), await png(BLUE)], { join: { animated: true } })
      .gif()
      .toBuffer();
    const first = await decoded("animated", frames, {});
    expect([first[0], first[32]]).toEqual([255, 0]);
  });

  it("of more than 50 million are refused by default", async () => {
    await write(
      "huge/a/1.png",
      await sharp({ create: { width: 7200, height: 7200, channels: 3, background: "red" } })
        .png()
        .toBuffer(),
    );
    await expect(imageFolder({ path: join(folder, "huge"), size: 4 })).rejects.toThrow("exceeds pixel limit");
  }, 60_000);
});

it("begins all pictures of a batch at once: while a training step blocks the thread, only those go on", async () => {
  const bytes = await png(RED);
  const begun: (() => void)[] = [];
  const store = await ImageStore.open(
    {
      name: "cells",
      length: 20,
      nameOf: String,
      bytesOf: (_, most) =>
        most === undefined
          ? new Promise((resolve) => begun.push(() => resolve(bytes)))
          : Promise.resolve(bytes.subarray(0, most)),
    },
    { size: 4, memory: 0 },
  );
  const pixels = store.pixels(Uint32Array.from({ length: 20 }, (_, i) => i));
  await new Promise(setImmediate);
  expect(begun).toHaveLength(20);
  for (const read of begun) read();
  expect((await pixels).map((image) => image?.length)).toEqual(new Array(20).fill(4 * 4 * 3));
});

describe("augmentation", () => {
  const pictures = () =>
    labelled({
      name: "pictures",
      inputs: Float32Array.from({ length: 6 * 3 * 5 * 5 }, (_, i) => ((i * 37) % 101) / 100),
      sampleShape: [3, 5, 5],
      labels: Int32Array.from({ length: 6 }, (_, i) => i % 2),
    });
  const options = { crop: 1, flip: true, brightness: 0.3, contrast: 0.3, saturation: 0.3 };

  it("depends on seed, epoch and index alone, and leaves validation as it is", async () => {
    const plain = pictures();
    const changed = augment(pictures(), options, { seed: 5 });
    const pixels = async (dataset: Dataset, indices: number[], epoch?: number) => {
      const { inputs } = await dataset.batch(
        Uint32Array.from(indices),
        epoch === undefined ? undefined : { epoch },
      );
      return Array.from({ length: indices.length }, (_, i) => [
        ...(inputs.data as Float32Array).slice(i * 75, (i + 1) * 75),
      ]);
    };
    expect(await pixels(changed, [0, 1, 2])).toEqual(await pixels(plain, [0, 1, 2]));
    const [a, b] = await pixels(changed, [4, 2], 3);
    expect(await pixels(changed, [2, 5, 4], 3)).toEqual([b, (await pixels(changed, [5], 3))[0], a]);
    expect(await pixels(changed, [4], 4)).not.toEqual([a]);
    expect(await pixels(augment(pictures(), options, { seed: 6 }), [4], 3)).not.toEqual([a]);
    expect(a!.every((value) => value >= 0 && value <= 1)).toBe(true);
    const [part] = [split(changed, 0.5, 1).kept];
    expect((await part.batch(Uint32Array.of(0), { epoch: 3 })).inputs.data).not.toEqual(
      (await part.batch(Uint32Array.of(0))).inputs.data,
    );
  });

  it("shifts, mirrors and colors", async () => {
    const seen = { shifts: new Set<string>(), mirrored: 0 };
    const source = labelled({
      name: "a dot",
      inputs: Float32Array.from({ length: 9 }, (_, i) => (i === 3 ? 1 : 0)),
      sampleShape: [1, 3, 3],
      labels: Int32Array.of(0),
    });
    for (let epoch = 0; epoch < 300; epoch++) {
      const shifted = await image(augment(source, { crop: 1 }), 0, { epoch });
      seen.shifts.add(String(shifted.pixels.indexOf(1)));
      const flipped = await image(augment(source, { flip: true }), 0, { epoch });
      expect([3, 5]).toContain(flipped.pixels.indexOf(1));
      if (flipped.pixels.indexOf(1) === 5) seen.mirrored++;
    }
    // The dot is at the left: it can be pushed out, or to 6 places.
    expect(seen.shifts).toEqual(new Set(["-1", "0", "1", "3", "4", "6", "7"]));
    expect(seen.mirrored).toBeGreaterThan(110);
    expect(seen.mirrored).toBeLessThan(190);
    const grey = labelled({
      name: "grey",
      inputs: new Float32Array(12).fill(0.5),
      sampleShape: [3, 2, 2],
      labels: Int32Array.of(0),
    });
    expect(
      (await image(augment(grey, { contrast: 1, saturation: 1 }), 0, { epoch: 0 })).pixels.every(
        (v) => Math.abs(v - 0.5) < 1e-6,
      ),
    ).toBe(true);
    const { pixels } = await image(augment(grey, { brightness: 1 }), 0, { epoch: 0 });
    expect(new Set(pixels).size).toBe(1);
    expect(pixels[0]).not.toBe(0.5);
  });

  it("refuses what are no images", async () => {
    const flat = labelled({
      name: "flat",
      inputs: new Float32Array(4),
      sampleShape: [2],
      labels: Int32Array.of(0, 1),
    });
    await expect(image(augment(flat, options), 0, { epoch: 0 })).rejects.toThrow("augment takes images");
  });
});

describe("prefetch", () => {
  it("gives the batches of the source, the next ones already under way, and says how long training waited", async () => {
    const { train } = await imageFolder({ path: join(folder, "plain"), size: 5, memory: 0 });
    const order = [Uint32Array.of(3, 1), Uint32Array.of(0, 7), Uint32Array.of(5), Uint32Array.of(2)];
    const asked: number[][] = [];
    const slow: Dataset = {
      ...train,
      batch: async (indices, context) => {
        asked.push([...indices]);
        await new Promise((resolve) => setTimeout(resolve, 20));
        return train.batch(indices, context);
      },
    };
    const ahead = prefetch(slow, { ahead: 2 });
    ahead.prepare?.(order, { epoch: 1 });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(asked).toEqual([
      [3, 1],
      [0, 7],
    ]);
    for (const indices of order) {
      expect(await ahead.batch(indices, { epoch: 1 })).toEqual(await train.batch(indices, { epoch: 1 }));
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    expect(asked).toEqual(order.map((indices) => [...indices]));
    const { share, batches, seconds, waited } = ahead.waiting();
    expect(batches).toBe(4);
    expect(share).toBeCloseTo(waited / seconds);
    expect(share).toBeLessThan(0.5);
    // What was not announced is given as well, and leaves the announced ones alone.
    ahead.prepare?.(order, { epoch: 2 });
    expect(await ahead.batch(Uint32Array.of(9))).toEqual(await train.batch(Uint32Array.of(9)));
    expect(await ahead.batch(order[0]!, { epoch: 2 })).toEqual(await train.batch(order[0]!));
  });

  it("passes on the error of the batch that has it, not before", async () => {
    const { train } = await imageFolder({ path: join(folder, "plain"), size: 5 });
    const broken: Dataset = {
      ...train,
      batch: (indices) => {
        if (indices[0] === 1) throw new Error("no such sample");
        return train.batch(indices);
      },
    };
    const ahead = prefetch(broken);
    ahead.prepare?.([Uint32Array.of(0), Uint32Array.of(1), Uint32Array.of(2)]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await ahead.batch(Uint32Array.of(0))).inputs.dims[0]).toBe(1);
    await expect(ahead.batch(Uint32Array.of(1))).rejects.toThrow("no such sample");
    expect((await ahead.batch(Uint32Array.of(2))).inputs.dims[0]).toBe(1);
    for (const ahead of [0, 1.5, 100]) expect(() => prefetch(train, { ahead })).toThrow("from 1 to 64");
  });
});

it("says what to install where sharp is missing", async () => {
  const missing = () => Promise.reject(new Error("Cannot find package 'sharp'\nlong story"));
  // A fresh copy of the module, which has not loaded sharp yet.
  const { loadSharp: load } = (await import(`../src/images/sharp.js${"?fresh"}`)) as {
    loadSharp: typeof loadSharp;
  };
  await expect(load(missing as never)).rejects.toMatchObject({
    code: "environment",
    message: expect.stringMatching(/npm install sharp@0\.35\.5\n {2}Cannot find package 'sharp'$/),
  });
  expect(
    (await readFile(new URL("../package.json", import.meta.url), "utf8")).includes('"sharp": "0.35.5"'),
  ).toBe(true);
});
