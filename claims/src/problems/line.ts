/** Fitting a straight line y = slope·x + intercept by full-batch descent: one input, two parameters, any loss. */
import { adam, type Loss, type Optimizer } from "@downhill/core";
import { Random } from "@downhill/core/random";

export interface Points {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

export interface Line {
  readonly slope: number;
  readonly intercept: number;
}

export interface NoisyLine extends Line {
  readonly count: number;
  /** Standard deviation around the line. */
  readonly noise: number;
  /** How many points are shifted up, and how far. */
  readonly outliers?: number;
  readonly shift?: number;
}

/** x uniform from -1 to 1. The first `outliers` points are the shifted ones. */
export function noisyLine(
  { slope, intercept, count, noise, outliers = 0, shift = 0 }: NoisyLine,
  seed: number,
): Points {
  const random = new Random(seed);
  const x = random.fillUniform(new Float32Array(count), -1, 1);
  const y = x.map((at, i) => slope * at + intercept + noise * random.normal() + (i < outliers ? shift : 0));
  return { x, y };
}

export interface LineFitOptions {
  readonly steps: number;
  /** Default: Adam with a rate that falls linearly to 0, which settles even where the gradient jumps. */
  readonly optimizer?: Optimizer;
  readonly rate?: (step: number) => number;
  /** Called before each step with the gradient there. */
  readonly on?: (step: number, line: Line, gradient: Line) => void;
}

export function fitLine(loss: Loss, { x, y }: Points, options: LineFitOptions): Line {
  const { steps, optimizer = adam(), rate = (step: number) => 0.1 * (1 - step / steps) } = options;
  const state = optimizer.init([0, 0]);
  const line = state.parameters;
  const predictions = new Float32Array(x.length);
  const into = [new Float32Array(x.length)];
  const gradient = new Float32Array(2);
  for (let step = 0; step < steps; step++) {
    for (let i = 0; i < x.length; i++) predictions[i] = line[0]! * x[i]! + line[1]!;
    const { gradient: residuals } = loss.evaluate(predictions, y, { into, check: false });
    let slope = 0;
    let intercept = 0;
    for (let i = 0; i < x.length; i++) {
      slope += residuals[i]! * x[i]!;
      intercept += residuals[i]!;
    }
    gradient[0] = slope;
    gradient[1] = intercept;
    options.on?.(step, { slope: line[0]!, intercept: line[1]! }, { slope, intercept });
    state.step(gradient, { lr: rate(step) });
  }
  return { slope: line[0]!, intercept: line[1]! };
}

/** Root mean square distance between two lines over x from -1 to 1. */
export const distance = (a: Line, b: Line): number =>
  Math.sqrt((a.intercept - b.intercept) ** 2 + (a.slope - b.slope) ** 2 / 3);
