/**
 * A small WebAssembly assembler: one module, one imported memory, one exported function.
 * Opcodes are those of the core specification 2.0 with 128-bit SIMD.
 */
import { integer, moduleOf, unsigned, type ValueType } from "./module.js";
import * as op from "./op.js";
import * as simd from "./simd.js";

export { F32, F64, I32, V128, type ValueType } from "./module.js";

/** Takes one 32-bit number per lane, splat to all four. */
const scratch = new DataView(new ArrayBuffer(4));

export class FunctionBuilder {
  readonly #parameters: ValueType[];
  readonly #locals: ValueType[] = [];
  readonly #prologue: number[] = [];
  #code: number[] = [];

  constructor(parameters: readonly ValueType[]) {
    this.#parameters = [...parameters];
  }

  /** A fresh local variable, zero at first. */
  local(type: ValueType): number {
    this.#locals.push(type);
    return this.#parameters.length + this.#locals.length - 1;
  }

  /** Instructions that run once, before all others. */
  first(emit: () => void): void {
    const code = this.#code;
    this.#code = this.#prologue;
    emit();
    this.#code = code;
  }

  get(local: number): void {
    this.#code.push(0x20);
    this.#unsigned(local);
  }

  set(local: number): void {
    this.#code.push(0x21);
    this.#unsigned(local);
  }

  tee(local: number): void {
    this.#code.push(0x22);
    this.#unsigned(local);
  }

  plain(opcode: number): void {
    this.#code.push(opcode);
  }

  integer(value: number): void {
    integer(this.#code, value);
  }

  /** A float64 constant. */
  number(value: number): void {
    const bytes = new DataView(new ArrayBuffer(8));
    bytes.setFloat64(0, value, true);
    this.#code.push(0x44, ...new Uint8Array(bytes.buffer));
  }

  /** Ends the function; its result lies on the stack. */
  return(): void {
    this.#code.push(0x0f);
  }

  vector(opcode: number): void {
    this.#code.push(0xfd);
    this.#unsigned(opcode);
  }

  /** A SIMD instruction with a lane number. */
  lane(opcode: number, lane: number): void {
    this.vector(opcode);
    this.#code.push(lane);
  }

  /** A SIMD load or store; the address, plus `offset` bytes, lies on the stack. */
  memory(opcode: number, offset = 0, lane?: number): void {
    this.vector(opcode);
    // Alignment hint 2: addresses are multiples of 4.
    this.#code.push(2);
    this.#unsigned(offset);
    if (lane !== undefined) this.#code.push(lane);
  }

  /** The same 32 bits in all four lanes. */
  bits(value: number): void {
    this.vector(simd.v128Const);
    scratch.setUint32(0, value >>> 0, true);
    for (let lane = 0; lane < 4; lane++) for (let i = 0; i < 4; i++) this.#code.push(scratch.getUint8(i));
  }

  /** The integers 0 1 2 3. */
  iota(): void {
    this.vector(simd.v128Const);
    for (let lane = 0; lane < 4; lane++) this.#code.push(lane, 0, 0, 0);
  }

  shuffle(bytes: readonly number[]): void {
    this.vector(simd.shuffle);
    this.#code.push(...bytes);
  }

  /** `while (condition) body`: `condition` leaves an i32 on the stack. */
  while(condition: () => void, body: () => void): void {
    this.#code.push(0x02, 0x40, 0x03, 0x40);
    condition();
    this.#code.push(op.i32Eqz, 0x0d, 1);
    body();
    this.#code.push(0x0c, 0, 0x0b, 0x0b);
  }

  /** `if (condition) body`; the condition lies on the stack. */
  if(body: () => void): void {
    this.#code.push(0x04, 0x40);
    body();
    this.#code.push(0x0b);
  }

  /** The whole module. `result` is the function's result type; its value must be on the stack at the end. */
  finish(result: ValueType, shared: boolean): Uint8Array<ArrayBuffer> {
    return moduleOf(this.#parameters, runs(this.#locals), [...this.#prologue, ...this.#code], result, shared);
  }

  #unsigned(value: number): void {
    for (const byte of unsigned(value)) this.#code.push(byte);
  }
}

/** Run lengths: [3, V128] for three locals of one type. */
function runs(types: readonly ValueType[]): [number, ValueType][] {
  const result: [number, ValueType][] = [];
  for (const type of types) {
    const last = result.at(-1);
    if (last && last[1] === type) last[0]++;
    else result.push([1, type]);
  }
  return result;
}
