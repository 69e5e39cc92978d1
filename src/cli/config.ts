import { readFileSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import { RunwardenError } from "../errors.ts";
import { HIGHEST_MAX_ALERTS, type LoadOptions } from "../rules/load.ts";

/** What `--config` can say: the job that the rules are for, and how they are applied. */
interface Config {
  readonly provider_host?: string;
  readonly project_path?: string;
  readonly monitor_mode?: boolean;
  readonly default_max_alerts?: number;
}

const DEFAULT_HOST = "github.com";

const CHECKS: Readonly<Record<keyof Config, (value: unknown) => string | undefined>> = {
  provider_host: (value) => (typeof value === "string" && value !== "" ? undefined : "a host name"),
  project_path: (value) =>
    typeof value === "string" && value !== "" ? undefined : "a path such as owner/repository",
  monitor_mode: (value) => (typeof value === "boolean" ? undefined : "true or false"),
  default_max_alerts: (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= HIGHEST_MAX_ALERTS
      ? undefined
      : `a whole number from 1 to ${HIGHEST_MAX_ALERTS}`,
};

/** Reads how rules are applied from a config file, if one is given. Throws `usage` with all that is wrong with it. */
export function readSettings(path: string | undefined): LoadOptions {
  if (path === undefined) return {};
  const config = readConfig(path);
  const { provider_host: providerHost = DEFAULT_HOST, project_path: projectPath } = config;
  return {
    job: projectPath === undefined ? undefined : { providerHost, projectPath },
    monitorMode: config.monitor_mode,
    defaultMaxAlerts: config.default_max_alerts,
  };
}

function readConfig(path: string): Config {
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
  if ("provider_host" in config && !("project_path" in config)) {
    faults.push(`${path}: provider_host needs project_path beside it, or no rule's target could be told`);
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
