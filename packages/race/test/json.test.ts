import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson, stringify } from "../src/json.js";

describe("parseJson", () => {
  it("reads what JSON.stringify writes", () => {
    fc.assert(
      fc.property(
        fc.json(),
        (text) => JSON.stringify(parseJson(text, "x")) === JSON.stringify(JSON.parse(text)),
      ),
    );
    expect(parseJson('\uFEFF {"a": [1e-3, "\\u00e9", null]}\n', "x")).toEqual({ a: [1e-3, "é", null] });
  });

  it.each([
    ['{\n  "a": 1,\n}', "x:3:1: a comma before }; remove it"],
    ['{"a": abc}', 'x:1:7: expected a value, got "a"'],
    ['{"a": 1', "x:1:8: expected , or }, got the end of the file"],
    ['{"a" 1}', 'x:1:6: expected : after "a", got "1"'],
    ["{a: 1}", 'x:1:2: expected a name in double quotes, got "a"'],
    ['{"a": 1, "a": 2}', 'x:1:10: "a" is given twice'],
    ["", "x:1:1: expected a value, got the end of the file"],
    ["[1] 2", 'x:1:5: expected the end of the file, got "2"'],
    ["[01]", 'x:1:3: expected , or ], got "1"'],
    ['["\n"]', 'x:1:2: expected a value, got "\\""'],
    ["[".repeat(200), "nested more than 100 deep"],
  ])("says where %j is wrong", (text, message) => {
    expect(() => parseJson(text, "x")).toThrow(message);
  });
});

it("stringify keeps NaN and infinities, as strings", () => {
  expect(stringify({ a: [Number.NaN, -Infinity], b: Float32Array.of(1, Infinity) })).toBe(
    '{"a":["NaN","-Infinity"],"b":[1,"Infinity"]}',
  );
});
