/** Backends that tests run on: those of every program, and native kernels where there is a compiler. */
import { type BackendName, backends } from "../../src/backends/index.js";
import type { Backend } from "../../src/backends/kernel.js";
import type { OptionValues } from "../../src/definition.js";
import { nativeBackend } from "./native.js";

export type TestedBackend = BackendName | "native";

export const nativeIfAny: readonly TestedBackend[] = nativeBackend ? ["native"] : [];

export const backendNamed = (name: TestedBackend): Backend =>
  name === "native" ? nativeBackend! : backends[name];

/** A native kernel takes a tenth of a second to compile: the short tests look at the default options only. */
export const isWorthCompiling = (name: TestedBackend, options: OptionValues = {}): boolean =>
  name !== "native" || process.env.DOWNHILL_TEST_ALL !== undefined || Object.keys(options).length === 0;
