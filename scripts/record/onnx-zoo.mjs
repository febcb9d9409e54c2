// Loads the networks that onnx-zoo.py exported and compares outputs and gradients with PyTorch's:
//
//   node scripts/record/onnx-zoo.mjs FOLDER [PART OF A NAME...]
//
// "all" means: each of PyTorch's parameters was found by its numbers, and no other tensor is trained. Where an exporter
// folded a batch normalization into a convolution the tensors are others; those that are left are compared.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadOnnx } from "@downhill/onnx";

const [folder, ...chosen] = process.argv.slice(2);
const arrays = { float32: Float32Array, int64: BigInt64Array };
const largest = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const worst = (a, b, scale) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]) / scale), 0);
const transposed = ([rows, columns], values) =>
  values.map((_, i) => values[(i % rows) * columns + Math.floor(i / rows)]);
const same = (a, b) =>
  a.length === b.length && a.every((value, i) => Math.abs(value - b[i]) <= 1e-6 * Math.abs(b[i]));

/** Everything that PyTorch computed for a network. */
function answersOf(name) {
  const { inputs, output, parameters } = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
  const bytes = readFileSync(join(folder, `${name}.bin`));
  const read = ([dims, type, start]) => {
    const length = dims.reduce((a, b) => a * b, 1) * arrays[type].BYTES_PER_ELEMENT;
    const at = bytes.byteOffset + start;
    return { data: new arrays[type](bytes.buffer.slice(at, at + length)), dims };
  };
  const all = (record, change) => Object.entries(record).map(([key, value]) => [key, change(value)]);
  return {
    inputs: Object.fromEntries(all(inputs, read)),
    output: read(output),
    parameters: all(parameters, ({ gradient, value }) => [read(gradient), read(value)]),
  };
}

async function compare(file) {
  const { inputs, output, parameters } = answersOf(file.split(".")[0]);
  const model = await loadOnnx(join(folder, file), { batchNorm: "frozen" });
  const names = model.definition.graph.inputs.map(({ name }) => name);
  const feeds = Object.fromEntries(names.map((name) => [name, inputs[name]]));
  const result = await model.forward(names.length === 1 ? feeds[names[0]] : feeds, { training: true });
  const outputError = worst(result.data, output.data, largest(output.data));
  await model.backward({
    data: Float32Array.from(result.data, (_, i) => Math.sin(i + 1)),
    dims: result.dims,
  });

  const left = new Map(model.arena.segments.map((segment) => [segment.name, segment]));
  const scale = Math.max(...parameters.map(([, [gradient]]) => largest(gradient.data)));
  let [gradientError, found] = [0, 0];
  for (const [, [gradient, value]] of parameters) {
    const layouts = [(tensor) => tensor.data];
    if (value.dims.length === 2) layouts.push((tensor) => transposed(tensor.dims, tensor.data));
    for (const layout of layouts) {
      const name = [...left.keys()].find((key) => same(model.arena.valuesOf(key), layout(value)));
      if (name === undefined) continue;
      left.delete(name);
      const expected = layout(gradient);
      const least = Math.max(1e-2 * scale, largest(expected));
      gradientError = Math.max(gradientError, worst(model.arena.gradientsOf(name), expected, least));
      found++;
      break;
    }
  }
  await model.dispose();
  const isAll = found === parameters.length && left.size === 0;
  return {
    outputError,
    gradientError,
    text: isAll ? "all" : `${found} of ${parameters.length}, ${left.size} others`,
  };
}

const files = readdirSync(folder).filter(
  (file) => file.endsWith(".onnx") && (chosen.length === 0 || chosen.some((part) => file.includes(part))),
);
let agreeing = 0;
for (const file of files.sort()) {
  try {
    const { outputError, gradientError, text } = await compare(file);
    if (text === "all" && outputError < 1e-4 && gradientError < 1e-3) agreeing++;
    const errors = `output ${outputError.toExponential(1)}  gradients ${gradientError.toExponential(1)}`;
    console.log(`${file.padEnd(36)} ${errors}  ${text}`);
  } catch (error) {
    console.log(`${file.padEnd(36)} ${String(error.message).split("\n").slice(0, 4).join(" ")}`);
  }
}
console.log(
  `${files.length} files loaded or refused; in ${agreeing} all tensors are found and all gradients agree`,
);
