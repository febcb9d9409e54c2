/** C text → a library in a folder of its own, by the compiler of the machine; what was compiled once is found again. */
import { DownhillError } from "../errors.js";
import { builtin, node } from "./node.js";

export interface Compiler {
  readonly command: string;
  /** Whatever else decides what it makes of a text: itself, and the processor that it compiles for. */
  readonly identity: string;
  /** Where its libraries lie. */
  readonly folder: string;
}

const COMMON = [
  "-std=gnu11",
  "-O3",
  // NaN and infinities mean what they mean; only what nobody looks at is given up. Never -ffast-math.
  "-fno-math-errno",
  "-fno-trapping-math",
  "-ffp-contract=fast",
  "-fwrapv",
  "-w",
  "-fPIC",
  "-shared",
];
/** For the processor of this machine, all of its vectors. */
const PROCESSOR: Readonly<Record<string, readonly string[]>> = {
  x64: ["-march=native", "-mprefer-vector-width=512"],
  arm64: ["-mcpu=native"],
};
const CANDIDATES = ["cc", "gcc", "clang"];

const environmentError = (message: string): DownhillError => new DownhillError("environment", message);

/** @throws DownhillError `environment` where there is none, or the folder is not to be trusted. */
export function compilerOf(given: string | undefined, folder: string | undefined): Compiler {
  const { arch, platform } = node();
  const candidates = given === undefined ? CANDIDATES : [given];
  for (const command of candidates) {
    const version = versionOf(command);
    if (version === undefined) continue;
    const identity = [version, platform, arch, processor()].join("\n");
    return { command, identity, folder: trusted(folder ?? defaultFolder()) };
  }
  throw environmentError(
    `no C compiler: looked for ${candidates.join(", ")}; install one (Debian: apt install gcc, macOS: xcode-select --install), name one with native({ compiler }), or leave out \`backend\` for WebAssembly`,
  );
}

function versionOf(command: string): string | undefined {
  try {
    return execute(command, ["--version"]);
  } catch {
    return undefined;
  }
}

/** Its model, and where the system tells, its abilities: a virtual machine may hide some of them. */
function processor(): string {
  const model = builtin("node:os").cpus()[0]?.model ?? "";
  try {
    const facts = builtin("node:fs").readFileSync("/proc/cpuinfo", "utf8");
    return `${model}\n${/^(flags|Features)\s*:.*$/m.exec(facts)?.[0] ?? ""}`;
  } catch {
    return model;
  }
}

function defaultFolder(): string {
  const cache =
    node().env.XDG_CACHE_HOME || builtin("node:path").join(builtin("node:os").homedir(), ".cache");
  return builtin("node:path").join(cache, "downhill");
}

/** Whoever may write there decides what this program runs. */
function trusted(folder: string): string {
  const { mkdirSync, lstatSync } = builtin("node:fs");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw environmentError(
      `cannot make the folder ${folder} for compiled kernels: ${(error as Error).message}; name another one with native({ cache })`,
    );
  }
  const status = lstatSync(folder);
  const uid = node().getuid?.();
  const owned = uid === undefined || status.uid === uid;
  if (!status.isDirectory() || !owned || (status.mode & 0o022) !== 0)
    throw environmentError(
      `will not run kernels from ${folder}: ${!status.isDirectory() ? "it is no folder" : owned ? "others may write to it" : "it belongs to somebody else"}; name another one with native({ cache })`,
    );
  return folder;
}

/**
 * Compiles a text unless that was done before.
 * @returns the path of the library.
 * @throws DownhillError `environment` with the compiler's first lines.
 */
export function library(compiler: Compiler, text: string, isAddon = false): string {
  const { createHash, randomUUID } = builtin("node:crypto");
  const { existsSync, renameSync, rmSync } = builtin("node:fs");
  const { arch, platform } = node();
  const flags = [
    ...COMMON,
    ...(PROCESSOR[arch] ?? []),
    ...(isAddon ? ["-pthread"] : []),
    ...(isAddon && platform === "darwin" ? ["-undefined", "dynamic_lookup"] : []),
  ];
  const hash = createHash("sha256")
    .update([compiler.identity, ...flags, text].join("\n"))
    .digest("hex");
  const path = builtin("node:path").join(compiler.folder, `${hash.slice(0, 40)}.${isAddon ? "node" : "so"}`);
  if (existsSync(path)) return path;
  // Another process may be compiling the same: whoever is last replaces a file by its equal.
  const temporary = `${path}.${randomUUID()}`;
  try {
    execute(compiler.command, [...flags, "-x", "c", "-o", temporary, "-"], text);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    const { stderr, message } = error as { stderr?: string; message: string };
    const lines = (stderr || message).trim().split("\n").slice(0, 8).join("\n  ");
    throw new DownhillError("environment", `${compiler.command} did not compile a kernel:\n  ${lines}`, {
      cause: error,
    });
  }
  return path;
}

const execute = (command: string, words: readonly string[], input?: string): string =>
  builtin("node:child_process").execFileSync(command, words, {
    encoding: "utf8",
    stdio: ["pipe", "pipe", "pipe"],
    ...(input !== undefined && { input }),
  });
