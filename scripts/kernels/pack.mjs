// Kernel's module → text that packages/core/src/compiled/unpack.ts makes a module of again.
import { effectOf, F64, I32, instructionsOf, isControl, V128 } from "./instructions.mjs";
import { isIota, Text, Writer } from "./text.mjs";

/**
 * @param table of unpack.ts
 * @param order bits of constants, those first that many kernels have: the same ones have the same numbers everywhere
 */
export function pack(bytes, table, order = []) {
  const { parameters, locals, instructions } = instructionsOf(bytes);
  const integers = parameters.filter((type) => type === I32).length;
  const statements = statementsOf(instructions);
  const written = writtenOnce(instructions, parameters.length, locals);
  const hoists = hoisted(statements, parameters.length);
  const rank = ({ bytes }) => (order.includes(bytes.join()) ? order.indexOf(bytes.join()) : order.length);
  const constants = [...hoists.values()].sort((a, b) => rank(a) - rank(b));
  const fixed = fixedLocals(instructions, parameters.length, locals, written, constants);
  const text = new Text(table);
  const counts = [I32, F64, V128].map((type) => fixed.filter((local) => typeOf(local) === type).length);
  for (const count of [integers, parameters.length - integers, ...counts, constants.length])
    text.number(count);

  function typeOf(local) {
    return locals[local - parameters.length];
  }
  const ordered = [...parameters.keys(), ...fixed, ...constants.map(({ local }) => local)];
  const places = new Map(ordered.map((local, i) => [local, i]));
  const writer = new Writer(text, places, written, parameters.length, places.size - constants.length);
  for (const { bytes } of constants) text.bits(bytes);
  const zero = statements[0].map(({ kind }) => kind).join(" ");
  if (zero !== "get integer plain set" || places.get(statements[0][3].local) !== parameters.length)
    throw new Error("a kernel must begin with its zero");
  for (let i = 1; i < statements.length; ) {
    if (hoists.has(i)) {
      i += hoists.get(i).length;
      continue;
    }
    const found = writer.abreast(statements, i);
    if (found) writer.vectors(statements, i, found);
    else writer.single(statements[i]);
    i += found ? found.length * found.count : 1;
  }
  return text.value;
}

/** Bits of the constants of a kernel, in the order in which it has them. */
export function constantsOf(bytes) {
  const { parameters, instructions } = instructionsOf(bytes);
  return [...hoisted(statementsOf(instructions), parameters.length).values()].map((hoist) =>
    hoist.bytes.join(),
  );
}

/** Instructions in groups that begin and end with an empty stack; those that open or close a block stand alone. */
function statementsOf(instructions) {
  const statements = [];
  let current = [];
  let height = 0;
  const close = () => {
    if (current.length > 0) statements.push(current);
    current = [];
    height = 0;
  };
  for (const instruction of instructions) {
    if (isControl(instruction)) {
      close();
      statements.push([instruction]);
      continue;
    }
    current.push(instruction);
    const [taken, left] = effectOf(instruction);
    height += left - taken;
    if (height === 0) close();
  }
  close();
  return statements;
}

/** Vectors that are set once, and read in the same block only. */
function writtenOnce(instructions, parameters, locals) {
  const blocks = [];
  let block = 0;
  let blockCount = 1;
  const written = new Map();
  const others = new Set();
  for (const { kind, local } of instructions) {
    if (kind === "while" || kind === "if") {
      blocks.push(block);
      block = blockCount++;
    }
    if (kind === "repeat" || kind === "end") block = blocks.pop();
    if (kind === "set" || kind === "tee") {
      if (written.has(local) || kind === "tee" || locals[local - parameters] !== V128) others.add(local);
      written.set(local, block);
    }
    if (kind === "get" && written.get(local) !== block) others.add(local);
  }
  return new Set([...written.keys()].filter((local) => !others.has(local)));
}

/** Constants that are made once and replaced in a branch that is never taken; by the statement where they begin. */
function hoisted(statements, zero) {
  const found = new Map();
  const shape = (from) =>
    statements
      .slice(from, from + 4)
      .flat()
      .map(({ kind, local, code }) => `${kind} ${local ?? code ?? ""}`);
  statements.forEach(([{ kind, bytes }, set], i) => {
    if (kind !== "constant" || set?.kind !== "set" || isIota(bytes)) return;
    const { local } = set;
    const expected = [
      "constant ",
      `set ${local}`,
      `get ${zero}`,
      "if ",
      `get ${zero}`,
      "simd 17",
      `set ${local}`,
    ];
    const whole = [...shape(i), ...(statements[i + 4]?.map(({ kind }) => `${kind} `) ?? [])];
    if (whole.slice(0, 8).join() === [...expected, "end "].join())
      found.set(i, { bytes: bytes.slice(0, 4), local, length: 5 });
  });
  return found;
}

function fixedLocals(instructions, parameters, locals, written, constants) {
  const used = new Set(instructions.flatMap(({ local }) => (local >= parameters ? [local] : [])));
  const isConstant = new Set(constants.map(({ local }) => local));
  const fixed = [...used]
    .filter((local) => !written.has(local) && !isConstant.has(local))
    .sort((a, b) => a - b);
  return [I32, F64, V128].flatMap((type) => fixed.filter((local) => locals[local - parameters] === type));
}
