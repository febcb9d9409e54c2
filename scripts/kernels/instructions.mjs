// The bytes of a kernel's module → its parameters, locals and instructions, as far as the assembler writes any.

export const I32 = 0x7f;
export const F64 = 0x7c;
export const V128 = 0x7b;

/** What an instruction without operands takes from the stack and leaves there. */
const plain = new Map([
  ...[0x6a, 0x6b, 0x6c, 0x71, 0x72, 0x74, 0x76, 0x49, 0xa0].map((code) => [code, [2, 1]]),
  ...[0xb6, 0xbb].map((code) => [code, [1, 1]]),
  [0x1b, [3, 1]],
  [0x0f, [1, 0]],
]);
const unary = [0x11, 0x13, 0x53, 0x5f, 0x68, 0x6a, 0xe3, 0xf8, 0xfa];
const LOADS = [0x00, 0x09];
const STORE = 0x0b;
const LOAD_LANE = 0x56;
const STORE_LANE = 0x5a;
const EXTRACT = [0x1b, 0x1f, 0x21];
const SELECT = 0x52;

/** Sequences of the assembler's `while` and `if`: first byte, length, name. */
const control = new Map([
  [0x02, [4, "while"]],
  [0x45, [3, "body"]],
  [0x0c, [4, "repeat"]],
  [0x04, [2, "if"]],
  [0x0b, [1, "end"]],
]);

/** @returns {{ parameters: number[], locals: number[], instructions: object[] }} */
export function instructionsOf(bytes) {
  let at = 8;
  let parameters = [];
  const locals = [];
  const instructions = [];
  const unsigned = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const signed = () => {
    const start = at;
    const value = unsigned();
    const bits = 7 * (at - start);
    return bytes[at - 1] & 64 ? value - 2 ** bits : value;
  };
  const take = (count) => [...bytes.slice(at, (at += count))];

  const simd = () => {
    const code = unsigned();
    if ([...LOADS, STORE, LOAD_LANE, STORE_LANE].includes(code)) {
      at++;
      const offset = unsigned();
      const lane = code >= LOAD_LANE ? take(1)[0] : undefined;
      return { kind: "memory", code, offset, lane };
    }
    if (code === 0x0c) return { kind: "constant", bytes: take(16) };
    if (code === 0x0d) return { kind: "shuffle", bytes: take(16) };
    if (EXTRACT.includes(code)) return { kind: "lane", code, lane: take(1)[0] };
    return { kind: "simd", code };
  };
  const instruction = () => {
    const code = bytes[at];
    if (control.has(code)) {
      const [length, kind] = control.get(code);
      at += length;
      return { kind };
    }
    at++;
    if (code >= 0x20 && code <= 0x22) return { kind: ["get", "set", "tee"][code - 0x20], local: unsigned() };
    if (code === 0x41) return { kind: "integer", value: signed() };
    if (code === 0x44) return { kind: "number", bytes: take(8) };
    return code === 0xfd ? simd() : { kind: "plain", code };
  };

  while (at < bytes.length) {
    const section = bytes[at++];
    const length = unsigned();
    const end = at + length;
    if (section === 1) {
      at += 2;
      parameters = take(unsigned());
    }
    if (section === 10) {
      unsigned();
      unsigned();
      for (let runs = unsigned(); runs > 0; runs--) {
        const count = unsigned();
        const [type] = take(1);
        locals.push(...new Array(count).fill(type));
      }
      while (at < end - 1) instructions.push(instruction());
    }
    at = end;
  }
  return { parameters, locals, instructions };
}

/** How many values an instruction takes from the stack, and how many it leaves. */
export function effectOf({ kind, code }) {
  if (["get", "integer", "number", "constant"].includes(kind)) return [0, 1];
  if (kind === "set") return [1, 0];
  if (kind === "tee" || kind === "lane") return [1, 1];
  if (kind === "shuffle") return [2, 1];
  if (kind === "memory") return LOADS.includes(code) ? [1, 1] : [2, code === LOAD_LANE ? 1 : 0];
  if (kind === "simd") return code === SELECT ? [3, 1] : unary.includes(code) ? [1, 1] : [2, 1];
  const effect = plain.get(code);
  if (!effect) throw new Error(`no effect is known of instruction ${kind} ${code?.toString(16)}`);
  return effect;
}

export const isControl = ({ kind }) => ["while", "body", "repeat", "if", "end"].includes(kind);
