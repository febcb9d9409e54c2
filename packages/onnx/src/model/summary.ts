/** The table that `model.summary()` gives. */
import { show } from "../graph/dimensions.js";
import type { Shape } from "../graph/graph.js";

export interface SummaryRow {
  readonly name: string;
  readonly kind: string;
  readonly output: Shape;
  readonly parameters: number;
}

export function summaryText(rows: readonly SummaryRow[], total: number): string {
  const cells = [
    ["layer", "output", "parameters"],
    ...rows.map(({ name, output, parameters }) => [name, show(output), parameters.toLocaleString("en-US")]),
    ["total", "", total.toLocaleString("en-US")],
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells
    .map(([name, output, count]) =>
      `${name!.padEnd(widths[0]!)}  ${output!.padEnd(widths[1]!)}  ${count!.padStart(widths[2]!)}`.trimEnd(),
    )
    .join("\n");
}
