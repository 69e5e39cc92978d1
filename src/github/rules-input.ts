import { RunwardenError } from "../errors.ts";

/** The input `rules`: nothing, YAML, or paths below the repository's root. */
export type RulesInput =
  | { readonly kind: "none" }
  | { readonly kind: "inline"; readonly text: string }
  | { readonly kind: "paths"; readonly paths: readonly string[] };

/** A line of YAML, as no path has it: a key, a list entry, a document's start or a flow mapping. */
const YAML_LINE = /^\s*(["']?[\w-]+["']?\s*:(\s|$)|-\s|---|\{)/m;

/** Tells YAML from paths by its lines; throws `input-invalid` for paths that leave the repository. */
export function parseRulesInput(text: string): RulesInput {
  if (YAML_LINE.test(text)) return { kind: "inline", text };
  const lines = text.split("\n").map((line) => line.trim());
  const paths = lines.filter((line) => line !== "" && !line.startsWith("#")).map(cleanPath);
  return paths.length === 0 ? { kind: "none" } : { kind: "paths", paths };
}

function cleanPath(path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (path.startsWith("/") || parts.includes("..")) {
    throw new RunwardenError(
      "input-invalid",
      `The path ${JSON.stringify(path)} in the input rules must be relative to the repository's root, without "..".`,
    );
  }
  return parts.join("/");
}
