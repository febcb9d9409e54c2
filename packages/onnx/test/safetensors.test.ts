import { DownhillError } from "@downhill/core";
import { describe, expect, it } from "vitest";
import {
  batchNorm,
  conv2d,
  dense,
  flatten,
  readSafetensors,
  sequential,
  writeSafetensors,
} from "../src/index.js";

const file = (header: string, data = new Uint8Array(0)): Uint8Array => {
  const json = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
};

describe("safetensors", () => {
  it("give back what was written", () => {
    const tensors = [
      { name: "a.weight", shape: [2, 2], values: Float32Array.of(1, -2, 3.5, 0) },
      { name: "b", shape: [], values: Float32Array.of(7) },
    ];
    expect(readSafetensors(writeSafetensors(tensors, { made: "here" }))).toEqual(tensors);
  });

  it("are read as the format's own example spells them", () => {
    const bytes = file(
      '{"x":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}',
      new Uint8Array(Float32Array.of(1, 2).buffer),
    );
    expect(readSafetensors(bytes)).toEqual([{ name: "x", shape: [1, 2], values: Float32Array.of(1, 2) }]);
  });

  it("of other floats become float32, and PyTorch's counters are left out", () => {
    const read = (type: string, data: ArrayBufferView<ArrayBuffer>) => {
      const header = `{"x":{"dtype":"${type}","shape":[2],"data_offsets":[0,${data.byteLength}]},"n.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[0,8]}}`;
      return readSafetensors(file(header, new Uint8Array(data.buffer))).map(({ values }) => [...values]);
    };
    expect(read("F64", Float64Array.of(1.5, -2))).toEqual([[1.5, -2]]);
    // 1.5 and -2 as bits of sign, exponent and fraction.
    expect(read("F16", Uint16Array.of(0x3e00, 0xc000))).toEqual([[1.5, -2]]);
    expect(read("F16", Uint16Array.of(0x0001, 0x7c00))).toEqual([[2 ** -24, Number.POSITIVE_INFINITY]]);
    expect(read("BF16", Uint16Array.of(0x3fc0, 0xc000))).toEqual([[1.5, -2]]);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ["too short", new Uint8Array(5), /5 bytes/],
    ["a header beyond the end", file("{}").with(0, 200), /header of 200 bytes, 2 left/],
    ["a huge header", new Uint8Array(16).fill(255), /header of \d+ bytes/],
    ["no JSON", file("{nope"), /not JSON/],
    ["a list", file("[]"), /not an object/],
    ["no shape", file('{"x":{"dtype":"F32"}}'), /tensor x has no shape/],
    [
      "a negative place",
      file('{"x":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}'),
      /tensor x has no place/,
    ],
    [
      "a place beyond the end",
      file('{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'),
      /ends at byte 4 of 0/,
    ],
    [
      "another size",
      file('{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', new Uint8Array(4)),
      /needs 8 bytes, has 4/,
    ],
    [
      "another type",
      file('{"x":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}', new Uint8Array(4)),
      /expected F32, F64, F16, BF16, got I32/,
    ],
  ])("are refused: %s", (_, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(message);
    expect(() => readSafetensors(bytes)).toThrow(DownhillError);
  });
});

describe("saveWeights and loadWeights", () => {
  const network = (units: number, seed: number) =>
    sequential([conv2d(2, 3), batchNorm(), flatten(), dense(units)]).build({ input: [1, 5, 5], seed });

  it("carry parameters and buffers to another model of the same shape", async () => {
    const [from, to] = [await network(3, 1), await network(3, 2)];
    from.buffers.get("norm1.running_mean")!.set([0.25, -1]);
    await to.loadWeights(await from.saveWeights());
    expect(to.arena.values).toEqual(from.arena.values);
    expect(to.buffers).toEqual(from.buffers);
  });

  it("refuse weights of another network and change nothing", async () => {
    const [from, to] = [await network(3, 1), await network(4, 2)];
    const before = to.arena.values.slice();
    await expect(to.loadWeights(await from.saveWeights())).rejects.toMatchObject({
      code: "data",
      message: "tensor dense1.weight: expected shape [4, 18], got [3, 18]",
    });
    const other = writeSafetensors([{ name: "other", shape: [1], values: new Float32Array(1) }]);
    await expect(to.loadWeights(other)).rejects.toThrow(/missing: conv1.weight .*; unknown: other$/);
    await expect(to.loadWeights("/nowhere/weights.safetensors")).rejects.toMatchObject({ code: "data" });
    expect(to.arena.values).toEqual(before);
  });
});
