import type { Event, EventOf, Process } from "../events/event.ts";
import type { PackageFolder, Text } from "../kinds/value.ts";
import type { Activity, AskedName, ExecutedProgram, ReachedHost, StepActivity } from "./activity.ts";
import { ActivityRoom, CountedEntries } from "./counted-entries.ts";
import { hostKey, killedCount } from "./destinations.ts";
import { Doers, familiarName, ownText } from "./doers.ts";
import { baseName } from "./phrase.ts";
import { packageTitle, type Titles } from "./titles.ts";
import { visible } from "./visible.ts";
import { WrittenFiles } from "./written-files.ts";

/** In bytes, for all that is kept of a job. */
const BUDGET = 4 * 1024 * 1024;
/** A step gets this part of what those before it have left. */
const STEP_SHARE = 1 / 4;
const STEPS_LIMIT = 200;
/** For each kind of thing that a step did. */
const ENTRIES_LIMIT = 256;
/** Names of one address. */
const NAMES_KEPT = 3;
/** In UTF-16 units; longer than any name of DNS. */
const TEXT_LIMIT = 400;
const COMMAND_LIMIT = 120;

const SYSTEM_FOLDER = /^\/(?:usr\/)?(?:local\/)?(?:s?bin|lib(?:exec|32|64)?)\/|^\/opt\/hostedtoolcache\//;

/** Sees what a job does, in as much memory as it is given. */
export class ActivityObserver {
  readonly #room = new ActivityRoom(BUDGET);
  readonly #steps = new Map<string, StepTally>();
  #last: StepTally | undefined;
  #leftOut = 0;
  #workspace: string | undefined;

  /** The folder that the job works in. Where nobody says it, it is that of the first program of the first step. */
  set workspace(path: string) {
    this.#workspace = path;
  }

  /** `recorded` is the same event with its secrets: the flags of most files tell that there is nothing to show. */
  add(event: Event, recorded = event): void {
    const step = this.#stepOf(event);
    if (step === undefined) this.#leftOut += event.count;
    else step.add(event, recorded, this.#workspace);
  }

  /** What was seen so far. */
  activity(titles: Titles): Activity {
    const tallies = [...this.#steps.values()];
    const connected = new Set(
      tallies.flatMap(({ hosts }) => hosts.list.flatMap((host) => [host.ip, ...host.names])),
    );
    const steps = tallies.map((tally) => tally.activity(titles, connected));
    return { workspace: this.#workspace ?? "", steps, leftOut: this.#leftOut };
  }

  #stepOf(event: Event): StepTally | undefined {
    const path = event.process.step?.raw ?? "";
    if (this.#last?.path === path) return this.#last;
    const known = this.#steps.get(path);
    if (known !== undefined) {
      this.#last = known;
      return known;
    }
    if (event.kind === "process_exec") this.#workspace ??= event.process.cwd?.raw;
    if (this.#steps.size >= STEPS_LIMIT) return undefined;
    const step = new StepTally(ownText(path), event, this.#room.part(STEP_SHARE));
    this.#steps.set(step.path, step);
    this.#last = step;
    return step;
  }
}

class StepTally {
  readonly path: string;
  readonly hosts: CountedEntries<ReachedHost>;
  readonly #action: string;
  readonly #timeNs: bigint | undefined;
  #events = 0;
  #firstCommand = "";
  readonly #programs: CountedEntries<ExecutedProgram>;
  readonly #names: CountedEntries<AskedName>;
  readonly #files: WrittenFiles;
  readonly #packages: CountedEntries<PackageTally>;

  /** `event` is its first. */
  constructor(path: string, { process, timeNs }: Event, room: ActivityRoom) {
    this.path = path;
    this.#action = ownText(process.action?.raw ?? "");
    this.#timeNs = timeNs;
    this.hosts = new CountedEntries(room, ENTRIES_LIMIT);
    this.#programs = new CountedEntries(room, ENTRIES_LIMIT);
    this.#names = new CountedEntries(room, ENTRIES_LIMIT);
    this.#packages = new CountedEntries(room, ENTRIES_LIMIT);
    this.#files = new WrittenFiles(room);
  }

  add(event: Event, recorded: Event, workspace = ""): void {
    this.#events += event.count;
    if (recorded.kind === "file_open" && !recorded.payload.is_write) return;
    switch (event.kind) {
      case "process_exec":
        this.#executed(event);
        break;
      case "network_connect":
        this.#connected(event);
        break;
      case "egress_block":
        this.#refused(event);
        break;
      case "domain":
        this.#asked(event);
        break;
      case "file_open":
      case "file_truncate":
        this.#wrote(event.payload.path, event, workspace);
        break;
      case "file_move":
        this.#wrote(event.payload.to_path, event, workspace);
        break;
      case "file_link":
        this.#wrote(event.payload.created_path, event, workspace);
        break;
    }
  }

  /** `connected` has the names and addresses that the job has connected to. */
  activity(titles: Titles, connected: ReadonlySet<string>): StepActivity {
    return {
      path: this.path,
      action: this.#action,
      line: titles.steps.get(this.path) ?? "",
      firstCommand: this.#firstCommand,
      timeNs: this.#timeNs,
      events: this.#events,
      programs: this.#programs.list,
      hosts: this.hosts.list,
      names: this.#names.list.filter(({ name }) => !connected.has(name)),
      files: this.#files.list(),
      packages: this.#packages.list.map(({ name, folder, installer, count }) => ({
        title: packageTitle(name, folder, titles),
        folder: folder?.path ?? "",
        installer,
        count,
      })),
      leftOut: {
        programs: this.#programs.leftOut,
        hosts: this.hosts.leftOut,
        names: this.#names.leftOut,
        files: this.#files.leftOut,
        packages: this.#packages.leftOut,
      },
    };
  }

  #executed({ process, count }: EventOf<"process_exec">): void {
    const { exec_path, argv, package: of, packageFolder: folder } = process;
    const isScript = argv.some(({ raw }) => raw === this.path);
    if (this.#firstCommand === "" && !isScript) this.#firstCommand = ownText(commandOf(process));
    if (of !== undefined && of.raw !== "") {
      this.#packages.add(`${of.raw} ${folder?.path ?? ""}`, count, () => ({
        name: cut(of.raw),
        folder: folder && { ...folder, path: cut(folder.path), version: cut(folder.version) },
        installer: ownText(process.installer?.raw ?? ""),
        count: 0,
      }));
    }
    if (isSameTool(process)) return;
    const name = toolName(process);
    const path = SYSTEM_FOLDER.test(exec_path.raw) ? "" : exec_path.raw;
    this.#programs.add(`${name} ${path}`, count, () => ({ name: cut(name), path: cut(path), count: 0 }));
  }

  #connected(event: EventOf<"network_connect">): void {
    const { process, payload, count } = event;
    const { remote_ip, remote_port, protocol, remote_domains } = payload;
    const host = this.hosts.add(hostKey(payload), count, () => ({
      ip: remote_ip.raw,
      port: remote_port,
      protocol: protocol.raw,
      names: [],
      by: new Doers(),
      count: 0,
      refused: 0,
    }));
    if (host === undefined) return;
    host.refused += killedCount(event);
    host.by.add(process);
    if (host.names.length === 0) host.names = remote_domains.slice(0, NAMES_KEPT).map(({ raw }) => cut(raw));
  }

  /** What was tried is known by then. */
  #refused({ payload, count }: EventOf<"egress_block">): void {
    if (payload.act.raw !== "connect") return;
    const host = this.hosts.get(hostKey(payload));
    if (host !== undefined) host.refused += count;
  }

  #asked({ process, payload: { domain, source }, count }: EventOf<"domain">): void {
    const name = this.#names.add(`${source.raw} ${domain.raw}`, count, () => ({
      name: cut(domain.raw),
      source: source.raw,
      by: new Doers(),
      count: 0,
    }));
    name?.by.add(process);
  }

  #wrote({ raw: path }: Text, { process, count }: Event, workspace: string): void {
    if (!isBelow(path, workspace)) this.#files.add(path, count, process);
  }
}

interface PackageTally {
  readonly name: string;
  readonly folder: PackageFolder | undefined;
  readonly installer: string;
  count: number;
}

function isBelow(path: string, folder: string): boolean {
  if (folder.length <= 1 || !path.startsWith(folder)) return false;
  return path.length === folder.length || path[folder.length] === "/";
}

/** A script that its interpreter has just taken over: it is one program that was executed. */
function isSameTool({ pid, tool, above, ancestors }: Process): boolean {
  if (tool === undefined || tool.raw === "") return false;
  const before = above ?? ancestors[0];
  return before !== undefined && before.pid === pid && before.tool?.raw === tool.raw;
}

/** As somebody would type it: of a script without what the kernel puts before its path. Visible. */
function commandOf({ exec_path, argv }: Process): string {
  const given = argv.map(({ raw }) => raw);
  const script = given.slice(1, 4).indexOf(exec_path.raw);
  const words = [baseName(exec_path.raw), ...given.slice(script < 0 ? 1 : script + 2)];
  return visible(words.join(" ").slice(0, COMMAND_LIMIT), COMMAND_LIMIT);
}

function toolName(process: Process): string {
  const name = familiarName(process);
  const verb = process.verb?.raw ?? "";
  return verb === "" ? name : `${name} ${verb}`;
}

function cut(text: string): string {
  return ownText(text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT - 1)}…` : text);
}
