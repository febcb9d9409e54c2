/** The bytes around a kernel's instructions: a module with one imported memory and one exported function. */

export const I32 = 0x7f as const;
export const F32 = 0x7d;
export const F64 = 0x7c;
export const V128 = 0x7b;
export type ValueType = typeof I32 | typeof F32 | typeof F64 | typeof V128;

/** @param locals run lengths: [3, V128] for three of one type. */
export function moduleOf(
  parameters: readonly ValueType[],
  locals: readonly (readonly [number, ValueType])[],
  code: readonly number[],
  result: ValueType,
  shared: boolean,
): Uint8Array<ArrayBuffer> {
  const body = [
    ...unsigned(locals.length),
    ...locals.flatMap(([count, type]) => [...unsigned(count), type]),
    ...code,
    0x0b,
  ];
  const sections: [number, number[]][] = [
    [1, [1, 0x60, ...unsigned(parameters.length), ...parameters, 1, result]],
    // A shared memory must be imported with its maximum: 65536 pages, all a memory can have.
    // Imported as m.m, exported as run.
    [2, [1, 1, 0x6d, 1, 0x6d, 2, ...(shared ? [3, 0, ...unsigned(65536)] : [0, 0])]],
    [3, [1, 0]],
    [7, [1, 3, 0x72, 0x75, 0x6e, 0, 0]],
    [10, [1, ...unsigned(body.length), ...body]],
  ];
  const bytes = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  for (const [id, content] of sections) {
    bytes.push(id, ...unsigned(content.length));
    for (const byte of content) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}

/** Appends an instruction that leaves an i32. */
export function integer(code: number[], value: number): void {
  code.push(0x41);
  let rest = value | 0;
  for (;;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && !(byte & 0x40)) || (rest === -1 && byte & 0x40)) {
      code.push(byte);
      return;
    }
    code.push(byte | 0x80);
  }
}
