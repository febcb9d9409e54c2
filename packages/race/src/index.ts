export {
  type Catalogue,
  library,
  makeLoss,
  makeMetric,
  makeOptimizer,
  makeSchedule,
  ratesOf,
} from "./catalogue.js";
export { checkOutputs } from "./check-outputs.js";
export { racersOf } from "./grid.js";
export { parseJson, stringify } from "./json.js";
export { layerKinds, makeLayer } from "./layers.js";
export { describeMachine } from "./machine.js";
export { reported } from "./measures.js";
export { buildModel, inputOf, isFile } from "./networks.js";
export { eventLog, makeRunFolder, writeWhole } from "./output.js";
export { Pool, type PoolOptions, WorkerCrash } from "./pool.js";
export { parts, prepare, type Ready, type Task, waitingShare } from "./prepare.js";
export { type RaceEvent, type RaceOptions, race, trialSpec } from "./race.js";
export { catalogueOf, makeRecipe, type ReadRecipe, type RecipeOptions, readRecipe } from "./recipe.js";
export { type Chart, drawChart, type Series as ChartSeries } from "./report/chart.js";
export { Html, html } from "./report/html.js";
export { reportPage } from "./report/page.js";
export { style as reportStyle } from "./report/style.js";
export { serve } from "./serve.js";
export { loadData, sources } from "./sources.js";
export * from "./statistics.js";
export { comparesEmbeddings, trainingLoss } from "./targets.js";
export { runTrial } from "./trial.js";
export type * from "./types.js";
export * from "./words.js";
