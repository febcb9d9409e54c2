/** The child's half of the protocol: a line in, a line of JSON out. `side.mjs` is the other half, `serve.py` the same in Python. */
import { createInterface } from "node:readline";

// Standard output belongs to the protocol.
console.log = console.info = console.error;

/**
 * @typedef {object} Task
 * @property {() => unknown} step what is timed; a promise is awaited
 * @property {object} check numbers by which the sides are compared before anything is timed
 * @property {string} [note] for the reader, such as the number of threads
 * @property {() => object} [report] what the task can tell at the end
 */

/**
 * Answers `prepare`, `run` and `report` until standard input ends.
 * @param {(parameters: any) => Task | Promise<Task>} prepare
 */
export async function serve(prepare) {
  /** @type {Task} */
  let task;
  const answers = {
    async prepare(parameters) {
      task = await prepare(parameters);
      return { check: task.check, note: task.note ?? "" };
    },
    async run(count) {
      const milliseconds = [];
      for (let i = 0; i < count; i++) {
        const start = performance.now();
        const pending = task.step();
        if (pending instanceof Promise) await pending;
        milliseconds.push(performance.now() - start);
      }
      return { milliseconds };
    },
    report: () => ({
      peakMegabytes: process.resourceUsage().maxRSS / 1024,
      ...task?.report?.(),
    }),
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const [verb, argument] = line.split(/ (.*)/s);
    const answer = await Promise.resolve()
      .then(() => answers[verb](argument && JSON.parse(argument)))
      .catch((error) => ({ error: String(error?.stack ?? error) }));
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
  process.exit(0);
}
