/** Images in Parquet files as Hugging Face lays them out, in the worker: `{ bytes, path }` and a label in each row. */
import { dataError } from "@downhill/core";
import type { SchemaTree } from "hyparquet";
import { Budget } from "../budget.js";
import { ParquetColumn } from "./columns.js";
import { columnOf, openParquet, type ParquetFile } from "./file.js";
import type { ImagesAnswer, ImagesRequest } from "./messages.js";

export async function readImages(request: ImagesRequest, progress: () => void): Promise<ImagesAnswer> {
  const { paths, label, mostBytes } = request;
  const budget = new Budget(paths.join(", "), mostBytes, "read fewer files, or raise mostBytes");
  const parts: { bytes: Uint8Array; ends: Float64Array }[] = [];
  const rows: number[] = [];
  let labels: ParquetColumn | undefined;
  let classNames: readonly string[] | undefined;
  for (const path of paths) {
    const file = await openParquet(path);
    const image = request.image ?? imageColumn(file);
    columnOf(file, image);
    labels ??= new ParquetColumn(columnOf(file, label), undefined, path, budget);
    classNames ??= namesOf(file, label);
    for (const group of file.groups()) {
      labels.add(await file.read(label, group), path, group.start);
      parts.push(joined(await file.read(image, group), budget));
      progress();
    }
    rows.push(file.rows);
  }
  return { parts, label: labels!.finish(), classNames, rows };
}

const isImage = ({ element, children }: SchemaTree): boolean =>
  children.length > 0
    ? children.some((child) => child.element.name === "bytes" && child.element.type === "BYTE_ARRAY")
    : element.type === "BYTE_ARRAY" && !element.converted_type && !element.logical_type;

function imageColumn(file: ParquetFile): string {
  const names = file.columns.filter(isImage).map(({ element }) => element.name);
  if (names.length === 1) return names[0]!;
  const found = names.length === 0 ? "no column has" : `columns ${names.join(" ")} have`;
  throw dataError(`${file.path}: ${found} images; name the column: { image: … }`);
}

/** Copies the images of a row group behind each other. A row without an image has none of the bytes. */
function joined(values: ArrayLike<unknown>, budget: Budget): { bytes: Uint8Array; ends: Float64Array } {
  const images = Array.from(values, bytesOf);
  const ends = new Float64Array(images.length);
  let size = 0;
  images.forEach((image, i) => {
    size += image.length;
    ends[i] = size;
  });
  budget.take(size);
  const bytes = new Uint8Array(size);
  images.forEach((image, i) => bytes.set(image, ends[i]! - image.length));
  return { bytes, ends };
}

const NONE = new Uint8Array(0);

function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  const bytes = (value as { bytes?: unknown } | null | undefined)?.bytes;
  return bytes instanceof Uint8Array ? bytes : NONE;
}

/** Hugging Face notes the names of classes beside the data. */
function namesOf(file: ParquetFile, label: string): readonly string[] | undefined {
  const note = file.notes.get("huggingface");
  if (note === undefined) return undefined;
  try {
    const features = JSON.parse(note)?.info?.features;
    const names: unknown = Object.hasOwn(features, label) ? features[label].names : undefined;
    return Array.isArray(names) && names.every((name) => typeof name === "string") ? names : undefined;
  } catch {
    return undefined;
  }
}
