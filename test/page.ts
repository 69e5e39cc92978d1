/**
 * Builds report.html without data from src/page: one file, whose Content-Security-Policy allows its own style and script
 * by their digests, and nothing else.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const SOURCES = fileURLToPath(new URL("../src/page", import.meta.url));

/** The text of the page. */
export async function buildPage(): Promise<string> {
  const bundle = await rolldown({
    input: join(SOURCES, "page.ts"),
    platform: "browser",
    tsconfig: join(SOURCES, "tsconfig.json"),
  });
  const { output } = await bundle.generate({ format: "iife", minify: true });
  await bundle.close();
  const script = output[0].code.trim();
  if (/<\/script|<!--/i.test(script)) throw new Error("The page's script would end before its end.");
  const style = readFileSync(join(SOURCES, "page.css"), "utf8").replaceAll(/\n\s*/g, "\n").trim();
  const policy = [
    "default-src 'none'",
    `script-src ${digest(script)}`,
    `style-src ${digest(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ];
  const parts: Readonly<Record<string, string>> = { CSP: policy.join("; "), STYLE: style, SCRIPT: script };
  return readFileSync(join(SOURCES, "page.html"), "utf8").replaceAll(
    /(?<=[">])(CSP|STYLE|SCRIPT)(?=["<])/g,
    (name) => parts[name] ?? "",
  );
}

function digest(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
