/** A folder of pictures, one folder for each class. */
import { open, readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { dataError, suggestion } from "@downhill/core";
import { cannotRead, readBytes } from "../files.js";
import { MOST_IMAGE_BYTES } from "./decode.js";
import { type ImageOptions, type PreparedImages, prepareImages } from "./parts.js";
import type { ImageSource } from "./store.js";

export interface ImageFolderOptions extends ImageOptions {
  readonly path: string;
}

interface Found {
  readonly path: string;
  readonly label: number;
  readonly test: boolean;
}

/** Also kinds that cannot be read: better named than silently left out. */
const IMAGE_NAME = /\.(jpe?g|png|gif|webp|tiff?|avif|bmp|heic)$/i;
const TEST_FOLDERS = ["test", "val", "validation", "valid"];
const DEEPEST = 8;
const MOST_FILES = 5e6;

/**
 * Pictures with a class each: `photos/cat/1.jpg` is a cat. The names of the folders, sorted, are the classes. Where
 * the folder holds `train` and `test` (or `val`, `validation`, `valid`), those are the two sets; otherwise the images
 * are split at random, each class by the same share.
 *
 * Images become `[channels, height, width]` from 0 to 1, or normalized. They are turned as EXIF says. JPEG, PNG, WebP,
 * GIF, TIFF and AVIF are read, by what the files hold and not by their names. Needs the package `sharp`.
 *
 * @throws DownhillError `data` for a class without images, or more unreadable images than `maxBad`; `environment`
 *   without sharp
 * @example
 * const { train, test, bad } = await imageFolder({
 *   path: "photos",
 *   size: 224,
 *   normalize: "imagenet",
 *   augment: { crop: 16, flip: true, brightness: 0.2 },
 * });
 * for (const { name, reason } of bad) console.log(`left out: ${name}: ${reason}`);
 */
export async function imageFolder(options: ImageFolderOptions): Promise<PreparedImages> {
  const { path } = options;
  const folders = await foldersIn(path);
  const testFolder = folders.includes("train") && TEST_FOLDERS.find((name) => folders.includes(name));
  const root = testFolder ? join(path, "train") : path;
  const classNames = testFolder ? await foldersIn(root) : folders;
  if (classNames.length === 0) {
    throw dataError(
      `no classes: ${root} has no folders; put the pictures of each class into a folder of its own`,
    );
  }
  const files: Found[] = [];
  for (const [label, name] of classNames.entries()) {
    const images = await imagesIn(join(root, name));
    if (images.length === 0) {
      throw dataError(`no images: ${join(root, name)} is empty; add some, or remove the folder`);
    }
    for (const image of images) files.push({ path: image, label, test: false });
  }
  if (testFolder) files.push(...(await testImages(join(path, testFolder), classNames)));
  const labels = Int32Array.from(files, ({ label }) => label);
  const forTest = testFolder ? (index: number) => files[index]!.test : undefined;
  return prepareImages(folderSource(path, files), { labels, classNames, forTest }, options);
}

async function testImages(path: string, classNames: readonly string[]): Promise<Found[]> {
  const files: Found[] = [];
  for (const name of await foldersIn(path)) {
    const label = classNames.indexOf(name);
    if (label < 0) {
      const close = suggestion(name, classNames);
      const hint = close === undefined ? "" : `; did you mean ${close}?`;
      throw dataError(`${join(path, name)} is a class that the training images do not have${hint}`);
    }
    for (const image of await imagesIn(join(path, name))) files.push({ path: image, label, test: true });
  }
  return files;
}

/** Names of the folders in a folder, sorted by their characters' codes: the same on every machine. */
async function foldersIn(path: string): Promise<string[]> {
  const { folders } = await entries(path);
  return folders;
}

/** Paths of the images in a folder and in the folders within. */
async function imagesIn(path: string, depth = 0): Promise<string[]> {
  if (depth > DEEPEST) throw dataError(`${path}: folders within folders, more than ${DEEPEST} deep`);
  const { files, folders } = await entries(path);
  const images = files.filter((name) => IMAGE_NAME.test(name)).map((name) => join(path, name));
  for (const name of folders) {
    for (const image of await imagesIn(join(path, name), depth + 1)) images.push(image);
    if (images.length > MOST_FILES) throw dataError(`${path}: more than ${MOST_FILES} images`);
  }
  return images;
}

async function entries(path: string): Promise<{ files: string[]; folders: string[] }> {
  const found = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" ? dataError(`no such folder: ${path}`) : cannotRead(path, error);
  });
  const files: string[] = [];
  const folders: string[] = [];
  for (const entry of found) {
    if (entry.name.startsWith(".")) continue;
    const linked = entry.isSymbolicLink() ? await stat(join(path, entry.name)).catch(() => undefined) : entry;
    if (linked?.isDirectory()) folders.push(entry.name);
    else if (linked?.isFile()) files.push(entry.name);
  }
  return { files: files.sort(), folders: folders.sort() };
}

function folderSource(path: string, files: readonly Found[]): ImageSource {
  return {
    name: path,
    length: files.length,
    nameOf: (index) => relative(path, files[index]!.path),
    bytesOf: (index, most) => {
      const file = files[index]!.path;
      return most === undefined ? readBytes(file, MOST_IMAGE_BYTES) : readHead(file, most);
    },
  };
}

async function readHead(path: string, most: number): Promise<Uint8Array> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw cannotRead(path, error);
  });
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(most));
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
