import { exhaustive } from "./exhaustive.js";

exhaustive("softplus", "sin", "cos");
