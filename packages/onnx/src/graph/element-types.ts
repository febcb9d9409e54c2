/** ONNX element types that Downhill names, their codes in the file, and the typed arrays that hold them. */

interface ElementTypeRow {
  readonly code: number;
  /** Bytes per element. */
  readonly size: number;
}

export const elementTypes = {
  float32: { code: 1, size: 4 },
  uint8: { code: 2, size: 1 },
  int8: { code: 3, size: 1 },
  uint16: { code: 4, size: 2 },
  int16: { code: 5, size: 2 },
  int32: { code: 6, size: 4 },
  int64: { code: 7, size: 8 },
  bool: { code: 9, size: 1 },
  float16: { code: 10, size: 2 },
  float64: { code: 11, size: 8 },
  uint32: { code: 12, size: 4 },
  uint64: { code: 13, size: 8 },
  bfloat16: { code: 16, size: 2 },
} as const satisfies Record<string, ElementTypeRow>;

export type ElementType = keyof typeof elementTypes;

/** The types in which a network can be differentiated. */
export type FloatType = "float32" | "float64";

const byCode = new Map<number, ElementType>(
  Object.entries(elementTypes).map(([name, { code }]) => [code, name as ElementType]),
);

/** Undefined for types without a row (strings, complex numbers, 4-bit and 8-bit floats). */
export const elementTypeOf = (code: number): ElementType | undefined => byCode.get(code);
