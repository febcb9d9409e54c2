/** The native backend, where this machine has a C compiler. Its kernels are kept between runs of the tests. */
import { fileURLToPath } from "node:url";
import type { Backend } from "../../src/backends/kernel.js";
import { DownhillError } from "../../src/errors.js";
import { native } from "../../src/native.js";

export const cache = fileURLToPath(new URL("../../../../node_modules/.cache/downhill", import.meta.url));

/** Another than the machine's first one, to see that it compiles the same. */
const compiler = process.env.DOWNHILL_TEST_COMPILER;

export const withThreads = (threads: number): Backend =>
  native({ threads, cache, ...(compiler && { compiler }) });

let found: Backend | undefined;
let reason = "";
try {
  found = withThreads(2);
} catch (error) {
  if (!(error instanceof DownhillError && error.code === "environment")) throw error;
  reason = error.message;
}

/** Undefined without a compiler; tests that need it are skipped then. */
export const nativeBackend = found;
/** For the names of tests that may be skipped. */
export const orReason = nativeBackend ? "" : ` (skipped: ${reason})`;
