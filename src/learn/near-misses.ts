import { type Event, eventWith, type Process } from "../events/event.ts";
import { textOf } from "../events/program.ts";
import { exactText } from "../events/text.ts";
import { fieldsOf } from "../kinds/index.ts";
import type { FieldType, Text } from "../kinds/value.ts";
import { areArgumentsKnown } from "./exception.ts";
import { patternOf } from "./pattern.ts";

/** What an address is changed to, which is nobody's (RFC 5737). */
const OTHER_ADDRESSES = ["192.0.2.254", "192.0.2.253"] as const;

/** Of arguments so many from the first on, and so many up to the last, are left out or changed, one at a time. */
const ARGUMENTS_TRIED = 8;

/** Stands where patterns leave a text open. */
const ANOTHER = "another";

/**
 * What differs from an event in one thing alone: done by another program, or by one of the same name elsewhere, by another
 * package, action or version of it, with an argument more, less, or in other letters, or to another path, host, name or
 * port.
 */
export function nearMisses(event: Event): Event[] {
  const processes = [...otherProcesses(event.process), ...otherArguments(event)];
  return [
    ...processes.map((process) => eventWith(event, { process })),
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
    ...otherNames(ofPackage).map((name) => ({ ...plain, package: name })),
    ...otherNames(action).map((name) => ({ ...plain, action: name })),
    ...otherRefs(action).map((name) => ({ ...plain, action: name })),
  ];
}

function otherNames(name: Text | undefined): Text[] {
  if (!isFilled(name)) return [];
  return [`another-${name.raw}`, ...filledIn(name.raw)].map(textOf);
}

/** The same action of another branch, tag or commit. */
function otherRefs(action: Text | undefined): Text[] {
  const at = action?.raw.indexOf("@") ?? -1;
  return action === undefined || at < 0 ? [] : [textOf(`${action.raw.slice(0, at)}@${ANOTHER}`)];
}

/** With something else where a pattern would leave it open; nothing where it would not. */
function filledIn(raw: string): string[] {
  const pattern = patternOf(textOf(raw).folded);
  return pattern.length === 1 ? [] : [pattern.join(ANOTHER)];
}

/** Nobody can tell others from those that are not known. */
function otherArguments(event: Event): Process[] {
  const { argv } = event.process;
  if (argv.length === 0 || !areArgumentsKnown(event)) return [];
  const plain = plainProcess(event.process);
  const words = argv.map(({ raw }) => raw);
  const all = [...new Set(words.slice(1))];
  const tried = all.filter((_, at) => at < ARGUMENTS_TRIED || at >= all.length - ARGUMENTS_TRIED);
  const others = [
    [...words, `--${ANOTHER}`],
    ...tried.map((word) => words.filter((each, at) => at === 0 || each !== word)),
    ...tried.map((word) => words.map((each, at) => (at > 0 && each === word ? otherCase(each) : each))),
  ];
  // A program can be called by a word that is an argument of it too.
  const isSame = (other: readonly string[]): boolean =>
    new Set(other).size === new Set(words).size && other.every((word) => words.includes(word));
  return others
    .filter((other) => !isSame(other))
    .map((other) => {
      const texts = other.map(textOf);
      return { ...plain, argv: texts, exact_argv: texts.map(exactText) };
    });
}

/** In capitals, or in small letters where it has capitals alone. */
function otherCase(word: string): string {
  const capitals = word.toUpperCase();
  return capitals === word ? word.toLowerCase() : capitals;
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
      return [`${raw}.another`, `another.${raw}`, ...filledIn(raw)];
    default:
      return [];
  }
}
