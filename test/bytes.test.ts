/** How much an import costs a page, minified and compressed. decisions/0008 says what the bytes are spent on. */
import { expect, it } from "vitest";

const script = new URL("../scripts/bytes.mjs", import.meta.url).href;
const { bytesOf } = (await import(script)) as {
  bytesOf(names: string, door?: string): Promise<{ readonly compressed: number }>;
};

/** A ceiling in KB for each import: a little above what it was when it was last lowered. */
const ceilings = [
  ["everything", "*", "index", 30.1],
  ["one loss", "{ huber }", "index", 18],
  ["one optimizer", "{ adamw }", "index", 18.5],
  ["one loss and one optimizer", "{ crossEntropy, adamw }", "index", 22],
  ["one schedule", "{ cosineAnnealing }", "index", 6],
  ["errors", "{ usageError }", "index", 0.5],
  ["training", "{ fit }", "training/index", 9.5],
  ["one loss, compiled ahead", "{ huber }", "compiled/index", 7],
  ["one optimizer, compiled ahead", "{ adamw }", "compiled/index", 7.6],
  ["one loss and one optimizer, compiled ahead", "{ crossEntropy, adamw }", "compiled/index", 12.1],
] as const;

it.each(ceilings)("%s weighs no more than it should: %s", async (_, names, door, kilobytes) => {
  const { compressed } = await bytesOf(names, door);
  expect(compressed / 1024).toBeGreaterThan(0.1);
  expect(compressed / 1024, `see node scripts/bytes.mjs "${names}" ${door}`).toBeLessThanOrEqual(kilobytes);
});

it("no import of one thing brings the prose, the other backends or the training loop", async () => {
  const { chunks } = (await bytesOf("{ crossEntropy, adamw }")) as unknown as { chunks: { code: string }[] };
  const code = chunks.map((chunk) => chunk.code).join("");
  for (const text of ["arXiv", "new Function", "Worker(", "early stopping", "adamax"])
    expect(code).not.toContain(text);
});

it("kernels compiled ahead come without the compiler", async () => {
  const { chunks } = (await bytesOf("*", "compiled/index")) as unknown as {
    chunks: { moduleIds: string[] }[];
  };
  const files = chunks.flatMap((chunk) => chunk.moduleIds).map((id) => id.replace(/.*core\/src\//, ""));
  expect(files).toContain("compiled/unpack.ts");
  const compiler =
    /^formula|-program|backends\/(wasm|js|compile|functions|values)\.ts|wasm\/(assembler|columns|rows)/;
  expect(files.filter((file) => compiler.test(file))).toEqual([]);
});
