import type { Endpoint } from "./endpoint.ts";

/** The storage accounts of the results service, `productionresultssa0` to `19`, as GitHub's own pages list them. */
const RESULTS_ACCOUNTS = 20;

/**
 * What a job's actions may reach whatever the list says, and nobody else of the job: else every step that uses them would
 * have to repeat it, and every program of the job could use it. All of it on port 443.
 * - checkout: the repository, by git or as an archive, and the API;
 * - setup actions: tools from releases;
 * - artifacts, caches and tokens of the job: the services of the run, and the storage behind them. That storage is named
 *   account by account: anybody can have one below blob.core.windows.net.
 */
export const ACTION_ENDPOINTS: readonly Endpoint[] = [
  ...["github.com", "api.github.com", "codeload.github.com"].map(named),
  ...["objects.githubusercontent.com", "release-assets.githubusercontent.com"].map(named),
  { kind: "suffix", name: "actions.githubusercontent.com", port: 443 },
  ...Array.from({ length: RESULTS_ACCOUNTS }, (_, n) =>
    named(`productionresultssa${n}.blob.core.windows.net`),
  ),
];

/**
 * Suffixes that are proposed instead of the names below them: the names differ from run to run, and all that is below is
 * one owner's. Nothing that others can have a name below belongs here, such as blob.core.windows.net, amazonaws.com,
 * cloudfront.net or pkg.dev.
 * - actions.githubusercontent.com: GitHub's services for runs;
 * - data.mcr.microsoft.com: the layers of Microsoft's registry, by region.
 */
export const PROPOSED_SUFFIXES: readonly string[] = [
  "actions.githubusercontent.com",
  "data.mcr.microsoft.com",
];

function named(name: string): Endpoint {
  return { kind: "name", name, port: 443 };
}
