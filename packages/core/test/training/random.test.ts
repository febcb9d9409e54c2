import { describe, expect, it } from "vitest";
import { deriveSeed, permutation, philox, purposes, Random } from "../../src/random.js";
import { Sha256 } from "../../src/training/index.js";

describe("philox", () => {
  // Known answers from the Random123 distribution, tests/kat_vectors, philox4x32 with 10 rounds.
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ] as const)("answers %j with key %j", (counter, key, answer) => {
    expect(philox(counter, key)).toEqual([...answer]);
  });
});

describe("Random", () => {
  it("gives the same numbers for the same seed, others for another seed, purpose or index", () => {
    const draw = (...place: [number, number?, number?]) =>
      Array.from({ length: 9 }, () => 0).map(
        function (this: Random) {
          return this.uint32();
        },
        new Random(...place),
      );
    expect(draw(1)).toEqual(draw(1));
    const all = [draw(1), draw(2), draw(2 ** 32 + 1), draw(1, purposes.split), draw(1, 0, 1)];
    expect(new Set(all.map((numbers) => numbers.join())).size).toBe(all.length);
  });

  it("is uniform in [0, 1)", () => {
    const random = new Random(5);
    const bins = new Array(10).fill(0);
    for (let i = 0; i < 20000; i++) bins[Math.floor(10 * random.uniform())]++;
    const chiSquare = bins.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
    expect(chiSquare).toBeLessThan(27.9); // 0.999 quantile with 9 degrees of freedom
  });

  it("is normal", () => {
    const values = new Random(6).fillNormal(new Float32Array(20000), 3, 2);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    expect(mean).toBeCloseTo(3, 1);
    expect(deviation).toBeCloseTo(2, 1);
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 53])("refuses the seed %s", (seed) => {
    expect(() => new Random(seed)).toThrow(/seed must be a whole number/);
  });
});

describe("permutation", () => {
  it("has every number once, and depends on seed and epoch alone", () => {
    const order = permutation(1000, 4, 2);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect(permutation(1000, 4, 2)).toEqual(order);
    expect(permutation(1000, 4, 3)).not.toEqual(order);
    expect(permutation(1000, 5, 2)).not.toEqual(order);
  });

  it("reaches every order of three equally often", () => {
    const counts = new Map<string, number>();
    for (let epoch = 0; epoch < 6000; epoch++) {
      const order = permutation(3, 0, epoch).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(130);
  });

  it("has empty and single orders", () => {
    expect([...permutation(0, 0)]).toEqual([]);
    expect([...permutation(1, 0)]).toEqual([0]);
  });
});

it("derives different seeds for different steps and parts", () => {
  const seeds = [deriveSeed(0, 0), deriveSeed(0, 1), deriveSeed(1, 0), deriveSeed(0, 0, 1)];
  expect(new Set(seeds).size).toBe(4);
  for (const seed of seeds) expect(seed).toBeLessThan(2 ** 31);
});

describe("Sha256", () => {
  const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

  // FIPS 180-2, appendix B; the empty message from NIST's example values.
  it.each([
    ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    [
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    ],
    ["a".repeat(1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
  ])("of %.10s…", (text, digest) => {
    expect(new Sha256().update(bytes(text)).hex()).toBe(digest);
  });

  it("agrees with the platform for every length around a block, in one go, in parts and resumed", async () => {
    for (let length = 0; length < 40; length++) {
      const words = Uint32Array.from({ length }, (_, i) => (i * 0x9e3779b9) >>> 0);
      const expected = [...new Uint8Array(await crypto.subtle.digest("SHA-256", words))]
        .map((byte) => byte.toString(16).padStart(2, "0"))
        .join("");
      const first = new Sha256().updateWords(words.subarray(0, length >> 1));
      const resumed = new Sha256(structuredClone(first.save())).updateWords(words.subarray(length >> 1));
      expect(new Sha256().updateWords(words).hex()).toBe(expected);
      expect(resumed.hex()).toBe(expected);
      expect(first.updateWords(words.subarray(length >> 1)).hex()).toBe(expected);
    }
  });
});
