/** The frame around a kernel: what it is given, and how the invocations of a workgroup put their results together. */

/** Invocations of a workgroup: the most that every device has. */
export const GROUP = 256;

const OPERATIONS: Readonly<Record<string, string>> = {
  reduce_sum: "a + b",
  reduce_max: "select(a, b, a < b)",
  reduce_min: "select(a, b, b < a)",
};

const reduction = (name: string): string => `\
fn ${name}(lane: u32, own: f32) -> f32 {
  parts[lane] = own;
  workgroupBarrier();
  for (var width = ${GROUP / 2}u; width > 0u; width >>= 1u) {
    if (lane < width) {
      let a = parts[lane];
      let b = parts[lane + width];
      parts[lane] = ${OPERATIONS[name]};
    }
    workgroupBarrier();
  }
  let all = parts[0];
  workgroupBarrier();
  return all;
}
`;

/** @param lines statements of the kernel, not yet indented. */
export function shaderText(
  lines: readonly string[],
  arrays: readonly string[],
  uniforms: number,
  buffers: readonly { readonly name: string; readonly writes: boolean }[],
): string {
  const fields = [
    ...["rows", "columns", "zero", ...arrays].map((name) => `  ${name}: u32,`),
    ...Array.from({ length: uniforms }, (_, i) => `  u${i}: f32,`),
  ];
  const body = indented(lines);
  const used = Object.keys(OPERATIONS).filter((name) => body.includes(`${name}(`));
  return [
    `struct Call {\n${fields.join("\n")}\n}\n`,
    "@group(0) @binding(0) var<uniform> call: Call;",
    ...buffers.map(
      ({ name, writes }, i) =>
        `@group(0) @binding(${i + 1}) var<storage, ${writes ? "read_write" : "read"}> ${name}: array<f32>;`,
    ),
    ...(used.length > 0 ? [`var<workgroup> parts: array<f32, ${GROUP}>;`] : []),
    "",
    ...used.map(reduction),
    `@compute @workgroup_size(${GROUP})`,
    "fn run(",
    "  @builtin(global_invocation_id) id: vec3u,",
    "  @builtin(local_invocation_index) lane: u32,",
    "  @builtin(workgroup_id) group: vec3u,",
    "  @builtin(num_workgroups) groups: vec3u,",
    ") {",
    body,
    "}",
    "",
  ].join("\n");
}

function indented(lines: readonly string[]): string {
  let depth = 1;
  return lines
    .map((line) => {
      if (line === "}") depth--;
      const text = "  ".repeat(depth) + line;
      if (line.endsWith("{")) depth++;
      return text;
    })
    .join("\n");
}
