// Written by `npm run gen` from the files of this folder.
export { outliersDominateMse } from "./outliers-dominate-mse.js";
