/** Plain instructions, one byte each. Constants rather than a table: a bundler writes their numbers where they are used. */
export const f64Add = 0xa0;
export const f32DemoteF64 = 0xb6;
export const f64PromoteF32 = 0xbb;
export const i32Add = 0x6a;
export const i32Sub = 0x6b;
export const i32Mul = 0x6c;
export const i32And = 0x71;
export const i32Or = 0x72;
export const i32Shl = 0x74;
export const i32ShrU = 0x76;
export const i32LtU = 0x49;
export const i32Eqz = 0x45;
export const select = 0x1b;
