import { type Event, eventWith, type Process } from "../events/event.ts";
import { textOf } from "../events/program.ts";
import { fieldsOf } from "../kinds/index.ts";
import type { FieldType, Text } from "../kinds/value.ts";

/** What an address is changed to, which is nobody's (RFC 5737). */
const OTHER_ADDRESSES = ["192.0.2.254", "192.0.2.253"] as const;

/**
 * What differs from an event in one thing alone: done by another program, or by one of the same name elsewhere, by another
 * package or action, or to another path, host, name or port.
 */
export function nearMisses(event: Event): Event[] {
  return [
    ...otherProcesses(event.process).map((process) => eventWith(event, { process })),
    ...otherPayloads(event).map((payload) => eventWith(event, { payload })),
  ];
}

function otherProcesses(process: Process): Process[] {
  const plain = plainProcess(process);
  const { exec_path, file_path, package: ofPackage, action } = plain;
  const programs = ["/usr/local/bin/another-program", `/tmp/elsewhere${exec_path.raw}`].map((path) => {
    const other = textOf(path);
    return { ...plain, exec_path: other, ...(isFilled(file_path) ? { file_path: other } : {}) };
  });
  return [
    ...programs,
    ...(isFilled(ofPackage) ? [{ ...plain, package: textOf(`another-${ofPackage.raw}`) }] : []),
    ...(isFilled(action) ? [{ ...plain, action: textOf(`another-${action.raw}`) }] : []),
  ];
}

function isFilled(text: Text | undefined): text is Text {
  return text !== undefined && text.raw !== "";
}

/** With its fields as its own: what a lineage gives is found out when it is asked for, and is in no copy. */
function plainProcess(process: Process): Process {
  const { pid, exec_path, argv, ancestors, exact_argv, is_argv_cut, file_path, is_root_owned } = process;
  const { is_runner, cwd, tool, verb, installer, package: ofPackage, step, action } = process;
  return {
    pid,
    exec_path,
    argv,
    ancestors,
    ...(exact_argv && { exact_argv }),
    ...(is_argv_cut !== undefined && { is_argv_cut }),
    ...(file_path && { file_path }),
    ...(is_root_owned !== undefined && { is_root_owned }),
    ...(is_runner !== undefined && { is_runner }),
    ...(cwd && { cwd }),
    ...(tool && { tool }),
    ...(verb && { verb }),
    ...(installer && { installer }),
    ...(ofPackage && { package: ofPackage }),
    ...(step && { step }),
    ...(action && { action }),
  };
}

/** Of a host that has a name, the address can change. */
function otherPayloads(event: Event): object[] {
  // The payload is that of its own kind; TypeScript cannot see it through the table of kinds.
  const payload = event.payload as Readonly<Record<string, unknown>>;
  const hasName = event.kind === "network_connect" && event.payload.remote_domains.length > 0;
  return fieldsOf(event.kind).flatMap(({ name, type, values }): object[] => {
    if (values !== undefined || name === "method") return [];
    if (name === "remote_domains")
      return hasName ? [{ ...payload, [name]: [textOf("another.example")] }] : [];
    if (name === "remote_port") return [{ ...payload, [name]: Number(payload[name]) === 1 ? 2 : 1 }];
    if (name === "remote_ip" && hasName) return [];
    return otherTexts(type, payload[name]).map((text) => ({ ...payload, [name]: textOf(text) }));
  });
}

function otherTexts(type: FieldType, value: unknown): string[] {
  const raw = (value as Text | undefined)?.raw;
  if (typeof raw !== "string" || raw === "") return [];
  switch (type) {
    case "address":
      return [raw === OTHER_ADDRESSES[0] ? OTHER_ADDRESSES[1] : OTHER_ADDRESSES[0]];
    case "path":
      return [`${raw}.another`, `/another${raw}`];
    case "string":
      return [`${raw}.another`, `another.${raw}`];
    default:
      return [];
  }
}
