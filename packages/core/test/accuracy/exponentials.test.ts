import { exhaustive } from "./exhaustive.js";

exhaustive("exp", "expm1");
