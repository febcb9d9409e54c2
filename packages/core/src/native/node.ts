/**
 * What of Node the native backend uses, asked for when it is used: the core is compiled without Node's types, and nothing
 * that a bundler follows leads there.
 */
import { DownhillError } from "../errors.js";

interface Status {
  readonly uid: number;
  readonly mode: number;
  isDirectory(): boolean;
}

interface Modules {
  readonly "node:child_process": {
    execFileSync(
      file: string,
      words: readonly string[],
      options: { encoding: "utf8"; stdio: readonly string[]; input?: string },
    ): string;
  };
  readonly "node:crypto": {
    createHash(name: string): { update(text: string): { digest(encoding: "hex"): string } };
    randomUUID(): string;
  };
  readonly "node:fs": {
    existsSync(path: string): boolean;
    mkdirSync(path: string, options: { recursive: boolean; mode: number }): void;
    readFileSync(path: string, encoding: "utf8"): string;
    renameSync(from: string, to: string): void;
    rmSync(path: string, options: { force: boolean }): void;
    lstatSync(path: string): Status;
  };
  readonly "node:os": {
    availableParallelism(): number;
    cpus(): readonly { readonly model: string }[];
    homedir(): string;
  };
  readonly "node:path": { join(...parts: string[]): string };
}

interface Process {
  readonly platform: string;
  readonly arch: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly getBuiltinModule?: (id: string) => unknown;
  readonly getuid?: () => number;
  dlopen(module: { exports: unknown }, path: string): void;
}

/** @throws DownhillError `environment` outside of Node. */
export function node(): Process {
  const { process } = globalThis as { process?: Process };
  if (!process?.getBuiltinModule)
    throw new DownhillError("environment", "native kernels need Node; everywhere else, leave out `backend`");
  return process;
}

export const builtin = <Name extends keyof Modules>(name: Name): Modules[Name] =>
  node().getBuiltinModule!(name) as Modules[Name];
