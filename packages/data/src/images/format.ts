/** What kind of file it is, by its first bytes: names lie, and no decoder should see what is no image. */

interface Format {
  readonly name: string;
  readonly readable: boolean;
}

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

const formats: readonly { name: string; readable: boolean; is: (bytes: Uint8Array) => boolean }[] = [
  { name: "JPEG", readable: true, is: (b) => b[0] === 0xff && b[1] === 0xd8 && b[2] === 0xff },
  { name: "PNG", readable: true, is: (b) => ascii(b, 0, 8) === "\x89PNG\r\n\x1a\n" },
  { name: "GIF", readable: true, is: (b) => /^GIF8[79]a/.test(ascii(b, 0, 6)) },
  { name: "WebP", readable: true, is: (b) => ascii(b, 0, 4) === "RIFF" && ascii(b, 8, 12) === "WEBP" },
  { name: "TIFF", readable: true, is: (b) => /^(II\*\0|MM\0\*)/.test(ascii(b, 0, 4)) },
  { name: "AVIF", readable: true, is: (b) => /^ftypavi[fs]/.test(ascii(b, 4, 12)) },
  { name: "HEIC", readable: false, is: (b) => /^ftyp(hei|hev|mif)/.test(ascii(b, 4, 12)) },
  { name: "BMP", readable: false, is: (b) => ascii(b, 0, 2) === "BM" },
  { name: "HTML", readable: false, is: (b) => /^\s*<(!doctype html|html|head|body)/i.test(ascii(b, 0, 256)) },
  { name: "SVG or XML", readable: false, is: (b) => /^\s*<(\?xml|svg|!doctype)/i.test(ascii(b, 0, 256)) },
  { name: "PDF", readable: false, is: (b) => ascii(b, 0, 4) === "%PDF" },
  { name: "a Git LFS pointer", readable: false, is: (b) => ascii(b, 0, 16) === "version https://" },
];

export function imageFormat(bytes: Uint8Array): Format {
  return formats.find(({ is }) => is(bytes)) ?? { name: "no format known here", readable: false };
}
