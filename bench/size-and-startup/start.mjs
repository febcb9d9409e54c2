/** Imports a library and computes something small, once. */
import { serve } from "../support/serve.mjs";

const p = [-2, 0.5, 0];
const y = [0, -0.5, 0];

const firsts = {
  async "downhill compiled"(published) {
    const { huber } = await import(published);
    return huber().evaluate(p, y).value;
  },
  async downhill(published) {
    const { huber } = await import(published);
    return huber().evaluate(p, y).value;
  },
  async "downhill checkout"() {
    const { huber } = await import("@downhill/core");
    return huber().evaluate(p, y).value;
  },
  async "downhill model"() {
    const { crossEntropy, adamw } = await import("@downhill/core");
    const { valueAndGradient } = await import("@downhill/core/training");
    const { dense, relu, sequential } = await import("@downhill/onnx");
    const model = await sequential([dense(16), relu(), dense(3)]).build({ input: [8] });
    const state = adamw().init(model.arena);
    const inputs = { data: new Float32Array(8).fill(1), dims: [1, 8] };
    const targets = { data: Int32Array.of(1), dims: [1] };
    const { value } = await valueAndGradient(model, crossEntropy(), { inputs, targets });
    state.step();
    return value;
  },
  async "jax-js"() {
    const { init, defaultDevice, jit, numpy: np } = await import("@jax-js/jax");
    await init("wasm");
    defaultDevice("wasm");
    const huber = jit((p, y) => {
      const r = np.absolute(p.sub(y));
      return np.mean(np.where(np.lessEqual(r.ref, 1), np.square(r.ref).mul(0.5), r.sub(0.5)));
    });
    return (await huber(np.array(p), np.array(y)).data())[0];
  },
  async "tensorflow-js"() {
    const { tf } = await import("../support/tensorflow.mjs");
    return tf.losses.huberLoss(tf.tensor(y), tf.tensor(p)).dataSync()[0];
  },
};

serve(async ({ name, published }) => {
  const start = performance.now();
  const value = await firsts[name](published);
  const startup = performance.now() - start;
  return { step: () => {}, check: [value], report: () => ({ startup }) };
});
