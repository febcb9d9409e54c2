import { exhaustive } from "./exhaustive.js";

exhaustive("sigmoid", "tanh");
