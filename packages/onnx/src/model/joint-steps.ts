/** Sessions that run a whole step at once: forward, the derivative of a loss, backward. */
import type { LossGradient } from "@downhill/core/graph";
import type { Session } from "../session/session.js";
import type { MemoryTensors } from "./buffers.js";
import type { JointPlan, TrainingPlan } from "./plan.js";

export interface JointStep {
  readonly plan: JointPlan;
  readonly session: Session;
  /** Where its gradients go. */
  readonly gradients: MemoryTensors;
}

type Open = (plan: JointPlan) => Promise<JointStep>;
type Sizes = ReadonlyMap<string, number>;

/** Sizes that may have a graph of their own: that of most batches, and that of a last one. */
const MOST_SIZED = 4;

/** The steps of one network, opened when they are first needed. */
export class JointSteps {
  readonly #plan: TrainingPlan;
  readonly #open: Open;
  readonly #steps = new Map<LossGradient, Map<string, Promise<JointStep>>>();

  constructor(plan: TrainingPlan, open: Open) {
    this.#plan = plan;
    this.#open = open;
  }

  /** @param columns of a row of the network's output */
  get(loss: LossGradient, columns: number, sizes: Sizes): Promise<JointStep> {
    let steps = this.#steps.get(loss);
    if (!steps) this.#steps.set(loss, (steps = new Map()));
    const sized = `${columns} ${[...sizes].join()}`;
    const general = `${columns}`;
    const known = steps.get(sized) ?? steps.get(general);
    if (known) return known;
    const plan = this.#plan.joint(loss, columns, steps.size < MOST_SIZED ? sizes : new Map());
    const step = this.#open(plan);
    steps.set(plan.isSized ? sized : general, step);
    return step;
  }

  async close(): Promise<void> {
    const steps = [...this.#steps.values()].flatMap((each) => [...each.values()]);
    this.#steps.clear();
    const opened = await Promise.all(steps.map((step) => step.catch(() => undefined)));
    await Promise.all(opened.map((step) => step?.session.release()));
  }
}
