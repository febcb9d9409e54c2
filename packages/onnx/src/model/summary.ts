/** The table that `model.summary()` gives. */
import { show } from "../graph/dimensions.js";
import type { Shape } from "../graph/graph.js";
import type { NetworkDefinition } from "./definition.js";

export interface SummaryRow {
  readonly name: string;
  readonly kind: string;
  readonly output: Shape;
  readonly parameters: number;
}

/** A row for each node with weights, for networks that were not built from layers. */
export function nodeRows({ graph, shapes, parameters, frozen }: NetworkDefinition): SummaryRow[] {
  const sizes = new Map(
    [...parameters, ...frozen].map(({ name, shape }) => [name, shape.reduce((a, b) => a * b, 1)]),
  );
  return graph.nodes.flatMap((node) => {
    const count = node.inputs.reduce((sum, input) => sum + (sizes.get(input) ?? 0), 0);
    const output = shapes.get(node.outputs[0]!) ?? [];
    return count === 0
      ? []
      : [{ name: node.name || node.outputs[0]!, kind: node.op, output, parameters: count }];
  });
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
