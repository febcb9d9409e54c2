import { Memory } from "@downhill/core";
import { lossNamed } from "@downhill/core/catalogue";
import { native } from "@downhill/core/native";
import { sharedMemory } from "@downhill/core/threads";
import { serve } from "../support/serve.mjs";
import { checkOf, inputsOf } from "./values.mjs";

serve(async ({ loss: id, kind, gradients, shape, checkTargets, backend, threads = 1 }) => {
  const memory = threads > 1 && backend !== "native" ? await sharedMemory({ threads }) : new Memory();
  const given = inputsOf(kind, shape);
  const inputBlocks = given.map(({ length }) => memory.allocate(length));
  const gradientBlocks = given.slice(0, gradients).map(({ length }) => memory.allocate(length));
  const loss = lossNamed(id)(backend === "native" ? { backend: native({ threads }) } : {});
  given.forEach((values, i) => inputBlocks[i].array.set(values));
  const columns = shape.columns && { columns: shape.columns };
  const step = () =>
    loss.evaluate(...inputBlocks.map(({ array }) => array), {
      into: gradientBlocks.map(({ array }) => array),
      memory,
      check: checkTargets,
      ...columns,
    });
  const { value } = step();
  const check = checkOf(
    gradientBlocks.map(({ array }) => array),
    shape.length,
  );
  return { step, check, report: () => ({ value }) };
});
