/** TensorFlow.js on its WASM backend, with the gradients, which only the layers package registers. */
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-layers";

await tf.setBackend("wasm");

export { tf };
