/** Kernels that are compiled from an optimizer's formula when they are needed, once. */
import { backendOf, compile } from "./backends/compile.js";
import type { Backend } from "./backends/kernel.js";
import { type Program, type Source, uniformsOf } from "./formula/index.js";
import type { Optimizer } from "./interfaces.js";
import type { GroupKernel, OptimizerKernels, UpdateKernel } from "./optimizer-groups.js";
import { plan } from "./optimizer-plan.js";
import { evaluationProgram } from "./optimizer-program.js";
import type { GroupSettings } from "./parameter-groups.js";
import { sumOfSquares } from "./sum-of-squares.js";

/** Kernels by formula, folded options and backend. */
const cache = new Map<string, GroupKernel>();

export function formulaKernels(optimizer: Optimizer, source: Source): OptimizerKernels {
  const { id, definition, options } = optimizer;
  const backend = backendOf(id, options.backend);
  return {
    forGroup: (settings) => compiledFor(optimizer, source, backend, settings),
    forEvaluation() {
      const program = evaluationProgram(
        definition,
        { text: definition.evaluation!, file: source.file },
        options,
      );
      return updateKernel(program, backend);
    },
    ofSquares: () => sumOfSquares(backend),
  };
}

const updateKernel = (program: Program, backend: Backend, guard?: string): UpdateKernel => ({
  layout: program,
  kernel: compile(program, backend, guard),
  uniforms: uniformsOf(program.uniforms),
});

function compiledFor(
  optimizer: Optimizer,
  source: Source,
  backend: Backend,
  settings: GroupSettings,
): GroupKernel {
  const { key: shape, make } = plan(optimizer, settings);
  const key = `${backend.name} ${shape}`;
  let compiled = cache.get(key);
  if (!compiled) {
    const { program, ...made } = make(source);
    // A rule per tensor uses the whole tensor before it stores anything.
    const guarded = backend.guards === true && !made.perTensor;
    compiled = { ...made, ...updateKernel(program, backend, guarded ? "g" : undefined), guarded };
    cache.set(key, compiled);
  }
  return compiled;
}
