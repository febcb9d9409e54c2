/** Tensors that lie in files beside a model. */
import { link, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readModel, writeModel } from "../src/graph/file.js";
import { loadOnnx } from "../src/index.js";
import { decode } from "../src/proto/read.js";
import { encode } from "../src/proto/write.js";
import { fileOf } from "./foreign.js";

describe("tensors in files beside the model", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "downhill-"));
    await mkdir(join(folder, "model", "part"), { recursive: true });
    const bytes = fileOf().graph.initializers.get("w1")!.bytes;
    await writeFile(join(folder, "model", "part", "w1.bin"), Buffer.concat([Buffer.alloc(16), bytes]));
    await writeFile(join(folder, "outside.bin"), Buffer.alloc(64));
    await symlink(join(folder, "outside.bin"), join(folder, "model", "link.bin"));
    await symlink(join(folder, "model", "part"), join(folder, "model", "folder"));
    await writeFile(join(folder, "model", "named.bin"), Buffer.alloc(64));
    await link(join(folder, "model", "named.bin"), join(folder, "model", "twice.bin"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const written = async (entries: Record<string, string>) => {
    const proto = decode("ModelProto", writeModel(fileOf()));
    const tensor = proto.graph!.initializer![0]!;
    delete tensor.rawData;
    tensor.dataLocation = 1;
    tensor.externalData = Object.entries(entries).map(([key, value]) => ({ key, value }));
    const path = join(folder, "model", "model.onnx");
    const bytes = encode("ModelProto", proto);
    await writeFile(path, bytes);
    return { path, bytes };
  };

  it("are read, and saved inside of the file", async () => {
    const { path, bytes } = await written({ location: "part/w1.bin", offset: "16", length: "48" });
    const model = await loadOnnx(path);
    const expected = fileOf().graph.initializers.get("w1")!.bytes;
    expect(new Uint8Array(model.arena.valuesOf("w1").slice().buffer)).toEqual(new Uint8Array(expected));
    expect(readModel(await model.save()).graph.initializers.get("w1")!.bytes.length).toBe(48);
    await model.dispose();
    await expect(loadOnnx(bytes)).rejects.toMatchObject({
      code: "data",
      message: /lies outside of the file/,
    });
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ["above the folder", { location: "../outside.bin" }, /relative path inside/],
    ["by an absolute path", { location: "/etc/passwd" }, /relative path inside/],
    ["through a link", { location: "link.bin" }, /links are not followed/],
    ["through a linked folder", { location: "folder/w1.bin", offset: "16" }, /links are not followed/],
    ["with a second name", { location: "twice.bin" }, /hard links/],
    ["that are missing", { location: "none.bin" }, /no such file/],
    ["that are folders", { location: "part" }, /not a file/],
    [
      "that are too short",
      { location: "part/w1.bin", offset: "20" },
      /bytes 20 to 68 are needed, the file has 64/,
    ],
    ["of another length", { location: "part/w1.bin", length: "40" }, /needs 48 bytes/],
    ["at no number", { location: "part/w1.bin", offset: "-1" }, /offset of its external data/],
  ])("are refused %s", async (_, entries, message) => {
    const { path } = await written(entries);
    await expect(loadOnnx(path)).rejects.toMatchObject({ code: "data", message });
  });
});
