/** What webgpu.test.ts asks of its page. */
export interface LossQuestion {
  readonly id: string;
  /** A loss of `p` alone instead of one of the catalogue. */
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
  /** Also read the weights meant for evaluation, after the last step. */
  readonly evaluation?: boolean;
}

export interface GpuPage {
  evaluate(questions: readonly LossQuestion[]): Promise<Answer[]>;
  optimize(questions: readonly OptimizerQuestion[]): Promise<number[][][]>;
}
