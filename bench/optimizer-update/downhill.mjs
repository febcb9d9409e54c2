import { Arena, Memory } from "@downhill/core";
import { optimizerNamed } from "@downhill/core/catalogue";
import { native } from "@downhill/core/native";
import { sharedMemory } from "@downhill/core/threads";
import { serve } from "../support/serve.mjs";
import { checkOf, gradientsOf, parametersOf } from "./values.mjs";

serve(async ({ optimizer, options, shapes, clipNorm, backend, threads = 1 }) => {
  const memory = threads > 1 && backend !== "native" ? await sharedMemory({ threads }) : new Memory();
  const arena = new Arena(
    shapes.map((shape, i) => ({ name: `tensor${i}`, shape })),
    memory,
  );
  const state = optimizerNamed(optimizer)({
    ...options,
    ...(clipNorm && { clipNorm }),
    ...(backend === "native" && { backend: native({ threads }) }),
  }).init(arena);
  shapes.forEach((shape, i) => {
    arena.valuesOf(`tensor${i}`).set(parametersOf(shape, i));
    arena.gradientsOf(`tensor${i}`).set(gradientsOf(shape, i));
  });
  const step = () => state.step();
  for (let i = 0; i < 3; i++) step();
  const check = checkOf(arena.valuesOf("tensor0"), arena.valuesOf(`tensor${shapes.length - 1}`));
  return { step, check };
});
