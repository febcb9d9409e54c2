/** `cross-entropy` is exported as `crossEntropy`, `poly-1` as `poly1`. */
export const exportName = (id: string): string =>
  id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
