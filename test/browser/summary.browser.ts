import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { renderSummary } from "../../src/report/summary.ts";
import { HeadlessBrowser, type Scheme, violations } from "./browser.ts";
import { asGitHub, summaryPage } from "./github.ts";
import { attacked, type Made } from "./made.ts";

const GOLDEN = join(import.meta.dirname, "../report/golden");
const SUMMARIES = readdirSync(GOLDEN).filter((name) => name.endsWith(".summary.txt"));

let browser: HeadlessBrowser;
let job: Made;

beforeAll(async () => {
  browser = await HeadlessBrowser.start();
  job = await attacked();
});

afterAll(() => browser.close());

/** What is GitHub's affair: it has a heading above, and lets no summary say that what scrolls can have the focus. */
const GITHUBS = ["page-has-heading-one", "scrollable-region-focusable"];

/** Elements that a summary may come to; a job's text that made another one would be read as HTML, or as Markdown. */
const EXPECTED = new Set(
  "h2 h3 h4 p strong b em i ul ol li code pre details summary table thead tbody tr th td sub br div span hr input del".split(
    " ",
  ),
);

test.each(SUMMARIES)("%s asks for nothing, and has no element that could", async (name) => {
  const markdown = readFileSync(join(GOLDEN, name), "utf8");
  for (const scheme of ["light", "dark"] as const) {
    const { page, requests, errors } = await browser.open(await summaryPage(name, markdown, scheme), scheme);
    const names = await page.locator("main *").evaluateAll((all) => all.map(({ localName }) => localName));
    expect([...new Set(names)].filter((each) => !EXPECTED.has(each) && each !== "a")).toEqual([]);
    const links = await page
      .locator("main a")
      .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
    expect(
      links.filter((link) => !link.startsWith("https://github.com/") && !link.startsWith("file:")),
    ).toEqual([]);
    expect(requests).toEqual([]);
    expect(errors).toEqual([]);
  }
});

test.each<Scheme>(["light", "dark"])(
  "axe finds nothing wrong with the summary of an attack: %s",
  async (scheme) => {
    const { page } = await browser.open(
      await summaryPage("attacked", renderSummary(job.report), scheme),
      scheme,
    );
    expect(await page.textContent("h2")).toContain("Runwarden");
    expect((await violations(page)).filter((text) => !GITHUBS.some((id) => text.startsWith(id)))).toEqual([]);
  },
);

test("what is shown is what GitHub's list of elements leaves of it", async () => {
  const html = await asGitHub(
    "<details><summary>a</summary><script>alert(1)</script><b onclick=x>c</b></details>",
  );
  expect(html).toBe("<details><summary>a</summary><b>c</b></details>");
});
