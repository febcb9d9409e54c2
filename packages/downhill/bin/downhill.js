#!/usr/bin/env node
// Stands in the repository, so that npm links the command before anything is built.
import { existsSync } from "node:fs";

const built = new URL("../dist/bin.js", import.meta.url);
if (existsSync(built)) await import(built.href);
else {
  console.error("error: downhill is not built; run npm run build first");
  process.exitCode = 4;
}
