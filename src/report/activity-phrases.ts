import { isRunScript } from "../events/step.ts";
import { data, type Phrase, words } from "../kinds/kind.ts";
import type { Process } from "../kinds/value.ts";
import type {
  Activity,
  AskedName,
  ExecutedProgram,
  ReachedHost,
  RunPackage,
  StepActivity,
} from "./activity.ts";
import { isRefused } from "./destinations.ts";
import type { Doers } from "./doers.ts";
import { count } from "./phrase.ts";
import type { WrittenFile } from "./written-files.ts";

/** How people know a step, the same everywhere: by its action, or the first line of its script; else by what it ran first. */
export function stepTitle({ path, action, line, firstCommand }: StepActivity): Phrase[] {
  if (path === "") return OUTSIDE;
  if (action !== "") return [data(action)];
  if (line !== "") return [data(line)];
  return [data(firstCommand === "" ? path : firstCommand)];
}

/** The same of the step that a process is of. */
export function stepTitleOf(process: Process, { steps }: Activity): Phrase[] {
  const path = process.step?.raw ?? "";
  const step = steps.find((each) => each.path === path);
  if (step !== undefined) return stepTitle(step);
  return path === "" ? OUTSIDE : [data(process.action?.raw || path)];
}

/** The package whose script a process is of, with its version where that is known; empty where it is none's. */
export function packageTitleOf(process: Process, { steps }: Activity): string {
  const path = process.packageFolder?.path;
  const found = steps.flatMap(({ packages }) => packages).find(({ folder }) => folder === path);
  return (path === undefined ? undefined : found?.title) ?? process.package?.raw ?? "";
}

const OUTSIDE = [words("outside of all steps")];

/** True for what is no step of a workflow: all that `run` has guarded, say. */
export function isCommand({ path, action }: StepActivity): boolean {
  return action === "" && !isRunScript(path);
}

/** How much a step did, by the same words as the lists have. Holds no data of the job. */
export function stepCounts({ programs, hosts, names, files, packages, leftOut }: StepActivity): string[] {
  const places = files.filter(({ isScratch }) => !isScratch).length;
  const runs = programs.reduce((sum, program) => sum + program.count, leftOut.programs);
  return [
    ...(packages.length > 0 ? [`scripts of ${count(packages.length, "package")}`] : []),
    ...(hosts.length > 0 ? [count(hosts.length, "host")] : []),
    ...(names.length > 0 ? [`${count(names.length, "name")} without a connection`] : []),
    ...(places > 0 ? [`${count(places, "place")} written or opened for writing outside the workspace`] : []),
    ...(runs > 0 ? [count(runs, "program")] : []),
  ];
}

export function programPhrases({ name, path, count: times }: ExecutedProgram): Phrase[] {
  return [data(name), ...(path === "" ? [] : [words("from"), data(path)]), ...repeated(times)];
}

export function hostPhrases(host: ReachedHost): Phrase[] {
  const { ip, port, protocol, names, by, count: times, refused } = host;
  const address = ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
  const called = names.length === 0 ? [] : [data(names.join(", ")), words("at")];
  const over = protocol === "tcp" ? [] : [words(`over ${protocol === "udp" ? "UDP" : "another protocol"}`)];
  const part = refused > 0 && !isRefused(host) ? [words(`(${count(refused, "time")} refused)`)] : [];
  return [...called, data(address), ...over, ...doers(by), ...repeated(times), ...part];
}

export function namePhrases({ name, source, by, count: times }: AskedName): Phrase[] {
  const how =
    source === "dns" ? [] : [words(source === "tls" ? "given to a TLS server" : "given to an HTTP server")];
  return [data(name), ...how, ...doers(by), ...repeated(times)];
}

export function filePhrases({ path, isFolder, by, count: times }: WrittenFile): Phrase[] {
  return [...(isFolder ? [words("below")] : []), data(path), ...doers(by), ...repeated(times)];
}

export function packagePhrases({ title, installer, count: programs }: RunPackage): Phrase[] {
  const through = installer === "" ? [] : [words("by"), data(installer)];
  return [data(title), ...through, words(`(${count(programs, "program")})`)];
}

function repeated(times: number): Phrase[] {
  return times > 1 ? [words(`(${times.toLocaleString("en")} times)`)] : [];
}

/** Who did something: `by npm of left-padder and sh`. */
export function doers({ list, hasMore }: Doers): Phrase[] {
  return [
    ...list.flatMap(({ program, package: of }, place) => [
      words(place === 0 ? "by" : "and"),
      data(program),
      ...(of === "" ? [] : [words("of"), data(of)]),
    ]),
    ...(hasMore ? [words("and others")] : []),
  ];
}
