// Catalogue entries → modules with their kernels. Two kernels of each: one that does what is asked of it most and nothing
// else, one that does all; options are arguments of both as far as that costs nothing.
import { constantsOf, pack } from "./pack.mjs";
import { functionOf } from "./uniforms.mjs";

const core = new URL("../../packages/core/dist/", import.meta.url);
const load = (file) => import(new URL(file, core));
const { lossGraph, lossProgram } = await load("loss-program.js");
const { inputsOf, SCALE } = await load("loss-inputs.js");
const { optimizerProgram, evaluationProgram } = await load("optimizer-program.js");
const { squaresProgram } = await load("sum-of-squares.js");
const { addressNames } = await load("backends/kernel.js");
const { labelNumbers } = await load("options.js");
const { assembleColumns } = await load("backends/wasm/columns.js");
const { assembleRows } = await load("backends/wasm/rows.js");
const { assembleUpdates } = await load("backends/wasm/updates.js");
const table = await load("compiled/unpack.js");
const { opOf } = await load("formula/graph.js");
const { ops } = await load("formula/ops.js");

const sourceOf = ({ id, formula }, text = formula) => ({ text, file: `${id}.ts` });
const packed = (bytes) => JSON.stringify(pack(bytes, table, order));
/** Constants of the functions that many formulas have in common, so that they have the same numbers in all kernels. */
const order = (() => {
  const formula = "L = exp(-abs(p - y)) + exp(p) + log(p) + log1p(exp(-abs(p))) + expm1(p)";
  const common = { id: "common", formula, defaults: {} };
  const graph = lossGraph(common, sourceOf(common), {}, false);
  return constantsOf(assembleColumns(lossProgram(graph, { gradient: false, weights: "none" }), false));
})();
const camelCase = (id) => id.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

/** Parts of a program that cost time. Elements may grow a little; nothing else may. */
function costOf({ before, phases, scratch }) {
  const elements = phases.flatMap((phase) => phase.elements);
  const perRow = [...before, ...phases.flatMap((phase) => phase.afterwards)];
  const costly = [...elements, ...perRow].filter((node) => opOf(node) && ops[opOf(node)].costly).length;
  const reductions = phases.flatMap((phase) => phase.reductions).length;
  return { elements: elements.length, rest: `${costly} ${reductions} ${phases.length} ${scratch}` };
}

function isAsCheap(program, than) {
  const [a, b] = [costOf(program), costOf(than)];
  return a.rest === b.rest && a.elements <= b.elements + Math.max(2, 0.15 * b.elements);
}

/** The options that may be arguments: each in turn is added as long as that is nearly free. */
function freeOptions(names, programOf, isEqual = isAsCheap) {
  const baked = programOf(new Set());
  const free = new Set();
  for (const name of names) {
    const more = new Set([...free, name]);
    if (isEqual(programOf(more), baked)) free.add(name);
  }
  return free;
}

export function compiledLoss({ definition }) {
  const names = Object.keys(definition.defaults);
  const kinds = inputsOf(definition).map(({ kind }) => kind);
  const graphOf = (free, classWeights) => {
    const options = { ...definition.defaults, ...Object.fromEntries([...free].map((name) => [name, null])) };
    return lossGraph(definition, sourceOf(definition), options, classWeights);
  };
  const { perRow } = graphOf(new Set(), false);
  const programOf = (free, isGeneral) =>
    lossProgram(graphOf(free, isGeneral && kinds.includes("class weight")), {
      gradient: true,
      weights: perRow ? "row" : isGeneral ? "element" : "none",
      each: perRow || isGeneral,
    });
  const free = freeOptions(names, (set) => programOf(set, false));
  const leaf = (name) => (name === SCALE ? "s" : leafOf(definition, name));
  const general = programOf(new Set(names), true);
  const kernel = (program, fixed) => {
    const parts = [
      JSON.stringify(fixed.join(" ")),
      JSON.stringify(program.inputs.map(({ name }) => name).join(" ")),
      program.scratch,
      functionOf(program.uniforms, leaf, "n", ["o", "n", "s"]),
      packed(assembleColumns(program, false)),
      // Short rows side by side, but for the kernel that does all: a page pays for each.
      ...(perRow && program !== general ? [packed(assembleRows(program, false))] : []),
    ];
    return `[\n    ${parts.join(",\n    ")},\n  ]`;
  };
  const fixed = names.filter((name) => !free.has(name));
  const kernels = [kernel(programOf(free, false), fixed)];
  if (!perRow || fixed.length > 0 || kinds.includes("class weight")) kernels.push(kernel(general, []));
  return moduleText("loss", definition, [`[${kernels.join(", ")}]`]);
}

export function compiledOptimizer({ definition }) {
  const { defaults, evaluation } = definition;
  const all = { weightDecay: 1, l1: 1, l2: 1, clipValue: 1, clipNorm: 1 };
  // What an entry names itself is its own option.
  const own = (name) => Number(name in defaults);
  const usual = { ...all, l1: own("l1"), l2: own("l2"), clipValue: undefined };
  const made = (free, surroundings) => {
    // A number that is not 0 becomes an argument, whatever it is.
    const options = Object.fromEntries(
      Object.keys(defaults).map((name) => [name, free.has(name) ? 1 : defaults[name]]),
    );
    return optimizerProgram(definition, sourceOf(definition), options, surroundings);
  };
  const isEqual = (a, b) => a.states.join() === b.states.join() && isAsCheap(a.program, b.program);
  const free = freeOptions(Object.keys(defaults), (set) => made(set, usual), isEqual);
  const fixed = Object.keys(defaults).filter((name) => !free.has(name) && name !== "lr");
  const leaf = (name) => leafOf(definition, name);
  const { perTensor } = made(free, usual);
  const kernel = (program, module) =>
    `[\n    ${[
      JSON.stringify(addressNames(program).join(" ")),
      program.scratch,
      functionOf(program.uniforms, leaf, "n", ["o", "n"]),
      packed(module),
    ].join(",\n    ")},\n  ]`;
  const kernels = [usual, all].map((surroundings) => {
    const { program } = made(free, surroundings);
    return kernel(
      program,
      perTensor ? assembleColumns(program, false) : assembleUpdates(program, false, "g"),
    );
  });
  const rest = [JSON.stringify(fixed.join(" ")), String(perTensor), `[${kernels.join(", ")}]`];
  if (evaluation) {
    const program = evaluationProgram(definition, sourceOf(definition, evaluation), defaults);
    rest.push(kernel(program, assembleUpdates(program, false)));
  }
  return moduleText("optimizer", definition, rest);
}

/** The kernel that adds up squares. */
export const compiledSquares = () =>
  `${HEAD}export const squares =\n  ${packed(assembleColumns(squaresProgram(), false))};\n`;

const HEAD =
  "// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.\n";

function leafOf({ defaults, choices }, name) {
  const value = defaults[name];
  if (name === "clipValue") return "(o.clipValue ?? 1 / 0)";
  if (typeof value === "boolean") return `+o.${name}`;
  if (typeof value !== "string") return `o.${name}`;
  return `${JSON.stringify([...labelNumbers(choices).keys()])}.indexOf(o.${name})`;
}

function moduleText(kind, definition, rest) {
  const name = camelCase(definition.id);
  const make = kind === "loss" ? "compiledLoss" : "compiledOptimizer";
  const folder = kind === "loss" ? "losses" : "optimizers";
  return `${HEAD}import type { ${name} as Entry } from "../../../${folder}/${definition.id}.js";
import { ${make} } from "../../${kind}.js";

export const ${name}: typeof Entry = /* @__PURE__ */ ${make}(
  ${literal({ ...definition, formula: "", rates: undefined })},
  ${rest.join(",\n  ")},
);
`;
}

/** JSON, but for numbers that are not finite. */
const literal = (value) =>
  typeof value === "number"
    ? String(value)
    : Array.isArray(value)
      ? `[${value.map(literal).join(", ")}]`
      : value !== null && typeof value === "object"
        ? `{ ${Object.entries(value)
            .filter(([, each]) => each !== undefined)
            .map(([key, each]) => `${/^\w+$/.test(key) ? key : JSON.stringify(key)}: ${literal(each)}`)
            .join(", ")} }`
        : JSON.stringify(value);
