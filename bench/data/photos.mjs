/** JPEGs as a camera might make them, drawn by seed, in a folder for each of two classes. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "@downhill/core/random";
import { imageFolder } from "@downhill/data";

// sharp is a dependency of the data package, not of this one.
const sharp = createRequire(import.meta.resolve("@downhill/data"))("sharp");

/** Rough patches, made large and smooth, with a grain: files of about 37 kB. */
async function writePhoto(path, random, grain) {
  const [width, height] = [25, 19];
  const patches = Buffer.from(Array.from({ length: 3 * width * height }, () => 256 * random.uniform()));
  await sharp(patches, { raw: { width, height, channels: 3 } })
    .resize(500, 375, { fit: "fill" })
    .composite([{ input: grain, raw: { width: 500, height: 375, channels: 1 }, blend: "soft-light" }])
    .jpeg({ quality: 85 })
    .toFile(path);
}

export async function writePhotos(count) {
  const folder = await mkdtemp(join(tmpdir(), "downhill-photos-"));
  const random = new Random(1);
  const grain = Buffer.from(Array.from({ length: 500 * 375 }, () => 112 + 32 * random.uniform()));
  for (const name of ["a", "b"]) await mkdir(join(folder, name));
  for (let i = 0; i < count; i++)
    await writePhoto(join(folder, i % 2 ? "a" : "b", `${i}.jpg`), random, grain);
  return folder;
}

/** The part to train on, nearly all of them. */
export const openPhotos = async (path, options) =>
  (await imageFolder({ path, test: 0.02, ...options })).train;

export const removePhotos = (folder) => rm(folder, { recursive: true });
