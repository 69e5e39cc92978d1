import type { ObjectValue } from "../shape/shape.ts";
import type { MATCHER } from "./rule-file.ts";
import type { YamlFile } from "./yaml-file.ts";

/** The job that rules are for, as `target` asks for it. */
export interface Job {
  /** Such as `github.com`, with the port where it is not the usual one. */
  readonly providerHost: string;
  /** `owner/repository`. */
  readonly projectPath: string;
}

/** One way to say which jobs, by host, by path, or by both. */
export interface Matcher {
  readonly providerHost: string | undefined;
  /** What `owner/repository/` begins with. */
  readonly path: string | undefined;
}

/** The jobs that a rule is for. */
export interface Target {
  /** Empty for all. */
  readonly include: readonly Matcher[];
  readonly exclude: readonly Matcher[];
}

/** Matchers as a file has them. Warns of a path that also begins longer names than the one it seems to mean. */
export function toMatchers(
  file: YamlFile,
  matchers: readonly ObjectValue<typeof MATCHER>[] | undefined,
): readonly Matcher[] {
  return (matchers ?? []).map(({ values, placeOf }) => {
    const { provider_host: providerHost, path } = values;
    if (path !== undefined && !path.endsWith("/")) {
      const message = `the path "${path}" is a prefix, and so it covers "${path}-legacy" too; for ${path} alone, write "${path}/"`;
      file.warn(placeOf("path"), "target_prefix_inside_name", message);
    }
    return { providerHost, path };
  });
}

/** True when a job is one of a target's. */
export function isFor({ include, exclude }: Target, job: Job): boolean {
  const matches = (matcher: Matcher) => matchesJob(matcher, job);
  return !exclude.some(matches) && (include.length === 0 || include.some(matches));
}

/** The slash at the end lets a path such as `acme/prod/` mean that one repository. */
function matchesJob({ providerHost, path }: Matcher, job: Job): boolean {
  const isHost = providerHost === undefined || providerHost.toLowerCase() === job.providerHost.toLowerCase();
  return isHost && (path === undefined || `${job.projectPath}/`.startsWith(path));
}
