/** `downhill find-lr <recipe>`: the learning-rate range test. */
import { findLr } from "@downhill/core/training";
import {
  buildModel,
  checkOutputs,
  comparesEmbeddings,
  formatNumber,
  formatRate,
  inputOf,
  loadData,
  makeLoss,
  makeOptimizer,
  parts,
  readRecipe,
  stringify,
  trainingLoss,
} from "@downhill/race";
import { Command } from "commander";
import { type RecipeFlags, recipeOptions, withRecipeFlags } from "../flags.js";
import { plot } from "../terminal/drawing.js";
import { screen } from "../terminal/screen.js";
import { single } from "./train.js";

export const findLrCommand = (): Command =>
  withRecipeFlags(
    new Command("find-lr").description(
      "find a learning rate: train with a rising one and see where the loss falls",
    ),
    false,
  )
    .argument("<recipe>", "a .json or .ts file")
    .action(async (path: string, flags: RecipeFlags) => {
      const { recipe, catalogue } = await readRecipe(path, recipeOptions(flags));
      const setup = single({ ...recipe, learningRate: undefined });
      const data = await loadData(recipe.data, recipe.path, await inputOf(recipe.model, recipe.path));
      const { train } = parts(data, { phase: "search", validation: recipe.validation });
      const loss = trainingLoss(catalogue, setup.loss, train);
      const [seed] = recipe.seeds;
      const model = await buildModel(recipe.model, train, {
        recipePath: recipe.path,
        seed: seed!,
        priorBias: recipe.priorBias,
      });
      try {
        await checkOutputs(model, data, comparesEmbeddings(makeLoss(catalogue, setup.loss)));
        const sweep = await findLr(model, train, {
          loss,
          optimizer: makeOptimizer(catalogue, setup.optimizer),
          batchSize: Math.min(setup.batchSize, train.length),
          seed: seed!,
        });
        const { print, columns } = screen(flags);
        if (flags.json) process.stdout.write(`${stringify(sweep, 1)}\n`);
        const { steepest, valley, rates, smoothed } = sweep;
        if (!flags.quiet) {
          const at = (rate: number | undefined) => (rate === undefined ? -1 : rates.indexOf(rate));
          const marks = new Map(
            [
              [at(valley), "▲"],
              [at(steepest), "△"],
            ].filter(([index]) => (index as number) >= 0) as [number, string][],
          );
          const { loss, optimizer } = setup;
          print(
            `${loss.name}, smoothed, while the learning rate of ${optimizer.name} rises from ${formatRate(rates[0]!)} to ${formatRate(rates.at(-1)!)}:\n`,
          );
          print(plot(shown(smoothed), Math.min(72, columns - 14), 14, formatNumber, marks));
          print("");
        }
        if (valley === undefined || steepest === undefined)
          print("the loss never falls: look at the data and the model before the learning rate");
        else
          print(
            `▲ careful: ${formatRate(valley)}   △ bold, where it falls most steeply: ${formatRate(steepest)}\nuse it with --lr ${formatRate(valley)}`,
          );
      } finally {
        await model.dispose();
      }
    });

/** The explosion at the end would flatten everything before it. */
function shown(losses: Float64Array): number[] {
  const first = losses[0] ?? Number.NaN;
  return Array.from(losses, (loss) => Math.min(loss, first * 1.05));
}
