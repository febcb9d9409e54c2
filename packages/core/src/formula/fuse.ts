/**
 * Graph → program: which numbers are computed outside the kernel, and in which pass over the row each is needed.
 *
 * A reduction needs a whole pass over the row before its result may be used, so a value belongs to the phase after the
 * last reduction it depends on. Reductions of one phase share one pass. Elements are computed again in each phase that
 * needs them, because a pass is cheaper than memory; costly ones are kept in a row of scratch memory instead.
 * Outputs per element are stored in the last phase, so that a kernel may overwrite its inputs.
 */
import { expand } from "./expand.js";
import { type Build, isReduction, type Node, opOf, topological } from "./graph.js";
import { ops } from "./ops.js";
import { regroupProducts } from "./simplify.js";

export interface Output {
  readonly name: string;
  readonly node: Node;
  /** One number per element, or one per row. */
  readonly per: "element" | "row";
}

export interface Phase {
  /** Reductions finished at the end of this phase's pass. */
  readonly reductions: readonly Node[];
  /** Elements computed in this pass, arguments before users. */
  readonly elements: readonly Node[];
  /** Elements among them to keep in scratch for later phases. */
  readonly keep: readonly Node[];
  /** Elements to read back from scratch instead of computing them. */
  readonly recall: readonly Node[];
  /** Outputs per element stored in this pass. */
  readonly stores: readonly Output[];
  /** True when the total of this phase's elements is added up in this pass. */
  readonly total: Node | undefined;
  /** Per-row values computed after the pass. */
  readonly afterwards: readonly Node[];
}

export interface Program {
  /** False: all elements are alike and there is one long row. */
  readonly rows: boolean;
  /** Inputs in the order of the kernel's arguments. */
  readonly inputs: readonly Node[];
  /** Expressions evaluated in float64 before the kernel runs; their values are its arguments. */
  readonly uniforms: readonly Node[];
  /** Per-row values that depend on no reduction. */
  readonly before: readonly Node[];
  readonly phases: readonly Phase[];
  readonly rowOutputs: readonly Output[];
  readonly elementOutputs: readonly Output[];
  /** Summed over everything in float64: what the kernel returns. */
  readonly total: Node | undefined;
  /** Number of scratch rows. */
  readonly scratch: number;
}

export interface ProgramRequest {
  readonly rows: boolean;
  readonly outputs: readonly Output[];
  readonly total?: Node;
}

const perElement = (node: Node): boolean => node.level === "element" || node.level === "column";

export function fuse(build: Build, request: ProgramRequest): Program {
  const roots = [...request.outputs.map((output) => output.node), ...(request.total ? [request.total] : [])];
  const simplified = regroupProducts(build, expand(build, roots));
  const outputs = request.outputs.map((output, i) => ({ ...output, node: simplified[i]! }));
  const total = request.total ? simplified.at(-1)! : undefined;
  const order = topological(simplified);

  const phaseOf = new Map<Node, number>();
  for (const node of order) {
    const latest = Math.max(0, ...node.args.map((arg) => phaseOf.get(arg)!));
    phaseOf.set(node, isReduction(node) ? latest + 1 : latest);
  }
  const elementOutputs = outputs.filter(({ per }) => per === "element");
  const count = 1 + Math.max(0, ...simplified.map((node) => phaseOf.get(node)!));
  const needed = order.filter((node) => node.level !== "uniform");

  // Roots of the pass of each phase.
  const wanted = Array.from({ length: count }, (_, phase) => {
    const reductions = needed.filter((node) => isReduction(node) && phaseOf.get(node) === phase + 1);
    const last = phase === count - 1;
    const isElementTotal = last && total && (!request.rows || perElement(total));
    return { reductions, stores: last ? elementOutputs : [], total: isElementTotal ? total : undefined };
  });

  const rootsOf = wanted.map(({ reductions, stores, total: sum }) => [
    ...reductions.map((node) => node.args[0]!),
    ...stores.map(({ node }) => node),
    ...(sum ? [sum] : []),
  ]);
  const elementsOf = rootsOf.map((roots) => elementsFor(roots, request.rows));

  const kept = new Map<Node, number>();
  const phases = wanted.map((pass, phase): Phase => {
    const all = elementsOf[phase]!;
    const recall = all.filter((node) => (kept.get(node) ?? count) < phase);
    const elements = withoutArgumentsOf(all, recall, rootsOf[phase]!);
    const keep = elements.filter(
      (node) =>
        !kept.has(node) && isCostly(node) && elementsOf.some((later, i) => i > phase && later.includes(node)),
    );
    for (const node of keep) kept.set(node, phase);
    const afterwards = needed.filter(
      (node) => node.level === "row" && opOf(node) && phaseOf.get(node) === phase + 1,
    );
    return { ...pass, elements, keep, recall: recall.filter((node) => elements.includes(node)), afterwards };
  });

  return {
    rows: request.rows,
    inputs: order.filter((node) => node.op === "input"),
    uniforms: uniformSlots(order, simplified),
    before: needed.filter(
      (node) => node.level === "row" && (opOf(node) || node.op === "pick") && phaseOf.get(node) === 0,
    ),
    phases: phases.filter(
      (phase) =>
        phase.elements.length > 0 || phase.reductions.length > 0 || phase.stores.length > 0 || phase.total,
    ),
    rowOutputs: outputs.filter(({ per }) => per === "row"),
    elementOutputs,
    total,
    scratch: kept.size,
  };
}

function elementsFor(roots: readonly Node[], rows: boolean): Node[] {
  return topological(roots).filter((node) => (rows ? perElement(node) : node.level !== "uniform"));
}

/** What is left to compute when some values are recalled from scratch. */
function withoutArgumentsOf(all: readonly Node[], recalled: readonly Node[], roots: readonly Node[]): Node[] {
  const stop = new Set(recalled);
  const seen = new Set<Node>();
  const visit = (node: Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    if (!stop.has(node)) node.args.forEach(visit);
  };
  roots.forEach(visit);
  return all.filter((node) => seen.has(node));
}

function isCostly(node: Node): boolean {
  const op = opOf(node);
  return op !== undefined && ops[op].costly === true;
}

/** Uniform expressions that the kernel itself uses; constants are written into the kernel. */
function uniformSlots(order: readonly Node[], roots: readonly Node[]): Node[] {
  const used = new Set<Node>();
  for (const node of order) {
    if (node.level === "uniform" && !isReduction(node)) continue;
    for (const arg of node.args) if (arg.level === "uniform" && arg.op !== "constant") used.add(arg);
  }
  for (const root of roots) if (root.level === "uniform" && root.op !== "constant") used.add(root);
  return [...used];
}
