/** What a run leaves on disk. Nothing that exists is overwritten, and no file is ever half written. */
import {
  appendFileSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DownhillError, usageError } from "@downhill/core";
import { stringify } from "./json.js";

const failed = (what: string, error: unknown): DownhillError =>
  new DownhillError("environment", `${what}: ${(error as Error).message}`, { cause: error });

/** `runs/<name>-<time>`, made new; or `wanted`, which must not exist or be empty. */
export function makeRunFolder(name: string, wanted?: string, now = new Date()): string {
  if (wanted !== undefined) {
    try {
      mkdirSync(wanted, { recursive: true });
      if (readdirSync(wanted).length === 0) return wanted;
    } catch (error) {
      throw failed(`cannot write to ${wanted}`, error);
    }
    throw usageError(`${wanted} is not empty; give another folder, nothing is overwritten`);
  }
  const time = now.toISOString().slice(0, 19).replace("T", "-").replaceAll(":", "");
  for (let attempt = 1; ; attempt++) {
    const folder = join("runs", `${name}-${time}${attempt > 1 ? `-${attempt}` : ""}`);
    try {
      mkdirSync("runs", { recursive: true });
      mkdirSync(folder);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw failed(`cannot make ${folder}`, error);
    }
  }
}

/** Writes a whole file or nothing: to a temporary name, flushed to the disk, then renamed. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const temporary = join(dirname(path), `.${process.pid}-${Date.now()}.tmp`);
  try {
    const file = openSync(temporary, "wx");
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw failed(`cannot write ${path}`, error);
  }
}

/** One JSON object per line, with the seconds since the first; what was written survives whatever comes after. */
export function eventLog(path: string): (event: object) => void {
  const started = performance.now();
  return (event) => {
    const time = Number(((performance.now() - started) / 1000).toFixed(3));
    try {
      appendFileSync(path, `${stringify({ time, ...event })}\n`);
    } catch (error) {
      throw failed(`cannot write ${path}`, error);
    }
  };
}
