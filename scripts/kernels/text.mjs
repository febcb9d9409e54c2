// Symbols of a packed kernel, and statements written in them. packages/core/src/compiled/unpack.ts reads them.
import { isControl } from "./instructions.mjs";

const tokens = [
  ...["parameter", "get constant", "get", "get member", "last", "ago", "member ago", "ago member"],
  ...["set parameter", "set", "write", "tee", "keep", "integer", "bits", "iota", "shuffle"],
  ...["while", "body", "repeat", "if", "end", "number", "statement", "vectors"],
];
/** How many vectors are looked for side by side. */
const ABREAST = [8, 4, 3];

export const isIota = (bytes) => bytes[0] !== bytes[4];

/** Locals that keep a place, by type, but for constants. */
export class Text {
  value = "";
  #table;
  constructor(table) {
    this.#table = table;
  }
  #symbol(index) {
    this.value += String.fromCharCode(index + (index < 55 ? 37 : index < 58 ? 38 : 39));
  }
  token(name) {
    this.#symbol(tokens.indexOf(name));
  }
  opcode(code, isSimd) {
    this.#symbol(this.#table.FIRST_OPCODE + this.placeOf(code, isSimd));
  }
  placeOf(code, isSimd) {
    const { opcodes, SIMD } = this.#table;
    const place = isSimd ? opcodes.indexOf(code, SIMD) : opcodes.indexOf(code);
    if (place < 0 || (!isSimd && place >= SIMD)) throw new Error(`no place for opcode ${code.toString(16)}`);
    return place;
  }
  /** Whether an instruction's result is written without a word. */
  writes({ kind, code } = {}) {
    if (code === undefined || kind === "plain") return false;
    const place = this.placeOf(code, true);
    return place >= this.#table.WRITES && place <= this.#table.MEMORY;
  }
  isStore({ kind, code }) {
    return kind === "memory" && this.placeOf(code, true) === this.#table.STORE;
  }
  number(value) {
    const digits = [value % 45];
    for (let rest = Math.floor(value / 45); rest > 0; rest = Math.floor(rest / 45))
      digits.unshift(45 + (rest % 45));
    for (const digit of digits) this.#symbol(87 - digit);
  }
  bits([a, b, c, d]) {
    let value = a + 256 * (b + 256 * (c + 256 * d));
    const digits = [];
    for (let i = 0; i < 5; i++) {
      digits.unshift(value % 85);
      value = Math.floor(value / 85);
    }
    for (const digit of digits) this.#symbol(digit);
  }
}

export class Writer {
  #text;
  /** Where each local lies: those that keep a place, and values in the order in which they are written. */
  #places;
  #once;
  #parameters;
  #firstConstant;
  #next;
  /** First place and number of vectors of each value. */
  #values = [];
  #valueAt = new Map();

  constructor(text, places, once, parameters, firstConstant) {
    this.#parameters = parameters;
    this.#firstConstant = firstConstant;
    this.#text = text;
    this.#places = places;
    this.#once = once;
    this.#next = places.size;
  }

  /** The longest run of statements from `start` on that is the same for so many vectors. */
  abreast(statements, start) {
    for (const count of ABREAST)
      for (let length = 1; start + length * count <= statements.length; length++) {
        if (isControl(statements[start + length - 1][0])) break;
        const step = this.#stepOf(statements, start, length, count);
        if (step !== undefined) return { length, count, step };
      }
    return undefined;
  }

  #stepOf(statements, start, length, count) {
    const inner = new Map();
    const steps = new Set();
    this.#probe++;
    for (let k = 1; k < count; k++)
      for (let j = 0; j < length; j++) {
        const first = statements[start + j];
        const other = statements[start + k * length + j];
        if (first.length !== other.length) return undefined;
        for (let i = 0; i < first.length; i++)
          if (!this.#isAlike(first[i], other[i], k, j, inner, steps)) return undefined;
      }
    return steps.size > 1 ? undefined : ([...steps][0] ?? 0);
  }

  #isAlike(a, b, k, statement, inner, steps) {
    if (a.kind !== b.kind || a.code !== b.code || a.value !== b.value) return false;
    if (isControl(a) || a.kind === "tee" || a.bytes?.join() !== b.bytes?.join()) return false;
    if (a.lane !== undefined && b.lane !== a.lane + k) return false;
    if (a.kind === "memory") {
      const step = (b.offset - a.offset) / k;
      if (step !== 0 && step !== 16) return false;
      steps.add(step);
    }
    if (a.kind === "set") {
      const isOnce = this.#once.has(a.local);
      if (isOnce !== this.#once.has(b.local)) return false;
      if (isOnce) inner.set(a.local, `${statement} 0`).set(b.local, `${statement} ${k}`);
      else if (a.local !== b.local) return false;
    }
    if (a.kind !== "get") return true;
    const [own, others] = [inner.get(a.local), inner.get(b.local)];
    if (own !== undefined) return others === `${own.split(" ")[0]} ${k}`;
    if (others !== undefined) return false;
    if (a.local === b.local) return this.#mark(a, "same");
    const isNext = this.#places.get(b.local) === this.#places.get(a.local) + k;
    return isNext && this.#isFirst(a.local) && this.#hasMembers(a.local) && this.#mark(a, "member");
  }

  /** How a read varies from vector to vector: it may not do so in two ways. */
  #mark(instruction, variation) {
    if (
      instruction.variation !== undefined &&
      instruction.variation !== variation &&
      instruction.probe === this.#probe
    )
      return false;
    instruction.variation = variation;
    instruction.probe = this.#probe;
    return true;
  }
  #probe = 0;

  /** Locals that are numbered, neither parameters nor constants. */
  #hasMembers(local) {
    const place = this.#places.get(local);
    return this.#once.has(local) || (place >= this.#parameters && place < this.#firstConstant);
  }

  #isFirst(local) {
    const value = this.#valueAt.get(local);
    return value === undefined || this.#values[value] === this.#places.get(local);
  }

  vectors(statements, start, { length, count, step }) {
    const [statement] = statements.slice(start);
    const last = statement.at(-1);
    const isStatement =
      length === 1 &&
      count === 4 &&
      (step === 16 || !statement.some(({ kind }) => kind === "memory")) &&
      (this.#text.isStore(last) || (last.kind === "set" && this.#once.has(last.local)));
    if (isStatement) this.#text.token("statement");
    else {
      this.#text.token("vectors");
      this.#text.number(count);
      this.#text.number(step);
    }
    const block = statements.slice(start, start + length);
    const inner = new Set();
    block.forEach((statement, j) =>
      statement.forEach((instruction, i) => {
        if (instruction.kind !== "set" || !this.#once.has(instruction.local)) return;
        inner.add(instruction.local);
        for (let k = 0; k < count; k++)
          this.#places.set(statements[start + k * length + j][i].local, this.#next + k);
        this.#next += count;
      }),
    );
    for (const statement of block) {
      for (const instruction of statement) {
        const { kind, local } = instruction;
        if (kind !== "get") this.#write(instruction, statement, statements, start, length, count);
        else {
          const other =
            statements[start + length + block.indexOf(statement)][statement.indexOf(instruction)].local;
          this.#get(local, inner.has(local) || other !== local);
        }
      }
    }
    if (!isStatement) this.#text.token("vectors");
  }

  single(statement) {
    for (const instruction of statement) {
      const { kind, local } = instruction;
      if (kind === "set" && this.#once.has(local)) this.#places.set(local, this.#next++);
      if (kind === "get") this.#get(local, false);
      else this.#write(instruction, statement);
    }
  }

  #get(local, isMember) {
    const text = this.#text;
    const place = this.#places.get(local);
    if (!this.#once.has(local)) {
      const isConstant = place >= this.#firstConstant;
      if (isMember && (isConstant || place < this.#parameters))
        throw new Error("no word for a member of these");
      text.token(
        isConstant
          ? "get constant"
          : place < this.#parameters
            ? "parameter"
            : isMember
              ? "get member"
              : "get",
      );
      text.number(
        place - (isConstant ? this.#firstConstant : place < this.#parameters ? 0 : this.#parameters),
      );
      return;
    }
    const value = this.#valueAt.get(local);
    const member = place - this.#values[value];
    const ago = this.#values.length - value;
    if (ago === 1 && !isMember && member === 0) {
      text.token("last");
      return;
    }
    text.token(isMember ? "member ago" : member > 0 ? "ago member" : "ago");
    text.number(ago);
    if (member > 0) text.number(member);
  }

  #define(local, locals) {
    for (const each of locals) this.#valueAt.set(each, this.#values.length);
    this.#values.push(this.#places.get(local));
  }

  #write(instruction, own, statements, start, length, count = 1) {
    const text = this.#text;
    const { kind, local, value, bytes, code, lane, offset } = instruction;
    if (kind === "set" && this.#once.has(local)) {
      if (!text.writes(own[own.indexOf(instruction) - 1])) text.token("write");
      const members = [local];
      const at = statements
        ?.slice(start, start + length)
        .findIndex((statement) => statement.includes(instruction));
      for (let k = 1; k < count; k++) {
        const block = statements[start + at];
        members.push(statements[start + k * length + at][block.indexOf(instruction)].local);
      }
      this.#define(local, members);
    } else if (kind === "set" || kind === "tee") {
      const isParameter = local < this.#parameters;
      if (isParameter && kind === "tee") throw new Error("no word for a parameter that is kept on the stack");
      text.token(isParameter ? "set parameter" : kind);
      text.number(this.#places.get(local) - (isParameter ? 0 : this.#parameters));
    } else if (kind === "integer") {
      text.token("integer");
      text.number(value < 0 ? -2 * value - 1 : 2 * value);
    } else if (kind === "number") {
      text.token("number");
      text.number(bytes.some((byte) => byte !== 0) ? 1 : 0);
    } else if (kind === "constant") {
      text.token(isIota(bytes) ? "iota" : "bits");
      if (!isIota(bytes)) text.bits(bytes);
    } else if (kind === "shuffle") {
      text.token("shuffle");
      for (let i = 0; i < 16; i += 4) text.number(bytes[i] / 4);
    } else if (isControl(instruction)) text.token(kind);
    else {
      const follows = own[own.indexOf(instruction) + 1];
      if (text.writes(instruction) && !(follows?.kind === "set" && this.#once.has(follows.local)))
        text.token("keep");
      text.opcode(code, kind !== "plain");
      if (offset !== undefined) text.number(offset);
      if (lane !== undefined) text.number(lane);
    }
  }
}
