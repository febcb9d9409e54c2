/** The parent's half of the protocol: each side runs in a process of its own and waits while the others work. */
import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { difference, median } from "./stats.mjs";

const python = process.env.PYTHON ?? "python3";
let torch;

/** PyTorch's version, or undefined where it is not installed. `PYTHON` names the interpreter. */
export function torchVersion() {
  torch ??= spawnSync(python, ["-c", "import torch; print(torch.__version__)"], { encoding: "utf8" });
  return torch.status === 0 ? torch.stdout.trim() : undefined;
}

export class Side {
  #child;
  #lines;
  #errors = "";
  /** What the side says about itself. */
  note = "";
  check;
  /** Milliseconds per step, one median per round. */
  rounds = [];

  /**
   * @param {string} name as in the tables
   * @param {URL | string} program `.py`, `.mjs`, or an executable
   * @param {Record<string, string>} environment
   */
  constructor(name, program, environment = {}) {
    this.name = name;
    const path = typeof program === "string" ? program : fileURLToPath(program);
    const [command, ...words] = path.endsWith(".py")
      ? [python, path]
      : path.endsWith("js")
        ? [process.execPath, "--expose-gc", path]
        : [path];
    this.#child = spawn(command, words, { stdio: "pipe", env: { ...process.env, ...environment } });
    this.#child.stderr.on("data", (data) => (this.#errors = (this.#errors + data).slice(-2000)));
    this.#child.stdin.on("error", () => {});
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async #ask(question) {
    this.#child.stdin.write(`${question}\n`);
    const { value } = await this.#lines.next();
    const answer = value === undefined ? { error: `ended: ${this.#errors}` } : JSON.parse(value);
    if (answer.error) throw new Error(`${this.name}: ${answer.error}`);
    return answer;
  }

  async prepare(parameters) {
    Object.assign(this, await this.#ask(`prepare ${JSON.stringify(parameters)}`));
  }

  /** @returns {Promise<number[]>} milliseconds of each step */
  async run(count) {
    return (await this.#ask(`run ${count}`)).milliseconds;
  }

  report() {
    return this.#ask("report");
  }

  get median() {
    return median(this.rounds);
  }

  stop() {
    this.#child.stdin.end();
    this.#child.kill();
  }
}

/**
 * Times the sides in turns: each round lets every side work for about `slot` milliseconds, in alternating order. The
 * first step of a turn only brings the caches back and is not counted.
 * @param {Side[]} sides
 */
export async function interleave(sides, { rounds, slot }) {
  const counts = new Map();
  for (const side of sides) {
    const [first] = await side.run(1);
    const warm = await side.run(Math.min(500, Math.max(1, Math.ceil(slot / first))));
    const best = Math.min(...warm);
    counts.set(side, best > slot ? 1 : Math.min(500, Math.ceil(slot / best)) + 1);
  }
  for (let round = 0; round < rounds; round++) {
    for (const side of round % 2 ? sides.toReversed() : sides) {
      const times = await side.run(counts.get(side));
      side.rounds.push(median(times.length > 1 ? times.slice(1) : times));
    }
  }
}

/**
 * Starts and prepares the sides of a question; those that are not installed are left out, with a note.
 * @param {string} folder with `downhill.mjs`, `jax-js.mjs`, `pytorch.py` and so on
 * @param {readonly string[]} names
 * @param {object | ((name: string) => object)} parameters
 * @param {Set<string>} notes
 */
export async function startSides(folder, names, parameters, notes) {
  const sides = [];
  for (const name of names) {
    if (name === "pytorch" && !torchVersion()) {
      notes.add("PyTorch not found: skipped. Name an interpreter that has it: `PYTHON=… npm run bench`.");
      continue;
    }
    const [program] = name.split(" ");
    const file = `../${folder}/${program}.${program === "pytorch" ? "py" : "mjs"}`;
    const side = new Side(name, new URL(file, import.meta.url));
    try {
      await side.prepare(typeof parameters === "function" ? parameters(name) : parameters);
      sides.push(side);
    } catch (error) {
      side.stop();
      // Native kernels need a compiler; nothing else of ours may be missing.
      if (program === "downhill" && !error.message.includes("no C compiler")) throw error;
      notes.add(`${name} skipped: ${error.message.split("\n")[0]}`);
    }
  }
  return sides;
}

/**
 * @param {Side[]} sides whose checks must equal the first one's
 * @throws Error naming the side that computed something else
 */
export function agree(sides, tolerance, what) {
  for (const side of sides.slice(1)) {
    const gap = difference(side.check, sides[0].check);
    if (!(gap <= tolerance))
      throw new Error(`${what}: ${side.name} and ${sides[0].name} differ by ${gap} (allowed: ${tolerance})`);
  }
}
