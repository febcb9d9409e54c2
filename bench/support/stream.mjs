/** The limit without a C compiler: the same traffic in hand-assembled WASM SIMD, on one thread. */
import { serve } from "./serve.mjs";

const unsigned = (value) => {
  const bytes = [];
  do {
    bytes.push((value & 127) | (value > 127 ? 128 : 0));
    value >>>= 7;
  } while (value > 0);
  return bytes;
};
const section = (id, bytes) => [id, ...unsigned(bytes.length), ...bytes];
const get = (local) => [0x20, local];
const loaded = (local) => [...get(local), 0xfd, 0x00, 2, 0];
const ADD = [0xfd, 0xe4, 0x01];

/**
 * A function of the addresses of all arrays and the end of the first: vector by vector it sums what it reads, and
 * stores the sum to what it writes.
 */
function assemble(reads, outputs, arrays) {
  const end = arrays;
  const sum = arrays + 1;
  const body = [
    ...[0x03, 0x40],
    ...loaded(0),
    ...Array.from({ length: reads - 1 }, (_, k) => [...loaded(k + 1), ...ADD]).flat(),
    ...[0x21, sum],
    ...outputs.flatMap((k) => [...get(k), ...get(sum), 0xfd, 0x0b, 2, 0]),
    ...Array.from({ length: arrays }, (_, k) => [...get(k), 0x41, 16, 0x6a, 0x21, k]).flat(),
    ...[...get(0), ...get(end), 0x49, 0x0d, 0],
    ...[0x0b, 0x0b],
  ];
  const code = [1, 1, 0x7b, ...body];
  return new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, arrays + 1, ...Array(arrays + 1).fill(0x7f), 0]),
    ...section(2, [1, 1, 0x6d, 1, 0x6d, 2, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, 1, 0x66, 0, 0]),
    ...section(10, [1, ...unsigned(code.length), ...code]),
  ]);
}

serve(({ reads, writes, inPlace, length }) => {
  const arrays = inPlace ? reads : reads + writes;
  const bytes = Math.ceil(length / 16) * 64;
  const memory = new WebAssembly.Memory({ initial: Math.ceil((arrays * bytes) / 65536) + 1 });
  // The gradient, array 1, is what an update only reads.
  const outputs = Array.from({ length: writes }, (_, k) => (inPlace ? (k === 0 ? 0 : k + 1) : reads + k));
  const module = new WebAssembly.Module(assemble(reads, outputs, arrays));
  const { f } = new WebAssembly.Instance(module, { m: { m: memory } }).exports;
  const addresses = Array.from({ length: arrays }, (_, k) => k * bytes);
  return { step: () => f(...addresses, bytes), check: {}, note: "WASM" };
});
