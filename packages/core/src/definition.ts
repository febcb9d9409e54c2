/**
 * What a catalogue entry is made of: a definition, from which the compiler derives everything that runs, and its
 * documentation, which `downhill explain` and the pages print. They stand in one file but are two exports, so that a
 * program that trains does not carry the prose.
 *
 * `LossDefinition`, `OptimizerDefinition` and `ScheduleDefinition` differ in which names their formula may use
 * (see docs/formulas.md).
 */

/** Number: a hyperparameter. Boolean: a switch, 1 or 0 in the formula. String: one of `choices`. Null: filled in by the run. Array: a vector. */
export type OptionValue = number | boolean | string | null | readonly number[];
export type OptionValues = Readonly<Record<string, OptionValue>>;

/** Bounds of a numeric option: `[low, high]` both allowed, unless `open` lists the side that is not. */
export interface Limit {
  readonly min?: number;
  readonly max?: number;
  /** Bounds that are themselves not allowed. */
  readonly open?: "min" | "max" | "both";
  readonly integer?: boolean;
}

/** The part that all definitions share. */
export interface Entry<O extends OptionValues> {
  /** Kebab-case; in the catalogue equal to the file's name: `cross-entropy`. */
  readonly id: string;
  /** The options and what they are when not given. */
  readonly defaults: O;
  /** Checked whenever an option is given. */
  readonly limits?: { readonly [K in keyof O]?: Limit };
  /** For each option that is a string: what it may be. The labels are names in the formula: `where(place == inside, a, b)`. */
  readonly choices?: { readonly [K in keyof O]?: readonly string[] };
}

/** A definition as it is written: an entry without options needs no `defaults`. */
export type Written<D extends { readonly defaults: unknown }> = Omit<D, "defaults"> &
  Partial<Pick<D, "defaults">>;

/** What people read about an entry. */
export interface Documentation<Name extends PropertyKey = string> {
  /** The name people say: "Cross-entropy". */
  readonly title: string;
  /** One sentence: what it does. */
  readonly summary: string;
  /** Paper or book, year, and a link or identifier. */
  readonly source: string;
  /** What each option means, with its unit. */
  readonly options: Readonly<Record<Name, string>>;
  /** When to reach for it. */
  readonly use: string;
  /** When not to. */
  readonly avoid: string;
  /** How it relates to its neighbours, e.g. `{ mae: "the limit for delta → 0, divided by delta" }`. */
  readonly related?: Readonly<Record<string, string>>;
  /** How the names and defaults map to PyTorch, Keras, optax, TensorFlow.js where they differ. */
  readonly peers?: string;
  /** The same in Korean, all of it: the same options and relations, and peers when there are any. */
  readonly ko: {
    readonly title: string;
    readonly summary: string;
    readonly options: Readonly<Record<Name, string>>;
    readonly use: string;
    readonly avoid: string;
    readonly related?: Readonly<Record<string, string>>;
    readonly peers?: string;
  };
}

/** The names of an entry's options. */
export type OptionsOf<F> = F extends { readonly definition: { readonly defaults: infer O } }
  ? keyof O
  : string;

/**
 * What a loss reads.
 * - `prediction`: float, differentiated; one per element.
 * - `target`: float, not differentiated; one per element.
 * - `row target`: float, one per row.
 * - `class`: integer index of a column, one per row; `x[target]` picks by it.
 * - `class weight`: float, one per column; 1 when the caller gives no class weights.
 */
export type InputKind = "prediction" | "target" | "row target" | "class" | "class weight";

export interface InputDeclaration {
  readonly kind: InputKind;
  /** Targets are checked against these before anything runs. */
  readonly values?: readonly number[];
  readonly range?: readonly [number, number];
}

/** A known answer. Inputs by name; rows as arrays of arrays. */
export interface LossExample {
  readonly inputs: Readonly<Record<string, readonly number[] | readonly (readonly number[])[]>>;
  readonly options?: OptionValues;
  /** Loss per element or per row, before reduction. */
  readonly L: readonly number[];
  /** Where the numbers come from: "by hand", "PyTorch 2.13", "the paper, table 1". */
  readonly from: string;
}

export interface LossDefinition<O extends OptionValues = OptionValues> extends Entry<O> {
  /** Must assign `L`: the loss of one element, or of one row when it reduces rows. */
  readonly formula: string;
  /** Default: `{ p: "prediction", y: "target" }`. The order is the order of `evaluate`'s arguments. */
  readonly inputs?: Readonly<Record<string, InputKind | InputDeclaration>>;
}

export interface LossDocumentation<F = unknown> extends Documentation<OptionsOf<F>> {
  /** Known answers, not computed with this library. */
  readonly examples: readonly LossExample[];
}

/** How a state vector begins: a number, the name of an option, `"p"` (a copy of the parameters), or one number per tensor. */
export type StateStart = number | string | { readonly per: "tensor"; readonly start: number | string };

/** A known trajectory of one parameter tensor under given gradients. */
export interface OptimizerExample {
  readonly options?: OptionValues;
  readonly p: readonly number[];
  /** One array of gradients per step. */
  readonly g: readonly (readonly number[])[];
  /** Parameters after each step. */
  readonly after: readonly (readonly number[])[];
  readonly from: string;
}

export interface OptimizerDefinition<O extends OptionValues = OptionValues> extends Entry<O> {
  readonly formula: string;
  readonly state: Readonly<Record<string, StateStart>>;
  /** The option that plays momentum's part, cycled by schedules such as 1cycle: `"momentum"`, `"beta1"`. */
  readonly momentum?: keyof O & string;
  /** Learning rates worth trying, smallest first: what a race sweeps when the recipe gives none. Default: around `lr`. */
  readonly rates?: readonly number[];
  /** True when evaluation needs other weights than training (schedule-free): the formula that yields them as `p`. */
  readonly evaluation?: string;
}

export interface OptimizerDocumentation<F = unknown> extends Documentation<OptionsOf<F>> {
  /** Known answers, not computed with this library. */
  readonly examples: readonly OptimizerExample[];
}

export interface ScheduleExample {
  readonly options?: OptionValues;
  /** Learning rates for t = 0, 1, 2, … */
  readonly lr: readonly number[];
  readonly from: string;
}

export interface ScheduleDefinition<O extends OptionValues = OptionValues> extends Entry<O> {
  /** Must assign `lr`, may assign `momentum`. Options left at null: `steps` is the run's length, others the base rate. */
  readonly formula: string;
  /** The switch without which the formula's `momentum` is not used. */
  readonly momentumSwitch?: keyof O & string;
}

export interface ScheduleDocumentation<F = unknown> extends Documentation<OptionsOf<F>> {
  /** Known answers, not computed with this library. */
  readonly examples: readonly ScheduleExample[];
}
