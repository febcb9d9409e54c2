import { describe, expect, it } from "vitest";
import { optimizer } from "../../src/index.js";
import { loss } from "../../src/loss.js";

const entry = (formula: string) => () => loss({ id: "mine", formula, defaults: { delta: 1 } });

const message = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing was thrown");
};

describe("parsing", () => {
  const value = (formula: string, p = 2, y = 3) =>
    entry(formula)()({ reduction: "sum" }).evaluate([p], [y]).value;

  it("knows the usual precedence", () => {
    expect(value("L = p + y*p^2")).toBe(14);
    expect(value("L = -p^2 + 10")).toBe(6);
    expect(value("L = 2^p^y")).toBe(256);
    expect(value("L = y - p - 1")).toBe(0);
    expect(value("L = y/p/2")).toBe(0.75);
    expect(value("L = (y + 1)*p")).toBe(8);
    expect(value("L = p*-1 + y")).toBe(1);
    expect(value("L = 1e1 + .5 + 2.5e-1")).toBe(10.75);
    expect(value("L = (p < y) + (p + 1 >= y) + (p == y)")).toBe(2);
  });

  it("reads several lines, names assigned again, and comments", () => {
    expect(value("# a comment\n a = p  # twice\n\n a = a + y\n L = a*a")).toBe(25);
  });
});

describe("errors point at the place", () => {
  it("names an unknown name, the file, the line, and what was meant", () => {
    const run = () =>
      optimizer({
        id: "adam",
        state: { m: 0 },
        defaults: { lr: 1, beta1: 0.9 },
        formula: `
          v = g
          m = bta1*m + (1 - beta1)*g
          p = p - lr*m`,
      });
    expect(message(run)).toMatchInlineSnapshot(`
      "unknown name: bta1
        parse.test.ts, formula line 2
          m = bta1*m + (1 - beta1)*g
              ^^^^
        did you mean beta1? names here: beta1 g lr m p t v"
    `);
  });

  it("explains each kind of mistake", () => {
    const cases = [
      "L = (p - y",
      "L = p - ",
      "L = p $ y",
      "L = lgo(p)",
      "L = min(p, y, 1)",
      "L = abs(p, y)",
      "L = p[y]",
      "L = where(p, y)",
      "L = x[p]",
      "a = p - y",
      "",
      "= p",
      "L p",
      "L = p y",
    ];
    expect(cases.map((text) => message(entry(text)))).toMatchInlineSnapshot(`
      [
        "unexpected end of line
        parse.test.ts, formula line 1
          L = (p - y
                    ^
        expected )",
        "unexpected end of line
        parse.test.ts, formula line 1
          L = p -
                 ^
        expected a number, a name or (",
        "unexpected character: $
        parse.test.ts, formula line 1
          L = p $ y
                ^
        allowed: names, numbers, + - * / ^ < <= > >= == != ( ) [ ] , =",
        "unknown function: lgo
        parse.test.ts, formula line 1
          L = lgo(p)
              ^^^
        did you mean log? names here: abs cos exp expm1 floor log log1p logsumexp max mean min norm sigmoid sign sin softplus sqrt stop sum tanh where xlogy",
        "wrong number of arguments: min got 3
        parse.test.ts, formula line 1
          L = min(p, y, 1)
              ^^^
        expected 1 or 2",
        "wrong number of arguments: abs got 2
        parse.test.ts, formula line 1
          L = abs(p, y)
              ^^^
        expected 1",
        "invalid index
        parse.test.ts, formula line 1
          L = p[y]
               ^
        only an input of kind class may stand in [ ]",
        "wrong number of arguments: where got 2
        parse.test.ts, formula line 1
          L = where(p, y)
              ^^^^^
        expected 3",
        "invalid index
        parse.test.ts, formula line 1
          L = x[p]
               ^
        only an input of kind class may stand in [ ]",
        "missing L
        parse.test.ts, formula line 1
          a = p - y
          ^
        a loss formula must assign L, the loss of one element or row",
        "empty formula
        parse.test.ts, formula line 1
          
          ^
        expected a line such as "L = (p - y)^2"",
        "unexpected =
        parse.test.ts, formula line 1
          = p
          ^
        expected a name to assign to",
        "unexpected p
        parse.test.ts, formula line 1
          L p
            ^
        expected =",
        "unexpected y
        parse.test.ts, formula line 1
          L = p y
                ^
        expected an operator or the end of the line",
      ]
    `);
  });
});
