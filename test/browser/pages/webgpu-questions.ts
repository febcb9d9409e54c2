/** What webgpu.test.ts asks of its page. */
import type { TensorDeclaration } from "@downhill/core";

export interface LossQuestion {
  readonly id: string;
  /** A loss of `p`, or of `p` and `y`, instead of one of the catalogue. */
  readonly formula?: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly inputs: readonly (readonly number[])[];
  readonly evaluate: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly value: number;
  readonly gradients: Readonly<Record<string, number[]>>;
  readonly losses: number[];
}

export interface OptimizerQuestion {
  readonly id: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly p: readonly number[];
  readonly g: readonly (readonly number[])[];
  readonly steps?: readonly { readonly lr?: number; readonly momentum?: number }[];
  /** `p` and `g` are of these tensors, as an arena lays them out. */
  readonly tensors?: readonly TensorDeclaration[];
}

export interface Path {
  /** Parameters after each step. */
  readonly after: number[][];
  /** Weights meant for evaluation, after the last. */
  readonly evaluation: number[];
  readonly states: Readonly<Record<string, number[]>>;
}

export interface GpuPage {
  evaluate(questions: readonly LossQuestion[]): Promise<Answer[]>;
  optimize(questions: readonly OptimizerQuestion[]): Promise<Path[]>;
  /** The mean of many squares, and the same in float64. */
  meanOfMany(count: number): Promise<{ readonly got: number; readonly expected: number }>;
  /** Steps with gradients in a buffer of the caller's; then a loss on a device of the caller's. */
  shareBuffer(): Promise<number[]>;
}
