/** The oracle as a backend: the float64 interpreter behind the same door as the kernels. */
import type { Program } from "../formula/fuse.js";
import { evaluateRow } from "../formula/reference.js";
import { type Backend, type Kernel, oneByOne } from "./kernel.js";

export const reference: Backend = {
  name: "reference",
  compile(program: Program): Kernel {
    const outputs = [...program.elementOutputs, ...program.rowOutputs];
    const roots = [...outputs.map((output) => output.node), ...(program.total ? [program.total] : [])];
    return oneByOne((memory, { rows, columns, addresses, uniforms }) => {
      const array = (i: number, length: number) => new Float32Array(memory.buffer, addresses[i]!, length);
      // The interpreter evaluates uniform expressions itself when it knows the names; here their values are given.
      const given = new Map(program.uniforms.map((node, i) => [node, uniforms[i]!]));
      let total = 0;
      for (let row = 0; row < rows; row++) {
        const inputs = Object.fromEntries(
          program.inputs.map((input, i) => {
            if (input.level === "row") return [input.name, array(i, rows)[row]!];
            return [
              input.name,
              input.level === "column"
                ? array(i, columns)
                : array(i, rows * columns).subarray(row * columns, (row + 1) * columns),
            ];
          }),
        );
        const results = evaluateRow(roots, { columns, inputs, uniforms: {}, given });
        outputs.forEach((output, i) => {
          const address = program.inputs.length + i;
          const result = results[i]!;
          if (output.per === "row") array(address, rows)[row] = result as number;
          else {
            const into = array(address, rows * columns).subarray(row * columns, (row + 1) * columns);
            if (typeof result === "number") into.fill(result);
            else into.set(result);
          }
        });
        if (program.total) {
          const last = results.at(-1)!;
          const times = program.rows ? 1 : columns;
          total += typeof last === "number" ? times * last : last.reduce((sum, value) => sum + value, 0);
        }
      }
      return total;
    });
  },
};
