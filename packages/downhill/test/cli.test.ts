import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { transformFrom } from "@downhill/data";
import { describe, expect, it } from "vitest";

const bin = fileURLToPath(new URL("../dist/bin.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "downhill-cli-"));

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const start = (...args: string[]) => startWith({}, ...args);

function startWith(
  environment: NodeJS.ProcessEnv,
  ...args: string[]
): { child: ChildProcess; outcome: Promise<Outcome> } {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1", ...environment },
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (text) => (out += text));
  child.stderr.on("data", (text) => (err += text));
  const outcome = new Promise<Outcome>((resolve) => child.on("close", (code) => resolve({ code, out, err })));
  return { child, outcome };
}
const downhill = (...args: string[]) => start(...args).outcome;

const recipe = (name: string, more: object = {}) => {
  const path = join(folder, name);
  writeFileSync(
    path,
    JSON.stringify({
      data: { moons: { samples: 200 } },
      model: ["dense 8", "tanh", "dense 2"],
      optimizer: "adam",
      batchSize: 20,
      validation: 0.2,
      epochs: 2,
      repeats: 2,
      ...more,
    }),
  );
  return name;
};
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return name;
};

describe("mistakes end with code 2 and a message, without a stack", () => {
  recipe("ok.json");
  recipe("two.json", { optimizer: ["sgd", "adam"] });
  file("broken.json", '{\n  "data": "moons",\n  "model": [}');
  it.each([
    [["rce"], "unknown command 'rce'"],
    [["race", "none.json"], "no such recipe: none.json"],
    [["race", "broken.json"], "broken.json:3:13: expected a value"],
    [["race", "ok.json", "--epohcs", "3"], "Did you mean --epochs?"],
    [["race", "ok.json", "--lr", "abc"], "--lr: expected a number such as 0.001 or 1e-3, got abc"],
    [["race", "ok.json", "--lr", "-1"], "--lr: expected a finite number above 0, got -1"],
    [["race", "ok.json", "--lr", "Infinity"], "--lr: expected a finite number above 0, got Infinity"],
    [["train", "ok.json", "--epochs", "0"], "--epochs: expected a whole number from 1 to 100000, got 0"],
    [["train", "ok.json", "--epochs", "3", "--epochs", "4"], "--epochs is given twice"],
    [
      ["train", "ok.json", "--batch-size", "0"],
      "--batch-size: expected a whole number from 1 to 1000000, got 0",
    ],
    [
      ["train", "ok.json", "--optimizer", "adan2"],
      "--optimizer: unknown optimizer: adan2; did you mean adan?",
    ],
    [["train", "two.json"], "two has 2 values for optimizer; choose one with --optimizer"],
    [["train", "ok.json", "--resume", "nowhere"], "--resume: nowhere is not a folder of a run"],
    [["race", "ok.json", "--workers", "0"], "--workers: expected a whole number from 1"],
    [["race", "ok.json", "--out", "."], ". is not empty"],
    [["explain", "adamm"], "unknown name: adamm; did you mean adam?"],
    [["explain", "adam", "--lang", "fr"], "--lang: expected en or ko, got fr"],
  ])("downhill %j", async (args, message) => {
    const { code, out, err } = await downhill(...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(message);
    expect(err).toMatch(/^error: /);
    expect(err).not.toMatch(/\n\s+at /);
  });
});

describe("bad data ends with code 3, naming row and value", () => {
  it.each([
    ["nan.csv", `a,b,y\n${"1,2,0\n3,4,1\n".repeat(10)}3,NaN,1\n`, /nan\.csv.*22.*NaN/s],
    ["label.csv", `a,b,y\n${"1,2,0\n3,4,1\n".repeat(10)}5,6,7\n`, /label 7; expected 0 to 1/],
  ])("%s", async (name, text, message) => {
    file(name, text);
    const { code, err } = await downhill(
      "race",
      recipe("csv.json", { data: { csv: { path: name } } }),
      "--epochs",
      "1",
    );
    expect(err).toMatch(message);
    expect(code).toBe(3);
  });

  it("a checkpoint that was changed", async () => {
    const path = recipe("checkpoint.json");
    expect((await downhill("train", path, "--out", "kept")).code).toBe(0);
    const checkpoint = join(folder, "kept", "checkpoint.bin");
    const bytes = readFileSync(checkpoint);
    writeFileSync(checkpoint, bytes.fill(1, bytes.length - 50, bytes.length - 45));
    const { code, err } = await downhill("train", path, "--resume", "kept");
    expect(err).toContain("damaged checkpoint");
    expect(code).toBe(3);
  });
});

describe("what the machine lacks ends with code 4, saying what to do", () => {
  /** A module that is loaded before the program: no package of this name is found. */
  const without = (name: string): NodeJS.ProcessEnv => {
    const hook = `export const resolve = (specifier, context, next) => {
      if (specifier === ${JSON.stringify(name)}) throw new Error("Cannot find package '${name}'");
      return next(specifier, context);
    };`;
    const hooks = `data:text/javascript,${encodeURIComponent(hook)}`;
    const path = join(folder, `without-${name}.mjs`);
    writeFileSync(path, `import { register } from "node:module";\nregister(${JSON.stringify(hooks)});\n`);
    return { NODE_OPTIONS: `--import ${pathToFileURL(path).href}` };
  };

  it("pictures without sharp", async () => {
    mkdirSync(join(folder, "photos", "cat"), { recursive: true });
    file("photos/cat/1.png", "whatever");
    const path = recipe("photos.json", { data: { images: { path: "photos", size: 8 } } });
    const { code, out, err } = await startWith(without("sharp"), "train", path).outcome;
    expect({ code, out }).toEqual({ code: 4, out: "" });
    expect(err).toMatch(/^error: reading images needs the package sharp.*npm install sharp@\d/);
    expect(err).toContain("Cannot find package 'sharp'");
    // The same folder with sharp: it is the picture that is wrong.
    expect((await downhill("train", path)).code).toBe(3);
  });

  it("a folder that cannot be made", async () => {
    const { code, err } = await downhill("race", recipe("there.json"), "--out", "there.json/within");
    expect(err).toMatch(/^error: cannot write to there\.json.within: ENOTDIR/);
    expect(code).toBe(4);
  });
});

describe("race", () => {
  it("prints a table and a verdict, and writes report, results and events", async () => {
    const { code, out, err } = await downhill(
      "race",
      recipe("race.json", { optimizer: ["sgd", "adam"], target: 0.8 }),
      "--lr",
      "0.01,0.1",
      "--out",
      "raced",
    );
    expect(code).toBe(0);
    expect(out).toMatch(/racer +learning rate +test accuracy +behind \(95 %\) +time to 80\.00 % +ms\/step/);
    expect(out).toMatch(/wins: accuracy|Tie between/);
    expect(err).toContain("chose learning rate");
    expect(err).not.toContain("\u001b");
    expect(readdirSync(join(folder, "raced")).sort()).toEqual([
      "events.jsonl",
      "report.html",
      "results.json",
    ]);
    const results = JSON.parse(readFileSync(join(folder, "raced", "results.json"), "utf8"));
    expect(results.racers).toHaveLength(2);
    const events = readFileSync(join(folder, "raced", "events.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.filter(({ type }) => type === "result")).toHaveLength(8);
    expect(readFileSync(join(folder, "raced", "report.html"), "utf8")).not.toMatch(/https?:\/\//);
  });

  it("--json prints the results and nothing else", async () => {
    const { code, out, err } = await downhill("race", recipe("json.json"), "--lr", "0.1", "--json");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out).verdict.kind).toBe("winner");
  });

  it("of which nothing finishes ends with code 1", async () => {
    const { code, out } = await downhill(
      "race",
      recipe("lost.json", { loss: "mse", optimizer: "sgd", epochs: 5 }),
      "--lr",
      "1e6",
    );
    expect(code).toBe(1);
    expect(out).toContain("No racer finished a measured run.");
  });

  it("that is interrupted keeps what is finished and ends with code 130", async () => {
    const path = recipe("long.json", { repeats: 500, epochs: 20 });
    const { child, outcome } = start("race", path, "--lr", "0.1", "--out", "long");
    const events = join(folder, "long", "events.jsonl");
    while (!existsSync(events) || !readFileSync(events, "utf8").includes('"type":"result"'))
      await setTimeout(20);
    child.kill("SIGINT");
    const { code, err } = await outcome;
    expect(code).toBe(130);
    expect(err).toContain("what is finished is kept");
    const results = JSON.parse(readFileSync(join(folder, "long", "results.json"), "utf8"));
    expect(results.interrupted).toBe(true);
    expect(results.racers[0].runs.length).toBeGreaterThan(0);
    expect(existsSync(join(folder, "long", "report.html"))).toBe(true);
  });
});

describe("train", () => {
  it("writes a model, its history and a checkpoint", async () => {
    const { code, out, err } = await downhill("train", recipe("train.json"), "--out", "trained");
    expect(err).toMatch(/epoch 2\/2 {2}loss \d/);
    expect(out).toMatch(/test: accuracy \d/);
    expect(code).toBe(0);
    expect(readdirSync(join(folder, "trained")).sort()).toEqual([
      "checkpoint.bin",
      "data.json",
      "events.jsonl",
      "history.json",
      "model.onnx",
      "results.json",
    ]);
  });

  it("writes what a program needs to feed a model of tables, and to read its answers", async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i},${i % 2 ? "sea" : "hill"},${100 + 3 * i}`);
    file("houses.csv", `rooms,place,price\n${rows.join("\n")}\n`);
    const path = recipe("houses.json", {
      data: { csv: { path: "houses.csv", target: "price", standardizeTarget: true } },
      model: ["dense 1"],
    });
    const { code, err } = await downhill("train", path, "--out", "houses");
    expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/rmse \d/) });
    const { features, targetScale, sampleShape } = JSON.parse(
      readFileSync(join(folder, "houses", "data.json"), "utf8"),
    );
    const transform = transformFrom({ features });
    expect(transform.names).toEqual(["rooms", "place=hill", "place=sea"]);
    expect(sampleShape).toEqual([3]);
    expect(targetScale[0].mean).toBeGreaterThan(100);
    expect(targetScale[0].deviation).toBeGreaterThan(10);
  });

  it("interrupted and resumed ends exactly as if it had never stopped", async () => {
    const path = recipe("resume.json", {
      epochs: 60,
      data: { moons: { samples: 2000 } },
      schedule: "cosine-annealing",
    });
    const { child, outcome } = start("train", path, "--out", "stopped");
    const events = join(folder, "stopped", "events.jsonl");
    while (!existsSync(events) || !readFileSync(events, "utf8").includes('"type":"epoch"'))
      await setTimeout(5);
    child.kill("SIGINT");
    const { code, out } = await outcome;
    expect(code).toBe(130);
    expect(out).toContain("--resume stopped");
    expect((await downhill("train", path, "--resume", "stopped")).code).toBe(0);
    expect((await downhill("train", path, "--out", "straight")).code).toBe(0);
    const read = (name: string) => {
      const { losses, batchHash } = JSON.parse(readFileSync(join(folder, name, "history.json"), "utf8"));
      return { losses, batchHash };
    };
    expect(read("stopped")).toEqual(read("straight"));
    expect(
      readFileSync(join(folder, "stopped", "model.onnx")).equals(
        readFileSync(join(folder, "straight", "model.onnx")),
      ),
    ).toBe(true);
  });

  it("that diverges ends with code 1 and says what to try", async () => {
    const { code, err } = await downhill(
      "train",
      recipe("diverge.json", { loss: "mse", optimizer: "sgd", epochs: 5 }),
      "--lr",
      "1e6",
    );
    expect(err).toMatch(/^error: training diverged in step \d+/m);
    expect(err).toContain("try a learning rate ten times smaller");
    expect(code).toBe(1);
  });
});

it("find-lr draws the sweep and names two rates", async () => {
  const { code, out } = await downhill("find-lr", recipe("find.json"));
  expect(code).toBe(0);
  expect(out).toMatch(/careful: \S+ +△ bold/);
});

describe("the catalogue", () => {
  it("is listed for programs", async () => {
    const { out } = await downhill("list", "--json");
    const { losses, optimizers, schedules } = JSON.parse(out);
    expect(losses.find(({ id }: { id: string }) => id === "cross-entropy")).toMatchObject({
      export: "crossEntropy",
      defaults: { labelSmoothing: 0 },
    });
    for (const entry of [...losses, ...optimizers, ...schedules])
      expect(Object.keys(entry)).toEqual(["id", "export", "defaults", "source"]);
    expect(optimizers.length).toBeGreaterThan(6);
    expect(schedules.length).toBeGreaterThan(6);
  });
  it("is explained, in two languages", async () => {
    const { out } = await downhill("explain", "huber");
    for (const part of [
      "L = 0.5*q^2 + delta*(r - q)",
      "dL/dp =",
      "delta = 1",
      "smooth-l1",
      "Huber 1964",
      "PyTorch",
    ])
      expect(out).toContain(part);
    expect((await downhill("explain", "huber", "--lang", "ko")).out).toContain("후버 손실");
    expect((await downhill("explain", "adamw")).out).toContain("m starts at 0");
    expect((await downhill("explain", "one-cycle")).out).toContain("schedule one-cycle");
  });
});
