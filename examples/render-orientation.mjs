// Renders the pictures of orientation.json: lines of handwritten digits, upright or upside down, one folder for each.
//
//   npm run build && node examples/render-orientation.mjs                    into examples/orientation
//   node examples/render-orientation.mjs <folder> <to train on> <to test>    somewhere else, or more of them
//
// Two files are broken on purpose, as in any folder that grew over the years: training names them and goes on.
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mnist } from "downhill";
import sharp from "sharp";
import { drawLines, HEIGHT, WIDTH } from "./draw-lines.mjs";

const classes = ["upright", "upside-down"];
const [folder = fileURLToPath(new URL("orientation", import.meta.url)), train = "600", test = "400"] =
  process.argv.slice(2);
const digits = await mnist();

for (const [part, count, seed] of [
  ["train", Number(train), 1],
  ["test", Number(test), 2],
]) {
  for (const name of classes) await mkdir(join(folder, part, name), { recursive: true });
  for (const [i, { ink, label }] of (await drawLines(digits[part], count, seed)).entries()) {
    const grey = Buffer.from(ink.map((value) => Math.round(255 * (1 - value))));
    const file = join(folder, part, classes[label], `${String(i).padStart(4, "0")}.png`);
    await sharp(grey, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } })
      .png()
      .toFile(file);
  }
}

const [upright, upsideDown] = classes.map((name) => join(folder, "train", name));
const [first] = (await readdir(upright)).filter((name) => /^\d/.test(name));
const whole = await sharp(join(upright, first)).png().toBuffer();
await writeFile(join(upright, "cut-short.png"), whole.subarray(0, whole.length / 2));
await writeFile(join(upsideDown, "not-a-picture.png"), "scanner offline, try again later\n");
console.log(`${train} pictures to train on, ${test} to test, and 2 broken files: ${folder}`);
