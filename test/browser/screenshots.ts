/** Makes the pictures of the README in docs/images: `npm run screenshots`. They show an invented job. */
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { renderSummary } from "../../src/report/summary.ts";
import { HeadlessBrowser, type Scheme } from "./browser.ts";
import { summaryPage } from "./github.ts";
import { attacked } from "./made.ts";

const FOLDER = join(import.meta.dirname, "../../docs/images");
const WIDTH = 1100;
const HEIGHT = 640;
const MARGIN = 16;
/** A picture that is larger is slow to load, and makes the repository larger each time. */
const SIZE_LIMIT = 150_000;

const SCHEMES: readonly Scheme[] = ["light", "dark"];

mkdirSync(FOLDER, { recursive: true });
const browser = await HeadlessBrowser.start();
try {
  const { report, url } = await attacked();
  for (const scheme of SCHEMES) {
    const { page } = await browser.open(url, scheme, WIDTH, HEIGHT);
    await page.waitForSelector("html[data-ready]");
    await page
      .getByRole("button", { name: /ssh_key_read/ })
      .first()
      .click();
    await page.selectOption("#rule", "any");
    await page.focus("#events");
    await page.keyboard.press("ArrowDown");
    await page.locator("#explorer-title").evaluate((title) => title.scrollIntoView());
    await page.screenshot({ path: join(FOLDER, `report-${scheme}.png`) });
    const summary = await browser.open(
      await summaryPage("summary", renderSummary(report), scheme),
      scheme,
      WIDTH,
      HEIGHT,
    );
    // As far as the first table goes.
    const table = await summary.page.locator("table").first().boundingBox();
    await summary.page.screenshot({
      path: join(FOLDER, `summary-${scheme}.png`),
      fullPage: true,
      clip: { x: 0, y: 0, width: WIDTH, height: table === null ? HEIGHT : table.y + table.height + MARGIN },
    });
  }
} finally {
  await browser.close();
}
for (const name of ["report", "summary"].flatMap((each) =>
  SCHEMES.map((scheme) => `${each}-${scheme}.png`),
)) {
  const { size } = statSync(join(FOLDER, name));
  if (size > SIZE_LIMIT) throw new Error(`${name} has ${size} bytes, which is more than ${SIZE_LIMIT}.`);
  console.log(`docs/images/${name}: ${size} bytes`);
}
