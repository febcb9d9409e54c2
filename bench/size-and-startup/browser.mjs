/** The first loss on a page, from the import of a bundle that has arrived to its value. */
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const EXECUTABLE = "/usr/bin/chromium";
const ORIGIN = "http://localhost";
const PAGE = `<script type="module">
  const script = await (await fetch("./huber.js")).blob();
  const arrived = URL.createObjectURL(script);
  const start = performance.now();
  const { huber } = await import(arrived);
  const { value } = huber().evaluate([-2, 0.5, 0], [0, -0.5, 0]);
  window.answer = { startup: performance.now() - start, value };
</script>`;

/**
 * @param {string} code a module that exports huber
 * @returns {Promise<number[]>} milliseconds, each on a fresh page of a fresh profile; none where there is no Chromium
 */
export async function startsInBrowser(code, rounds) {
  if (!existsSync(EXECUTABLE)) return [];
  const browser = await chromium.launch({
    executablePath: EXECUTABLE,
    args: ["--headless=new", "--no-sandbox"],
  });
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.route(`${ORIGIN}/*`, (route) =>
      route.request().url().endsWith(".js")
        ? route.fulfill({ contentType: "text/javascript", body: code })
        : route.fulfill({ contentType: "text/html", body: PAGE }),
    );
    await page.goto(`${ORIGIN}/`);
    await page.waitForFunction("window.answer");
    const { startup, value } = await page.evaluate("window.answer");
    if (Math.abs(value - 2 / 3) > 1e-6) throw new Error(`the page computed ${value}`);
    times.push(startup);
    await context.close();
  }
  await browser.close();
  return times;
}
