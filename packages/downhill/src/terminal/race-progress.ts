/** A race while it runs: one live line on a terminal, plain lines elsewhere. */
import { formatRate, plural, type RaceEvent } from "@downhill/race";
import { bar, clock, sparkline } from "./drawing.js";
import type { Screen } from "./screen.js";

interface Running {
  readonly label: string;
  readonly steps: number;
  step: number;
  readonly losses: number[];
}

export function raceProgress(screen: Screen, metric: { readonly name: string }): (event: RaceEvent) => void {
  const started = performance.now();
  const labels = new Map<string, string>();
  const running = new Map<string, Running>();
  let trials = 0;
  let seeds = 0;
  let done = 0;
  let racersLeft = 0;

  const draw = () => {
    const partial = [...running.values()].reduce((sum, { step, steps }) => sum + step / steps, 0);
    const share = trials > 0 ? (done + partial) / trials : 0;
    const elapsed = (performance.now() - started) / 1000;
    const left = share > 0.01 ? (elapsed / share) * (1 - share) : Number.NaN;
    const [latest] = [...running.values()].reverse();
    const detail = latest
      ? `  ${sparkline(latest.losses, 12)} ${latest.label} loss ${latest.losses.at(-1)?.toPrecision(3) ?? "–"}`
      : "";
    screen.live(`${bar(share)} ${done}/${trials} runs, ${clock(left)} left${detail}`);
  };

  return (event) => {
    if (event.type === "race") {
      trials = event.trials;
      seeds = event.seeds.length;
      racersLeft = event.racers.length;
      for (const racer of event.racers) labels.set(racer.id, racer.label);
      screen.note(
        `${event.name}: ${plural(event.racers.length, "racer")}, up to ${plural(event.trials, "run")}`,
      );
    } else if (event.type === "trial") {
      const label = `${labels.get(event.racer)} at ${formatRate(event.learningRate)}`;
      running.set(event.trial, { label, steps: event.steps, step: 0, losses: [] });
    } else if (event.type === "progress") {
      const trial = running.get(event.trial);
      trial?.losses.push(event.loss);
      if (trial) trial.step = event.step;
    } else if (event.type === "result") {
      const label = running.get(event.trial)?.label ?? event.trial;
      running.delete(event.trial);
      done++;
      if (event.stopped === "diverged") screen.note(`  ${label} diverged`);
      if (!screen.interactive && done % 10 === 0) screen.note(`  ${done} of ${trials} runs`);
    } else if (event.type === "chosen") {
      racersLeft--;
      const { learningRate, edge } = event;
      const label = labels.get(event.racer);
      if (learningRate === undefined) {
        trials -= seeds;
        screen.note(`  ${label}: every learning rate diverged`);
      } else {
        const flag = edge ? `, the ${edge} it tried: a better one may lie beyond` : "";
        screen.note(`  ${label} chose learning rate ${formatRate(learningRate)}${flag}`);
      }
      if (racersLeft === 0) screen.note(`  all rates are chosen; measuring ${metric.name} on the test set`);
    } else if (event.type === "crash") {
      screen.note(
        `  a worker died (${event.reason}) in ${event.trial}; ${event.retried ? "trying again" : "given up"}`,
      );
    }
    if (event.type !== "verdict") draw();
  };
}
