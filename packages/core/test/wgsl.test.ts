import { describe, expect, it } from "vitest";
import { divisionOf, wgsl } from "../src/backends/wgsl.js";
import { huber } from "../src/index.js";
import { lossGraph, lossProgram } from "../src/loss-program.js";
import { plan } from "../src/optimizer-plan.js";
import { entries } from "./support/optimizers.js";

describe("the shader of Huber", () => {
  it("reads predictions and targets once and writes the gradient once", () => {
    const { definition } = huber;
    const source = { text: definition.formula, file: "huber.ts" };
    const variant = { gradient: true, weights: "none", classWeights: false, each: false } as const;
    const program = lossProgram(lossGraph(definition as never, source, { delta: 1.5 }, false), variant);
    const buffers = (_: string, isInput: boolean) => (isInput ? "inputs" : "outputs");
    expect(wgsl(program, divisionOf(program, 1000), buffers).source).toMatchInlineSnapshot(`
      "struct Call {
        rows: u32,
        columns: u32,
        zero: u32,
        at_p: u32,
        at_y: u32,
        at_gradient_of_p: u32,
        at_totals: u32,
        u0: f32,
      }

      @group(0) @binding(0) var<uniform> call: Call;
      @group(0) @binding(1) var<storage, read> inputs: array<f32>;
      @group(0) @binding(2) var<storage, read_write> outputs: array<f32>;
      var<workgroup> parts: array<f32, 256>;

      fn reduce_sum(lane: u32, own: f32) -> f32 {
        parts[lane] = own;
        workgroupBarrier();
        for (var width = 128u; width > 0u; width >>= 1u) {
          if (lane < width) {
            let a = parts[lane];
            let b = parts[lane + width];
            parts[lane] = a + b;
          }
          workgroupBarrier();
        }
        let all = parts[0];
        workgroupBarrier();
        return all;
      }

      @compute @workgroup_size(256)
      fn run(
        @builtin(global_invocation_id) id: vec3u,
        @builtin(local_invocation_index) lane: u32,
        @builtin(workgroup_id) group: vec3u,
        @builtin(num_workgroups) groups: vec3u,
      ) {
        var total = 0f;
        for (var i = id.x; i < call.columns; i += groups.x * 256u) {
          let v1 = inputs[call.at_p + i];
          let v2 = inputs[call.at_y + i];
          let v3 = v1 - v2;
          let v4 = abs(v3);
          let v5 = select(v4, 1.5f, 1.5f < v4);
          let v6 = bitcast<u32>(v3) & 0x80000000u;
          let v7 = 0x3f800000u | v6;
          let v8 = !(v3 == 0f);
          let v9 = select(0x0u, v7, v8);
          let v10 = v5 * bitcast<f32>(v9);
          let v11 = v10 * call.u0;
          let v12 = v5 * v5;
          let v13 = 0.5f * v12;
          let v14 = v4 - v5;
          let v15 = 1.5f * v14;
          let v16 = v13 + v15;
          total += v16;
          outputs[call.at_gradient_of_p + i] = v11;
        }
        let all = reduce_sum(lane, total);
        if (lane == 0u) {
          outputs[call.at_totals + group.x] = all;
        }
      }
      "
    `);
  });
});

/** What every device has. */
const STORAGE_BUFFERS = 8;

describe("the shaders of the optimizers", () => {
  it.each(entries.map(({ id, factory }) => [id, factory] as const))("%s needs few buffers", (id, factory) => {
    const optimizer = factory({ clipNorm: 1, clipValue: 1 });
    const settings = { lrScale: 1, weightDecay: 0.1, l1: 0.1, l2: 0.1 };
    const { program } = plan(optimizer, settings).make({ text: factory.definition.formula, file: id });
    const { buffers } = wgsl(program, divisionOf(program, 1000), (name) => name);
    expect(buffers.length).toBeLessThanOrEqual(STORAGE_BUFFERS);
  });
});
