import { existsSync } from "node:fs";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";

/** Where Debian and Ubuntu put it; CHROMIUM names another one. */
const PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export type Scheme = "light" | "dark";

/** What a page is opened with, and what it did meanwhile that no page of ours may. */
export interface Opened {
  readonly page: Page;
  /** What it asked for besides its own file. */
  readonly requests: string[];
  /** Errors of scripts, and what its Content-Security-Policy has refused. */
  readonly errors: string[];
}

export class HeadlessBrowser {
  readonly #browser: Browser;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async start(): Promise<HeadlessBrowser> {
    const executablePath = process.env.CHROMIUM ?? PATHS.find((path) => existsSync(path));
    if (executablePath === undefined) {
      throw new Error("There is no Chromium: install the package chromium, or name one in CHROMIUM.");
    }
    // Root has no sandbox; what is shown is made here.
    return new HeadlessBrowser(await chromium.launch({ executablePath, args: ["--no-sandbox"] }));
  }

  async open(url: string, scheme: Scheme = "light", width = 1280, height = 900): Promise<Opened> {
    const context = await this.#browser.newContext({ viewport: { width, height }, colorScheme: scheme });
    const page = await context.newPage();
    const requests: string[] = [];
    const errors: string[] = [];
    page.on("request", (request) => {
      if (request.url() !== url) requests.push(request.url());
    });
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
    });
    page.on("dialog", (dialog) => {
      errors.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(url);
    return { page, requests, errors };
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}

/** What axe finds wrong for people who see little, or nothing, or use no mouse. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: { type: "tag", values: tags },
    });
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(({ html }) => html)
          .join(" | ")
          .slice(0, 600)}`,
    );
  });
  return found;
}
