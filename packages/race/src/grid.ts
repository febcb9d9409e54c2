/** The product of a recipe's lists: its racers. */
import type { Choice, Racer, Recipe } from "./types.js";
import { choiceText } from "./words.js";

/** The rates that an optimizer's entry proposes. */
export type RatesOf = (optimizer: Choice) => readonly number[];

/** Losses × optimizers × schedules × batch sizes, named by the fields that differ. */
export function racersOf(recipe: Recipe, ratesOf: RatesOf): Racer[] {
  const racers: Racer[] = [];
  for (const loss of recipe.loss) {
    for (const optimizer of recipe.optimizer) {
      for (const schedule of recipe.schedule) {
        for (const batchSize of recipe.batchSize) {
          const parts = [
            recipe.loss.length > 1 && choiceText(loss),
            recipe.optimizer.length > 1 && choiceText(optimizer),
            recipe.schedule.length > 1 && choiceText(schedule),
            recipe.batchSize.length > 1 && `batch ${batchSize}`,
          ].filter((part) => part !== false);
          const label = parts.join(" · ") || choiceText(optimizer);
          const rates = [...new Set(ownRates(optimizer) ?? recipe.learningRate ?? ratesOf(optimizer))];
          racers.push({
            id: String(racers.length + 1),
            label,
            loss,
            optimizer,
            schedule,
            batchSize,
            rates: rates.sort((a, b) => a - b),
          });
        }
      }
    }
  }
  return racers;
}

/** `"lr": 0.01`: the author has decided, there is nothing to sweep. `"rates": […]`: what to sweep for this one. */
const ownRates = ({ options, rates }: Choice): readonly number[] | undefined =>
  rates ?? (typeof options.lr === "number" ? [options.lr] : undefined);
