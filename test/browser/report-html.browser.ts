import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadRules } from "../../src/rules/load.ts";
import { event, HOSTILE, NPMRC_READ, ruleOutcome } from "../report/reports.ts";
import { HeadlessBrowser, type Opened, type Scheme, violations } from "./browser.ts";
import { attacked, BASELINE, file, large, type Made, madeOf } from "./made.ts";

let browser: HeadlessBrowser;
let job: Made;

beforeAll(async () => {
  browser = await HeadlessBrowser.start();
  job = await attacked();
});

afterAll(() => browser.close());

async function opened({ url }: Made, scheme: Scheme = "light", width?: number): Promise<Opened> {
  const made = await browser.open(url, scheme, width);
  await made.page.waitForSelector("html[data-ready]");
  return made;
}

/** How many events are found, once what was asked for is shown. */
async function found(page: Page): Promise<number> {
  await page.waitForTimeout(200);
  const [, count = ""] = /^([\d,]+) of /.exec((await page.textContent("#found")) ?? "") ?? [];
  return Number(count.replaceAll(",", ""));
}

/** The texts of the rows that are shown. */
function rows(page: Page, list = "#events"): Promise<string[]> {
  return page.locator(`${list} .canvas .row`).allTextContents();
}

function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.id ?? "");
}

function active(page: Page, list = "#events"): Promise<string> {
  return page.evaluate((selector) => {
    const id = document.querySelector(selector)?.getAttribute("aria-activedescendant");
    return document.getElementById(id ?? "")?.textContent ?? "";
  }, list);
}

test("nothing but the file itself is asked for, whatever is done, and its policy allows nothing else", async () => {
  const { page, requests, errors } = await opened(job);
  await page.fill("#text", "npmrc");
  await page.click("#tree-tab");
  await page.click("#events-tab");
  await page.click("#verdict-table button");
  const policy = await page.getAttribute('meta[http-equiv="Content-Security-Policy"]', "content");
  expect(policy).toMatch(
    /^default-src 'none'; script-src 'sha256-[^ ]+'; style-src 'sha256-[^ ]+'; base-uri 'none'; form-action 'none'$/,
  );
  expect(errors).toEqual([]);
  expect(requests).toEqual([]);
  const asked: string[] = [];
  const server = createServer(({ url = "" }, response) => {
    asked.push(url);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const answers = await page.evaluate(async (address) => {
    const loaded = (element: HTMLImageElement | HTMLScriptElement): Promise<void> =>
      new Promise((resolve, reject) => {
        element.onload = () => resolve();
        element.onerror = reject;
        element.src = `${address}/element`;
        document.body.append(element);
      });
    const attempts = [
      fetch(`${address}/fetch`),
      loaded(new Image()),
      loaded(document.createElement("script")),
    ];
    return (await Promise.allSettled<unknown>(attempts)).map(({ status }) => status);
  }, `http://127.0.0.1:${port}`);
  server.close();
  expect(answers).toEqual(["rejected", "rejected", "rejected"]);
  expect(asked).toEqual([]);
});

test("its top says what the summary says, and which rules matched, the failing ones first", async () => {
  const { page, errors } = await opened(job);
  expect(await page.textContent("h1")).toBe("🛑 Runwarden: detected");
  expect(await page.title()).toBe("🛑 Runwarden: detected");
  expect(await page.textContent("#coverage")).toContain("source tracepoint · scope machine");
  const actions = await page.locator("#verdict-table tbody tr td:first-child").allTextContents();
  expect(actions.length).toBe(job.report.outcome.rules.length);
  expect(actions).toEqual([...actions].sort((a, b) => Number(a === "collect") - Number(b === "collect")));
  expect(await page.textContent("#verdict-table")).toContain("left-padder");
  expect(errors).toEqual([]);
});

test("events are found by words, rule, kind, step, program and host, by themselves and together", async () => {
  const { page } = await opened(job);
  const all = await found(page);
  expect(all).toBeGreaterThan(1000);
  await page.fill("#text", "AWS/Credentials");
  expect(await found(page)).toBe(1);
  expect((await rows(page))[0]).toContain("opened /home/runner/.aws/credentials for reading");
  await page.fill("#text", "left-padder curl");
  expect(await found(page)).toBeGreaterThan(2);
  await page.selectOption("#kind", "network_connect");
  expect(await rows(page)).toEqual([expect.stringContaining("203.0.113.9:80 (evil.example)")]);
  await page.click("#reset");
  expect(await found(page)).toBe(all);
  await page.selectOption("#host", "registry.npmjs.org");
  expect(await found(page)).toBe(2);
  await page.click("#reset");
  await page.selectOption("#program", "/usr/bin/cc");
  expect(await found(page)).toBe(60 * 14);
  await page.click("#reset");
  await page.selectOption("#step", "actions/checkout@v4");
  expect(await found(page)).toBe(404);
  await page.click("#reset");
  const rule = (await page.locator("#rule option").allTextContents()).findIndex((text) =>
    text.includes("ssh_key_read"),
  );
  await page.selectOption("#rule", { index: rule });
  expect(await rows(page)).toEqual([expect.stringContaining("/home/runner/.ssh/id_ed25519")]);
});

test("the time that is looked at can be narrowed, by keyboard and by mouse", async () => {
  const { page } = await opened(job);
  const all = await found(page);
  await page.focus("#from");
  for (let n = 0; n < 3; n++) await page.keyboard.press("PageUp");
  const later = await found(page);
  expect(later).toBeLessThan(all);
  expect(await page.getAttribute("#from", "aria-valuetext")).toMatch(/^\d\d:\d\d:\d\d\.\d{3}Z$/);
  const box = await page.locator("#chart").boundingBox();
  if (box === null) throw new Error("There is no chart.");
  await page.mouse.move(box.x + box.width * 0.4, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 20);
  await page.mouse.up();
  expect(await found(page)).toBeLessThan(later);
  await page.mouse.click(box.x + 10, box.y + 20);
  expect(await found(page)).toBe(all);
});

test("all can be done by keyboard: search, move, details, back, reset", async () => {
  const { page } = await opened(job);
  const all = await found(page);
  await page.keyboard.press("/");
  expect(await focused(page)).toBe("text");
  await page.keyboard.type("left-padder");
  expect(await found(page)).toBeLessThan(all);
  await page.keyboard.press("ArrowDown");
  expect(await focused(page)).toBe("events");
  const first = await active(page);
  await page.keyboard.press("End");
  const last = await active(page);
  expect(last).not.toBe(first);
  await page.keyboard.press("Home");
  expect(await active(page)).toBe(first);
  await page.keyboard.press("Enter");
  expect(await focused(page)).toBe("details");
  expect(await page.textContent("#details")).toContain("Lineage, the first program on top");
  await page.keyboard.press("Escape");
  expect(await focused(page)).toBe("events");
  await page.keyboard.press("Escape");
  expect(await found(page)).toBe(all);
  // From the address bar to the events, past everything that can be used, and back.
  const order: string[] = [];
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.focus("#text");
  for (let n = 0; n < 10; n++) {
    await page.keyboard.press("Tab");
    order.push(await focused(page));
  }
  expect(order).toEqual([
    "rule",
    "kind",
    "step",
    "program",
    "host",
    "reset",
    "from",
    "to",
    "events-tab",
    "events",
  ]);
});

test("processes stand below those that they came from, and open and close", async () => {
  const { page } = await opened(job);
  await page.focus("#events-tab");
  await page.keyboard.press("ArrowRight");
  expect(await focused(page)).toBe("tree-tab");
  await page.keyboard.press("Tab");
  expect(await focused(page)).toBe("tree");
  await page.keyboard.press("Home");
  expect(await active(page, "#tree")).toContain("Runner.Listener");
  await page.keyboard.press("ArrowRight");
  expect(await active(page, "#tree")).toContain("Runner.Worker");
  const open = (await rows(page, "#tree")).length;
  await page.keyboard.press("ArrowLeft");
  expect((await rows(page, "#tree")).length).toBe(2);
  expect(await page.locator("#tree [aria-selected=true]").getAttribute("aria-expanded")).toBe("false");
  await page.keyboard.press("ArrowRight");
  expect((await rows(page, "#tree")).length).toBe(open);
  const setup = page.locator("#tree .row", { hasText: "node setup.js" }).last();
  await setup.click();
  expect(await page.textContent("#details")).toContain("left-padder");
  await page.getByRole("button", { name: "Only what this process" }).click();
  const below = await found(page);
  expect(below).toBeGreaterThan(9);
  expect(below).toBeLessThan(30);
  await page.click("#below");
  expect(await found(page)).toBeGreaterThan(1000);
});

test("a match is told with its rule and its lineage", async () => {
  const { page } = await opened(job);
  await page
    .getByRole("button", { name: /ssh_key_read/ })
    .first()
    .click();
  await page.keyboard.press("Home");
  const details = (await page.textContent("#details")) ?? "";
  expect(details).toContain("opened /home/runner/.ssh/id_ed25519 for reading");
  expect(details).toMatch(
    /Runner\.Listener.*Runner\.Worker.*bash -e.*npm ci.*sh -c 'node setup\.js'.*node setup\.js/,
  );
  expect(details).toContain("[pid 400]");
});

test("each match that fails the job has a modifier below it, which is copied from the file by keyboard", async () => {
  const { page, errors } = await opened(job);
  expect(page.url()).toMatch(/^file:/);
  await page.locator("#matches > details > summary").focus();
  await page.keyboard.press("Enter");
  const rule = page.locator("#matches details details").first();
  await rule.locator("summary").first().focus();
  await page.keyboard.press("Enter");
  const fold = rule.locator("li details").first();
  await fold.locator("summary").focus();
  expect(await fold.locator("summary").textContent()).toMatch(
    /^If this is as it should be: a modifier that excepts it/,
  );
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Copy the modifier");
  // What the browser would put on the clipboard.
  await page.evaluate(() => {
    document.addEventListener("copy", () => {
      document.title = String(getSelection());
    });
  });
  await page.keyboard.press("Enter");
  expect(await fold.locator("[role=status]").textContent()).toBe(" Copied.");
  const copied = await page.evaluate(() => String(getSelection()));
  expect(copied).toBe(await fold.locator("pre").textContent());
  expect(await page.title()).not.toBe("🛑 Runwarden: detected");
  const rules = [...BASELINE, { name: "pasted.yaml", text: copied, origin: "project" as const }];
  expect(loadRules(rules).warnings).toEqual([]);
  expect(errors).toEqual([]);
});

test.each<Scheme>(["light", "dark"])("axe finds nothing wrong with it: %s", async (scheme) => {
  const { page } = await opened(job, scheme);
  expect(await violations(page)).toEqual([]);
  await page
    .getByRole("button", { name: /ssh_key_read/ })
    .first()
    .click();
  await page.locator("#matches summary").first().click();
  await page.locator("#matches details details summary").first().click();
  await page.locator("#matches li details summary").first().click();
  expect(await violations(page)).toEqual([]);
  await page.click("#tree-tab");
  await page.focus("#tree");
  await page.keyboard.press("Home");
  expect(await violations(page)).toEqual([]);
  const narrow = await opened(job, scheme, 420);
  expect(await violations(narrow.page)).toEqual([]);
});

test("nothing is wider than a narrow window", async () => {
  const { page } = await opened(job, "light", 420);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(420);
});

test("printed it is the verdicts, and every match with its lineage", async () => {
  const { page } = await opened(job, "dark");
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  expect(await page.locator(".explorer").isVisible()).toBe(false);
  const kept = job.report.outcome.rules.reduce((sum, { matches }) => sum + matches.length, 0);
  expect(await page.locator("#matches .lineage:visible").count()).toBe(kept);
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
    "rgb(255, 255, 255)",
  );
});

test("whatever a job calls things stays text, on one line, and visible", async () => {
  const hostile = `</script><img src=x onerror=alert(1)><svg/onload=alert(2)>${HOSTILE}\0\ud800\u2066`;
  const json = {
    ...NPMRC_READ,
    process: {
      exec_path: `/${hostile}`,
      argv: [hostile, "javascript:alert(3)"],
      pid: 1,
      package: hostile,
      step: `/s/${hostile}`,
      action: hostile,
      ancestors: [{ exec_path: hostile, argv: ["x".repeat(100_000)] }],
    },
    payload: { ...NPMRC_READ.payload, path: `/${hostile}${"y".repeat(100_000)}` },
    tags: [hostile],
  };
  const lookup = {
    ...json,
    event_type: "domain",
    payload: { domain: hostile, source: "dns", via: "packet" },
  };
  const events = [event(json), { ...event(lookup), index: 1 }];
  const rule = { ruleId: hostile, name: hostile, description: hostile, tags: { [hostile]: hostile } };
  const made = await madeOf("hostile.html", events, {
    outcome: { result: "detected", rules: [ruleOutcome(rule, events)] },
    warnings: [{ kind: "bad", message: hostile, file: hostile, line: 1, column: 1 }],
    recorded: { job: { startedBy: "pre", context: { repository: hostile, [hostile]: hostile } } },
  });
  const { page, requests, errors } = await opened(made);
  await page.locator("#verdict-table button").click();
  await page.keyboard.press("Home");
  await page.locator("summary").evaluateAll((all) => {
    for (const summary of all) (summary as HTMLElement).click();
  });
  await page.click("#tree-tab");
  await page.focus("#tree");
  await page.keyboard.press("Home");
  expect(await page.locator("img, svg, iframe, a:not(.skip), script").count()).toBe(2);
  const text = (await page.locator("header, main").allTextContents()).join("");
  expect(text).toContain("<img src=x onerror=alert(1)>");
  expect(text.replaceAll(/\s/g, "")).not.toMatch(/[\p{C}\ufffd]/u);
  expect(
    await page
      .locator("#tree .row")
      .first()
      .evaluate((row) => row.getBoundingClientRect().height),
  ).toBe(24);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1280);
  expect(requests).toEqual([]);
  expect(errors).toEqual([]);
});

test("a file that is damaged says so", async () => {
  const whole = await madeOf("whole.html", [event(NPMRC_READ)]);
  const damaged = readFileSync(new URL(whole.url), "utf8").replace(/^report .{40}/m, "report AAAA");
  const broken = await browser.open(file("damaged.html", damaged));
  await broken.page.waitForFunction(() =>
    document.querySelector("h1")?.textContent?.includes("cannot be shown"),
  );
  expect(await broken.page.textContent("#sentence")).toContain("The file is damaged");
});

test("300,000 events can be used: they are found, and the last is reached", async () => {
  const made = await large(300_000);
  const { page, errors } = await opened(made);
  const all = await found(page);
  expect(all).toBeGreaterThanOrEqual(300_000);
  await page.focus("#events");
  await page.keyboard.press("End");
  expect(await page.locator("#events [aria-selected=true]").getAttribute("aria-rowindex")).toBe(
    String(all + 1),
  );
  expect((await rows(page)).length).toBeLessThan(100);
  await page.selectOption("#kind", "file_remove");
  expect(await found(page)).toBe(made.report.coverage.events.file_remove);
  await page.click("#reset");
  expect(await found(page)).toBe(all);
  await page.click("#tree-tab");
  await page.focus("#tree");
  await page.keyboard.press("End");
  expect(await active(page, "#tree")).not.toBe("");
  expect(errors).toEqual([]);
});
