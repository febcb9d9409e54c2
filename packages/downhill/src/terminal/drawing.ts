/** Text that draws: bars, sparklines, tables, curves. Pure; widths are in characters. */

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const HEIGHTS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/** `█████▍░░░░` */
export function bar(share: number, width = 20): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  const filled = "█".repeat(eighths >> 3) + EIGHTHS[eighths & 7]!;
  return filled + "░".repeat(width - filled.length);
}

/** The last `width` numbers; one that is not finite is ✕. */
export function sparkline(values: readonly number[], width = 16): string {
  const shown = values.slice(-width);
  const finite = shown.filter(Number.isFinite);
  const low = Math.min(...finite);
  const span = Math.max(...finite) - low || 1;
  return shown
    .map((value) => (Number.isFinite(value) ? HEIGHTS[Math.round((7 * (value - low)) / span)] : "✕"))
    .join("");
}

/** Columns that a text takes on a terminal: Korean and other wide characters take two. */
export const widthOf = (text: string): number =>
  [...text].reduce(
    (sum, character) =>
      sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/.test(character) ? 2 : 1),
    0,
  );

/** Columns as wide as their widest cell; the first to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ""))),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const space = " ".repeat(widths[column]! - widthOf(cell));
          return column === 0 ? cell + space : space + cell;
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** A curve in a box of characters; x is already spaced evenly. `marks` are put under the columns of these indices. */
export function plot(
  values: readonly number[],
  width: number,
  height: number,
  format: (value: number) => string,
  marks: ReadonlyMap<number, string> = new Map(),
): string {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return "nothing to draw: no value is finite";
  const low = Math.min(...finite);
  const span = Math.max(...finite) - low || 1;
  const columnOf = (index: number) => Math.round((index / Math.max(1, values.length - 1)) * (width - 1));
  const cells = Array.from({ length: height }, () => Array.from({ length: width }, () => " "));
  values.forEach((value, index) => {
    if (!Number.isFinite(value)) return;
    const row = height - 1 - Math.round(((height - 1) * (value - low)) / span);
    cells[row]![columnOf(index)] = "•";
  });
  const label = (row: number) => (row === 0 ? format(low + span) : row === height - 1 ? format(low) : "");
  const margin = Math.max(label(0).length, label(height - 1).length);
  const lines = cells.map((row, index) => `${label(index).padStart(margin)} ┤${row.join("").trimEnd()}`);
  const under = Array.from({ length: width }, () => " ");
  for (const [index, mark] of marks) under[columnOf(index)] = mark;
  const foot = marks.size > 0 ? [`${" ".repeat(margin + 2)}${under.join("").trimEnd()}`] : [];
  return [...lines, `${" ".repeat(margin)} └${"─".repeat(width)}`, ...foot].join("\n");
}

/** Breaks prose into lines of at most `width` characters, each with the indent. */
export function wrap(text: string, width: number, indent = ""): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line && indent.length + widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(indent + line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, indent + line].join("\n");
}

/** 75 → 1:15. */
export function clock(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–:––";
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
