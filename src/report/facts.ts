import ipaddr from "ipaddr.js";
import type { Payload, Process } from "../events/event.ts";
import { data, type Phrase, words } from "../kinds/kind.ts";
import { isFailing } from "../rules/rule.ts";
import { type ChangedFile, saysStays } from "./changed-files.ts";
import type { CredentialFamily, Credentials } from "./credentials.ts";
import { type Destination, isRefused } from "./destinations.ts";
import type { Incident } from "./incident.ts";
import type { MatchedEvent } from "./incident-tree.ts";
import { count, describe } from "./phrase.ts";
import { hasTechnique } from "./severity.ts";
import { type Actor, actorPhrase, programName } from "./who.ts";

const NAMED = 3;
const AT_LEAST = "at least ";

/** What ATT&CK calls sending, which a rule's tag `attack` can name, with all below it. */
const SENDING = ["T1041", "T1048", "T1567", "T1020", "T1537"];

/** What happened in an incident, in one sentence that says no more than its events do. */
export function factsOf(incident: Incident, credentials: Credentials): Phrase[] {
  const told = incident.told;
  const families = credentials.families(told);
  const deeds = [
    ...reachedRunner(told),
    ...readPhrase(
      families,
      isCut(incident, (each) => credentials.of(each).length > 0),
    ),
    ...sentPhrase(incident, firstRead(told, credentials)),
    ...changedPhrase(
      incident.changed,
      isCut(incident, ({ rules }) => rules.some(saysStays)),
    ),
    ...livingPhrase(incident.living),
  ];
  const said = deeds.length > 0 ? joined(deeds) : matchedPhrase(incident);
  return [...actorPhrase(incident.actor), words(" "), ...said, ...stepPart(incident), words(".")];
}

/** How bad it is what an incident did, beside what its rules say: 0 is the worst. */
export function deedRank(incident: Incident, credentials: Credentials): number {
  const { told, destinations, changed, living } = incident;
  const isRead = told.some((each) => credentials.of(each).length > 0) || reachedRunner(told).length > 0;
  const isSent = told.some(isSending) || destinations.some((each) => postOf(each, destinations).length > 0);
  if (isRead) return isSent ? 0 : 1;
  if (isSent) return 2;
  return changed.length > 0 || living.length > 0 ? 3 : 4;
}

/** A rule of some events of an incident matched more often than matches are kept: then there can be more than is told. */
function isCut({ told, cutRules }: Incident, isAsked: (each: MatchedEvent) => boolean): boolean {
  return told.some((each) => each.rules.some((rule) => cutRules.includes(rule)) && isAsked(each));
}

function firstRead(told: readonly MatchedEvent[], credentials: Credentials): number | undefined {
  return told.find((each) => credentials.of(each).length > 0)?.event.index;
}

function reachedRunner(told: readonly MatchedEvent[]): Phrase[][] {
  const isReached = told.some(
    ({ event, rules }) =>
      event.kind === "process_access" && event.payload.target.is_runner === true && rules.some(isFailing),
  );
  return isReached ? [[words("reached into the runner's own process")]] : [];
}

function readPhrase(families: readonly CredentialFamily[], isMore: boolean): Phrase[][] {
  const paths = new Set(families.flatMap((family) => family.paths));
  if (families.length === 0 || paths.size === 0) return [];
  const names = families.filter((family) => family.paths.length > 0).map(({ name }) => data(name));
  const more = names.length - NAMED;
  return [
    [
      words(`read ${isMore ? AT_LEAST : ""}${count(paths.size, "file")} with credentials (`),
      ...separated(names.slice(0, more === 1 ? NAMED + 1 : NAMED)),
      words(more > 1 ? ` and ${more} more kinds)` : ")"),
    ],
  ];
}

/** Where what it sent, or what it connected to, went. A program that sends sends to what it connects to from then on. */
function sentPhrase(incident: Incident, firstRead: number | undefined): Phrase[][] {
  const tried = incident.destinations.filter(
    ({ event }) => event.index >= (firstRead ?? 0) && !isResolver(event),
  );
  const after = tried.filter((each) => !isRefused(each));
  const refused = places(tried.filter(isRefused));
  const isMore = incident.untold > 0;
  const senders = new Map<string, number>();
  const sends = [
    ...incident.told.filter(isSending).map(({ event: { process, index } }) => ({ process, since: index })),
    ...after.flatMap((request) => postOf(request, after)),
  ];
  for (const { process, since } of sends) {
    const image = imageKey(process);
    senders.set(image, Math.min(since, senders.get(image) ?? since));
  }
  const isSent = ({ event }: Destination): boolean =>
    event.index >= (senders.get(imageKey(event.process)) ?? Number.POSITIVE_INFINITY);
  const sentTo = places(after.filter(isSent));
  const others = places(after).filter((place) => !sentTo.includes(place));
  const sent: Phrase[][] =
    senders.size === 0
      ? []
      : sentTo.length > 0
        ? [[words("sent data to "), ...listed(endsFirst(sentTo), isMore)]]
        : [[words("ran a program that sends data")]];
  const then = firstRead === undefined ? "connected to " : "then connected to ";
  return [
    ...sent,
    ...(others.length === 0 ? [] : [[words(then), ...listed(endsFirst(others), isMore)]]),
    ...(refused.length === 0
      ? []
      : [[words("was refused to reach "), ...listed(endsFirst(refused), isMore)]]),
  ];
}

/** The first, the last, and then the others: noise comes before what it is to hide, or after it. */
export function endsFirst<T>(all: readonly T[]): readonly T[] {
  const last = all.at(-1);
  return last === undefined || all.length <= NAMED ? all : [...all.slice(0, 1), last, ...all.slice(1, -1)];
}

/** A request that has a body goes over the connection that its program made before. */
function postOf(
  { event }: Destination,
  others: readonly Destination[],
): { readonly process: Process; readonly since: number }[] {
  if (event.kind !== "http_request" || !BODIES.has(event.payload.method.raw)) return [];
  const image = imageKey(event.process);
  const connection = others.findLast(
    (other) =>
      other.event.kind === "network_connect" &&
      other.event.index < event.index &&
      imageKey(other.event.process) === image,
  );
  return [{ process: event.process, since: connection?.event.index ?? event.index }];
}

const BODIES: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH"]);

function isSending({ event, rules }: MatchedEvent): boolean {
  const isShown =
    event.kind === "process_exec" || event.kind === "http_request" || event.kind === "file_open";
  return isShown && rules.some((rule) => rule.type === "event" && hasTechnique(rule, SENDING));
}

function imageKey({ imageNumber, pid, exec_path }: Process): string {
  return imageNumber === undefined ? `${pid} ${exec_path.raw}` : String(imageNumber);
}

/** The virtual address at which Azure, and so GitHub's own runners, have a resolver. */
const AZURE_RESOLVER = "168.63.129.16";

const RESOLVER_RANGES: ReadonlySet<string> = new Set([
  "loopback",
  "private",
  "linkLocal",
  "uniqueLocal",
  "carrierGradeNat",
]);

/** At port 53 anybody can listen: a resolver is what the machine, or its network, has. */
function isResolver(event: Destination["event"]): boolean {
  if (event.kind !== "network_connect" || event.payload.remote_port !== 53) return false;
  const { raw } = event.payload.remote_ip;
  return raw === AZURE_RESOLVER || (ipaddr.isValid(raw) && RESOLVER_RANGES.has(ipaddr.process(raw).range()));
}

/** Each place once: `203.0.113.9:443 (evil.example)`. Where a connection is known, requests and names say no more. */
function places(destinations: readonly Destination[]): string[] {
  const connected = new Set<string>();
  const all = destinations.flatMap(({ event }) => {
    if (event.kind !== "network_connect") return [];
    connected.add(imageKey(event.process));
    return [placeOf(event.payload)];
  });
  for (const { event } of destinations) {
    if (connected.has(imageKey(event.process))) continue;
    if (event.kind === "http_request") all.push(event.payload.host.raw);
    if (event.kind === "domain") all.push(event.payload.domain.raw);
  }
  return [...new Set(all.filter((place) => place !== ""))];
}

/** An address with its port, and the name that it was looked up by. */
export function placeOf({ remote_ip, remote_port, remote_domains }: Payload<"network_connect">): string {
  const host = remote_ip.raw.includes(":") ? `[${remote_ip.raw}]` : remote_ip.raw;
  const name = remote_domains[0]?.raw ?? (isLoopback(remote_ip.raw) ? "this machine" : "");
  return `${host}:${remote_port}${name === "" ? "" : ` (${name})`}`;
}

/** Where it went from there nobody has seen. */
function isLoopback(ip: string): boolean {
  return ipaddr.isValid(ip) && ipaddr.process(ip).range() === "loopback";
}

function changedPhrase(files: readonly ChangedFile[], isMore: boolean): Phrase[][] {
  const pathsOf = (isAsked: (file: ChangedFile) => boolean): string[] =>
    files.filter(isAsked).map(({ path }) => path);
  const left = pathsOf(({ isChanged, isRemoved }) => isChanged && !isRemoved);
  const opened = pathsOf(({ isChanged, isRemoved }) => !isChanged && !isRemoved);
  const removed = pathsOf(({ isRemoved }) => isRemoved);
  return [
    ...(left.length === 0 ? [] : [[words("left changes in "), ...listed(left, isMore)]]),
    ...(opened.length === 0 ? [] : [[words("opened "), ...listed(opened, isMore), words(" for writing")]]),
    ...(removed.length === 0
      ? []
      : [[words("opened or changed "), ...listed(removed, isMore), words(", removed since then")]]),
  ];
}

/** Where the programs of an incident reached out to, each place once; neither resolvers nor this machine. */
export function placesOf({ destinations }: Incident): string[] {
  const isOutside = ({ event }: Destination): boolean =>
    event.kind !== "network_connect" || !isLoopback(event.payload.remote_ip.raw);
  const within = destinations.filter((each) => !isOutside(each)).map(({ event }) => imageKey(event.process));
  return places(
    destinations.filter(
      (each) =>
        !isResolver(each.event) &&
        isOutside(each) &&
        // What was asked for over a connection to this machine was not asked elsewhere.
        (each.event.kind === "network_connect" || !within.includes(imageKey(each.event.process))),
    ),
  );
}

function livingPhrase(living: readonly Process[]): Phrase[][] {
  const names = [...new Set(living.map(programName))].filter((name) => name !== "");
  if (living.length === 0) return [];
  return [
    [words("left "), ...(names.length === 0 ? [words("a program")] : listed(names)), words(" running")],
  ];
}

/** Where no tag of a rule tells what it comes to: what its first match was, and what the rule is called. */
function matchedPhrase({ told, rules: [gravest, ...others], actor }: Incident): Phrase[] {
  const first = (told.find((each) => each.rules[0] === gravest) ?? told[0])?.event;
  const name = data(gravest?.name ?? gravest?.ruleId ?? "");
  const more = others.length === 0 ? "" : ` and ${count(others.length, "more rule")}`;
  return [...(first === undefined ? [] : happened(first, actor)), words(" ("), name, words(`${more})`)];
}

function happened(event: MatchedEvent["event"], actor: Actor): Phrase[] {
  if (event.kind === "process_exec" && actor.kind === "program") return [words("was executed")];
  return describe(event).flatMap((part, place) => (place === 0 ? [part] : [words(" "), part]));
}

function stepPart({ step }: Incident): Phrase[] {
  return step.length === 0 ? [] : [words(", in step "), ...step];
}

/** Some names, and how many more; `isMore` where there can be others that nobody kept. */
function listed(names: readonly string[], isMore = false): Phrase[] {
  const shown = names.slice(0, names.length === NAMED ? NAMED : NAMED - 1).map(data);
  const more = names.length - shown.length;
  if (isMore) return [words(AT_LEAST), ...listed(names)];
  return more > 0 ? [...separated(shown), words(` and ${more} more`)] : joined(shown.map((each) => [each]));
}

/** `a, b, c`. */
export function separated(items: readonly Phrase[]): Phrase[] {
  return items.flatMap((item, place) => (place === 0 ? [item] : [words(", "), item]));
}

/** `a`, `a and b`, `a, b, and c`: each can have an `and` of its own. */
function joined(items: readonly (readonly Phrase[])[]): Phrase[] {
  return items.flatMap((item, place) => {
    if (place === 0) return item;
    const isLast = place === items.length - 1;
    return [words(isLast ? (items.length > 2 ? ", and " : " and ") : ", "), ...item];
  });
}
