/** A square matrix product in ONNX Runtime, built with the layers of Downhill. */
import { dense, sequential } from "@downhill/onnx";
import { serve } from "../support/serve.mjs";

serve(async ({ size, threads }) => {
  const model = await sequential([dense(size, { bias: false })]).build({ input: [size], threads });
  const inputs = { data: new Float32Array(size * size).fill(0.5), dims: [size, size] };
  return { step: () => model.forward(inputs), check: {} };
});
