import type { Event } from "../../events/event.ts";
import { fieldsToJson, processToJson } from "../../events/json-fields.ts";
import { Recent } from "../../events/recent.ts";
import { EVENT_KINDS, type EventKind } from "../../kinds/index.ts";
import type { Process } from "../../kinds/value.ts";
import { baseName, describe } from "../phrase.ts";
import { attributesJson, type OtlpMap, recordJson } from "./encoding.ts";

/** Fields that OpenTelemetry's semantic conventions have a name for. */
const CONVENTIONAL: { readonly [Kind in EventKind]?: Readonly<Record<string, string>> } = {
  file_open: { path: "file.path" },
  file_truncate: { path: "file.path" },
  file_remove: { path: "file.path" },
  file_move: { to_path: "file.path" },
  file_link: { created_path: "file.path" },
  network_connect: { remote_ip: "network.peer.address", remote_port: "network.peer.port" },
  domain: { domain: "dns.question.name" },
  http_request: { method: "http.request.method", host: "server.address", path: "url.path" },
};

/** Of processes whose attributes are kept: most events are those of a process that has had one just before. */
const KEPT_PROCESSES = 256;
/** Longer ones are made again each time. */
const KEPT_LENGTH = 16 * 1024;

/** Makes log records of events. Their secrets have to be masked already. */
export class EventRecords {
  readonly #observedNs: bigint;
  readonly #processes = new Recent<Process, string>(KEPT_PROCESSES);

  /** All records get this as the time at which they were made. */
  constructor(observedNs: bigint) {
    this.#observedNs = observedNs;
  }

  /** An event by itself, whatever rules say of it. */
  record(event: Event): string {
    return recordJson({
      eventName: `runwarden.${event.kind}`,
      timeNs: event.timeNs,
      observedNs: this.#observedNs,
      severity: "INFO",
      body: eventSentence(event),
      attributes: this.attributes(event),
    });
  }

  /** What an event and its process say, in parts of a list. */
  attributes(event: Event): readonly string[] {
    return [attributesJson(eventAttributes(event)), this.#process(event.process)];
  }

  #process(process: Process): string {
    const known = this.#processes.get(process);
    if (known !== undefined) return known;
    const made = attributesJson(processAttributes(process));
    if (made.length <= KEPT_LENGTH) this.#processes.set(process, made);
    return made;
  }
}

/** What happened, with who did it: `/usr/bin/cat opened /root/.npmrc for reading`. */
export function eventSentence(event: Event): string {
  const { exec_path, pid } = event.process;
  const subject =
    exec_path.raw === "" ? `an unknown program${pid > 0 ? ` (process ${pid})` : ""}` : exec_path.raw;
  return [subject, ...describe(event).map(({ text }) => text)].join(" ");
}

function eventAttributes(event: Event): OtlpMap {
  const { kind, index, count, tags, payload } = event;
  const fields = fieldsToJson(EVENT_KINDS[kind].fields, payload);
  const names = CONVENTIONAL[kind] ?? {};
  return {
    "runwarden.event.kind": kind,
    "runwarden.event.index": index,
    "runwarden.event.count": count > 1 ? count : undefined,
    "runwarden.event.tags": tags.length > 0 ? tags : undefined,
    ...Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [names[name] ?? `runwarden.${kind}.${name}`, value]),
    ),
  };
}

function processAttributes(process: Process): OtlpMap {
  const {
    exec_path: path,
    argv,
    cwd,
    pid = 0,
    start_time: started,
    ancestors,
    ancestors_left_out,
    ...others
  } = processToJson(process);
  return {
    "process.pid": pid > 0 ? pid : undefined,
    "process.parent_pid": parentOf(process),
    "process.creation.time": started,
    "process.executable.path": path,
    "process.executable.name": baseName(path),
    "process.command_args": argv.length > 0 ? argv : undefined,
    "process.working_directory": cwd,
    ...Object.fromEntries(
      Object.entries(others).map(([name, value]) => [`runwarden.process.${name}`, value]),
    ),
    "runwarden.process.ancestors":
      ancestors.length > 0 ? ancestors.map(({ exec_path }) => exec_path) : undefined,
    "runwarden.process.ancestors_left_out": ancestors_left_out,
  };
}

/** The newest image above that is of another process: those before it are what the process itself was. */
function parentOf({ pid, ancestors }: Process): number | undefined {
  if (pid === 0) return undefined;
  const parent = ancestors.find((ancestor) => ancestor.pid !== pid)?.pid ?? 0;
  return parent > 0 ? parent : undefined;
}
