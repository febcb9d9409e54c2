/** Which program serves a group of parameters. */
import type { OptionValues } from "./definition.js";
import type { Source } from "./formula/index.js";
import type { Optimizer } from "./interfaces.js";
import { type OptimizerProgram, optimizerProgram } from "./optimizer-program.js";
import type { GroupSettings } from "./parameter-groups.js";

/** The program of a group, and a key that is equal where the programs are. */
export function plan(
  { definition, options }: Optimizer,
  settings: GroupSettings,
): { readonly key: string; readonly make: (source: Source) => OptimizerProgram } {
  const surroundings = { ...settings, clipValue: options.clipValue, clipNorm: options.clipNorm };
  const { weightDecay, l1, l2, clipValue, clipNorm } = surroundings;
  const own = Object.fromEntries(Object.keys(definition.defaults).map((name) => [name, options[name]!]));
  const effective: OptionValues = {
    ...own,
    ...("weightDecay" in definition.defaults && { weightDecay }),
  };
  const shape = Object.entries(effective).map(([name, value]) =>
    typeof value === "number" ? `${name} ${value === 0}` : `${name} ${value}`,
  );
  const switches = [weightDecay !== 0, l1 !== 0, l2 !== 0, clipValue !== undefined, clipNorm !== undefined];
  return {
    key: JSON.stringify([definition.formula, definition.state, shape, switches]),
    make: (source) => optimizerProgram(definition, source, effective, surroundings),
  };
}
