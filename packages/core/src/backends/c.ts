/**
 * Program → C: the same polynomials as the wasm backend, on vectors as wide as those of the processor that it is compiled
 * for. The text is complete: it includes nothing.
 */
import type { Program } from "../formula/fuse.js";
import { writeAlong } from "./c/along.js";
import { SHORT_ROW, writeSideBySide } from "./c/side-by-side.js";
import { ARE_FINITE, PRELUDE, TURN } from "./c/text.js";
import { Arrays, Writer } from "./c/writer.js";

/** How a kernel divides rows among the lanes of its vectors. */
export type Layout = "along" | "side by side";

export const layoutOf = (program: Program, columns: number): Layout =>
  program.rows && columns <= SHORT_ROW ? "side by side" : "along";

/**
 * The text of a kernel: a function of the memory, a call (rows, columns, addresses, uniforms), which of its rows (or of its
 * elements, where there are no rows) to compute, and scratch memory. It returns their total.
 *
 * @param guard an input whose numbers must be finite: before others are used, the kernel ends and returns NaN.
 */
export function c(program: Program, layout: Layout, guard?: string): string {
  const writer = new Writer();
  const arrays = new Arrays(program);
  writer.write(program.rows ? "const long columns = (long)call[1];" : "const long columns = count;");
  for (const [i, { name, level }] of arrays.all.entries()) {
    const step = program.rows
      ? { element: "first * columns", row: "first", column: undefined, uniform: undefined }[level]
      : "first";
    writer.write(
      `Number *${name} = (Number *)(memory + (unsigned long long)call[${2 + i}])${step ? ` + ${step}` : ""};`,
    );
  }
  if (layout === "along") writeAlong(writer, program, arrays, guard);
  else writeSideBySide(writer, program, arrays);
  return [
    PRELUDE,
    ...(guard === undefined ? [] : [ARE_FINITE]),
    ...(layout === "along" ? [] : [TURN]),
    "double run(char *memory, const double *call, long long first, long long count, Number *scratch) {",
    ...writer.lines,
    "}",
    "",
  ].join("\n");
}
