/** Chromium with pages of ours: bundled from the built packages, served from this machine. */
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { build } from "vite";

const EXECUTABLE = "/usr/bin/chromium";

export const hasChromium = existsSync(EXECUTABLE);
if (!hasChromium) console.warn(`browser tests are skipped: ${EXECUTABLE} is not installed`);

const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--enable-unsafe-webgpu",
  "--enable-features=Vulkan",
  "--use-webgpu-adapter=swiftshader",
  "--disable-background-networking",
  "--disable-quic",
  "--no-first-run",
  "--disable-component-update",
  "--disable-sync",
];

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

export interface OpenPage {
  readonly page: Page;
  /** The text of all its scripts. */
  readonly code: string;
  close(): Promise<void>;
}

/** Text files by their path on the server. */
async function bundle(entry: string): Promise<Map<string, string | Uint8Array>> {
  const results = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      minify: false,
      target: "esnext",
      rolldownOptions: { input: entry, output: { entryFileNames: "entry.js", format: "es" } },
    },
    worker: { format: "es" },
  });
  const files = new Map<string, string | Uint8Array>();
  for (const result of Array.isArray(results) ? results : [results])
    if ("output" in result)
      for (const part of result.output)
        files.set(`/${part.fileName}`, part.type === "chunk" ? part.code : part.source);
  return files;
}

/**
 * Opens a page that runs a module of `pages/` and waits until it has set `globalThis.ready`.
 * @param files further files to serve, by their path on the server.
 */
export async function openPage(
  module: string,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<OpenPage> {
  const served = await bundle(fileURLToPath(new URL(`../pages/${module}.ts`, import.meta.url)));
  const code = [...served.values()].filter((content) => typeof content === "string").join("\n");
  for (const [path, content] of Object.entries(files)) served.set(path, content);
  served.set("/", '<!doctype html><title>test</title><script type="module" src="/entry.js"></script>');
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://127.0.0.1").pathname;
    const content = served.get(path);
    response.writeHead(content === undefined ? 404 : 200, {
      "content-type": TYPES[extname(path) || ".html"] ?? "application/octet-stream",
      // What a page needs for threads.
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction("globalThis.ready === true", undefined, { timeout: 20_000 }).catch((error) => {
      throw new Error(`${module} did not start: ${problems.join("\n") || error}`);
    });
    return {
      page,
      code,
      close: async () => {
        await browser?.close();
        await closed(server);
      },
    };
  } catch (error) {
    await browser?.close();
    await closed(server);
    throw error;
  }
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** A file of an installed package, for `files`. */
export const installed = (path: string): Uint8Array =>
  readFileSync(fileURLToPath(new URL(`../../../node_modules/${path}`, import.meta.url)));
