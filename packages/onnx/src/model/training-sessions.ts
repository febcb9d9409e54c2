/** The sessions that train a network, each opened when it is first needed. */
import { usageError } from "@downhill/core";
import type { LossGradient } from "@downhill/core/graph";
import { blockSize } from "../session/blocks.js";
import type { Runtime, Session, SessionOptions } from "../session/session.js";
import type { MemoryTensors } from "./buffers.js";
import type { NetworkDefinition } from "./definition.js";
import { type JointPlan, planTraining, type TrainingPlan } from "./plan.js";

/** Sizes that may have a graph of their own: that of most batches, and that of a last one. */
const MOST_SIZED = 4;

type Sizes = ReadonlyMap<string, number>;

/** A session that leaves gradients. */
interface Differentiating {
  readonly session: Session;
  /** Where its gradients go. */
  readonly gradients: MemoryTensors;
}

/** Forward, the derivative of a loss and backward at once. */
export interface JointStep extends Differentiating {
  readonly plan: JointPlan;
}

export class TrainingSessions {
  readonly #definition: NetworkDefinition;
  readonly #runtime: Runtime;
  readonly #options: SessionOptions;
  readonly #gradientTensors: (gradients: ReadonlyMap<string, string>) => MemoryTensors;
  #latest: TrainingPlan | undefined;
  #plan: Promise<TrainingPlan> | undefined;
  #forward: Promise<Session> | undefined;
  #backward: Promise<Differentiating> | undefined;
  readonly #sizedBackward = new Map<string, Promise<Differentiating>>();
  readonly #joint = new Map<LossGradient, Map<string, Promise<JointStep>>>();

  /** @param gradientTensors where the gradients of named parameters go, by the name that the graph gives each */
  constructor(
    definition: NetworkDefinition,
    runtime: Runtime,
    options: SessionOptions,
    gradientTensors: (gradients: ReadonlyMap<string, string>) => MemoryTensors,
  ) {
    this.#definition = definition;
    this.#runtime = runtime;
    this.#options = options;
    this.#gradientTensors = gradientTensors;
  }

  /** The plan for any engine, until `plan` has found out what this one can do. */
  derived(): TrainingPlan {
    if (this.#definition.parameters.length === 0)
      throw usageError("all tensors of this model are frozen: there is nothing to train");
    this.#latest ??= planTraining(this.#definition);
    return this.#latest;
  }

  /** The plan for this engine, which may work on images in blocks. */
  plan(): Promise<TrainingPlan> {
    this.#plan ??= (async () => {
      this.derived();
      const block = await blockSize(this.#runtime, this.#options);
      if (block !== undefined) this.#latest = planTraining(this.#definition, block);
      return this.derived();
    })();
    return this.#plan;
  }

  forward(): Promise<Session> {
    this.#forward ??= this.plan().then(({ forwardBytes }) => this.#open(forwardBytes));
    return this.#forward;
  }

  /** The backward graph for these sizes: one of their own for the first few sizes, where that is faster. */
  async backward(sizes: Sizes): Promise<Differentiating> {
    const plan = await this.plan();
    const key = [...sizes].join();
    const opened = async (bytes: Uint8Array): Promise<Differentiating> => ({
      session: await this.#open(bytes),
      gradients: this.#gradientTensors(plan.backward.gradients),
    });
    const known = this.#sizedBackward.get(key);
    if (known) return known;
    const bytes = this.#sizedBackward.size < MOST_SIZED ? plan.backwardBytesFor(sizes) : undefined;
    if (bytes === undefined) return (this.#backward ??= opened(plan.backwardBytes));
    const sized = opened(bytes);
    this.#sizedBackward.set(key, sized);
    return sized;
  }

  /** @param columns of a row of the network's output */
  async joint(loss: LossGradient, columns: number, sizes: Sizes): Promise<JointStep> {
    const all = await this.plan();
    let steps = this.#joint.get(loss);
    if (!steps) this.#joint.set(loss, (steps = new Map()));
    // Where all elements are alike it does not matter how many there are.
    const general = loss.rows ? `${columns}` : "";
    const sized = `${general} ${[...sizes].join()}`;
    const known = steps.get(sized) ?? steps.get(general);
    if (known) return known;
    const plan = all.joint(loss, columns, steps.size < MOST_SIZED ? sizes : new Map());
    const step = this.#open(plan.bytes).then((session) => ({
      plan,
      session,
      gradients: this.#gradientTensors(plan.gradients),
    }));
    steps.set(plan.isSized ? sized : general, step);
    return step;
  }

  async close(): Promise<void> {
    const steps = [...this.#joint.values()].flatMap((each) => [...each.values()]);
    const differentiating = [this.#backward, ...this.#sizedBackward.values(), ...steps];
    const sessions = await Promise.all([
      this.#forward?.catch(() => undefined),
      ...differentiating.map((opened) => opened?.then(({ session }) => session).catch(() => undefined)),
    ]);
    await Promise.all(sessions.map((session) => session?.release()));
  }

  #open(bytes: Uint8Array): Promise<Session> {
    return this.#runtime.open(bytes, this.#options);
  }
}
