import { exhaustive } from "./exhaustive.js";

exhaustive("log", "log1p");
