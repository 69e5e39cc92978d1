import { existsSync, readdirSync, readFileSync } from "node:fs";

/** A place that the machine's own apt gets Debian packages from. */
export interface Source {
  readonly uri: string;
  readonly suite: string;
  readonly signedBy: string | undefined;
}

const MAIN_LIST = "/etc/apt/sources.list";
const LISTS = "/etc/apt/sources.list.d";

/** Reads the machine's apt sources of binary packages, in both formats (sources.list(5)). */
export function readSources(): Source[] {
  const files = existsSync(LISTS) ? readdirSync(LISTS).map((name) => `${LISTS}/${name}`) : [];
  return [MAIN_LIST, ...files].filter(existsSync).flatMap((path) => {
    if (path.endsWith(".list")) return parseLines(readFileSync(path, "utf8"));
    return path.endsWith(".sources") ? parseStanzas(readFileSync(path, "utf8")) : [];
  });
}

/** Parses the format of one line for each source: `deb [option=value …] uri suite component…`. */
export function parseLines(text: string): Source[] {
  return text.split("\n").flatMap((line) => {
    const [, options = "", uri = "", suite] = /^deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)/.exec(line) ?? [];
    if (suite === undefined) return [];
    return [{ uri, suite, signedBy: /(?:^|\s)signed-by=(\S+)/i.exec(options)?.[1] }];
  });
}

/** Parses the format of stanzas with `Types`, `URIs`, `Suites` and more. */
export function parseStanzas(text: string): Source[] {
  const lines = text.split("\n").filter((line) => !line.startsWith("#"));
  return lines
    .join("\n")
    .split(/\n\s*\n/)
    .flatMap((stanza) => {
      const field = (name: string) =>
        new RegExp(`^${name}:[ \\t]*(.*)$`, "im").exec(stanza)?.[1]?.trim() ?? "";
      const words = (name: string) => field(name).split(/\s+/).filter(Boolean);
      if (!words("Types").includes("deb") || field("Enabled").toLowerCase() === "no") return [];
      // An embedded key cannot be named in a line; apt's own trusted keys have to do.
      const signedBy = field("Signed-By").startsWith("/") ? field("Signed-By") : undefined;
      return words("URIs").flatMap((uri) => words("Suites").map((suite) => ({ uri, suite, signedBy })));
    });
}
