import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import rehypeRaw from "rehype-raw";
import rehypeSanitize from "rehype-sanitize";
import rehypeStringify from "rehype-stringify";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";
import type { Scheme } from "./browser.ts";
import { file } from "./made.ts";

const STYLE = createRequire(import.meta.url).resolve("github-markdown-css/github-markdown.css");

/** Markdown as GitHub shows it in a job's summary: read by its dialect, sanitised by its list of elements, in its style. */
export async function asGitHub(markdown: string): Promise<string> {
  const html = await unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(remarkRehype, { allowDangerousHtml: true })
    .use(rehypeRaw)
    // Its schema is that of GitHub (https://github.com/syntax-tree/hast-util-sanitize#schema).
    .use(rehypeSanitize)
    .use(rehypeStringify)
    .process(markdown);
  return String(html);
}

/** A page with a summary; gives its address. */
export async function summaryPage(name: string, markdown: string, scheme: Scheme): Promise<string> {
  const style = readFileSync(STYLE, "utf8");
  const back = scheme === "dark" ? "#0d1117" : "#ffffff";
  return file(
    `${name}-${scheme}.html`,
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Summary</title><style>${style}
body { margin: 0; background: ${back}; } main { max-width: 1012px; margin: 0 auto; padding: 16px; }</style>
<main class="markdown-body">${await asGitHub(markdown)}</main></html>`,
  );
}
