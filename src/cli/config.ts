import { readFileSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import { RunwardenError } from "../errors.ts";

/** What `--config` can say: whose rules they are, and how they are applied. */
export interface Config {
  readonly provider_host?: string;
  readonly project_path?: string;
  readonly monitor_mode?: boolean;
  readonly default_max_alerts?: number;
}

const MAX_ALERTS = 100;

const CHECKS: Readonly<Record<keyof Config, (value: unknown) => string | undefined>> = {
  provider_host: (value) => (typeof value === "string" ? undefined : "a string"),
  project_path: (value) => (typeof value === "string" ? undefined : "a string"),
  monitor_mode: (value) => (typeof value === "boolean" ? undefined : "true or false"),
  default_max_alerts: (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= MAX_ALERTS
      ? undefined
      : `a whole number from 1 to ${MAX_ALERTS}`,
};

/** Reads a config file. Throws `usage` with all that is wrong with it. */
export function readConfig(path: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(readText(path), { lineCounter: lines, prettyErrors: false });
  const faults = document.errors.map(({ pos, message }) => {
    const { line, col } = lines.linePos(pos[0]);
    return `${path}:${line}:${col}: ${message}`;
  });
  const config: unknown = faults.length > 0 ? {} : (document.toJS() ?? {});
  if (typeof config !== "object" || config === null || Array.isArray(config)) {
    throw new RunwardenError("usage", `${path}: a config file holds keys and values`);
  }
  for (const [key, value] of Object.entries(config)) {
    const check = Object.hasOwn(CHECKS, key) ? CHECKS[key as keyof Config] : undefined;
    if (check === undefined) {
      faults.push(`${path}: '${key}' is not known; known are ${Object.keys(CHECKS).join(", ")}`);
      continue;
    }
    const expected = check(value);
    if (expected !== undefined) faults.push(`${path}: ${key} must be ${expected}`);
  }
  if (faults.length > 0) throw new RunwardenError("usage", faults.join("\n"));
  return config;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new RunwardenError("usage", `Cannot read the config file ${path}: ${(cause as Error).message}`, {
      cause,
    });
  }
}
