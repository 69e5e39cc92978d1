import { domainToASCII } from "node:url";
import ipaddr from "ipaddr.js";
import { type IpRange, parseIpRange, printIpRange } from "../cel/ip-range.ts";
import { ANY_PORT, type Endpoint, endpointText, rangeText } from "./endpoint.ts";

/** What harden-runner takes where an entry has none: a list that comes from there means the same here. */
const DEFAULT_PORT = 443;

/** The tables that the kernel part has for them end somewhere; lists that people write are far below. */
export const ENDPOINTS_LIMIT = 1024;
/** A bit each, with one for every port. */
const PORTS_LIMIT = 63;

/** Faults that are told of one list. */
const FAULTS_TOLD = 20;
const SHOWN_LIMIT = 80;

/** RFC 1035, 2.3.4: what a name has as text at the most, and a label. */
const NAME_LIMIT = 253;
const LABEL_LIMIT = 63;

/** Entries of a list, in its order, each once; and what is wrong with the others, one sentence each. */
export interface ReadEndpoints {
  readonly endpoints: readonly Endpoint[];
  readonly faults: readonly string[];
}

/**
 * Reads a list as harden-runner takes it: hosts with or without a port, parted by spaces or line ends. Besides there are
 * ranges of addresses, `:*` for every port, and comments from `#` to the end of a line.
 */
export function readEndpoints(list: string): ReadEndpoints {
  const endpoints = new Map<string, Endpoint>();
  const faults: string[] = [];
  for (const line of list.split(/[\r\n]+/)) {
    const { before, comment } = splitComment(line);
    faults.push(...commentFaults(before, comment));
    for (const word of before.split(/\s+/).filter((each) => each !== "")) {
      const read = readEndpoint(word);
      if ("fault" in read) faults.push(`${shown(word)}: ${read.fault}`);
      else endpoints.set(endpointText(read.endpoint), read.endpoint);
    }
  }
  if (endpoints.size > ENDPOINTS_LIMIT) {
    faults.push(`there are ${endpoints.size} entries, and ${ENDPOINTS_LIMIT} is the most`);
  }
  // That of actions is always one of them.
  const ports = new Set([DEFAULT_PORT, ...[...endpoints.values()].map(({ port }) => port)]);
  ports.delete(ANY_PORT);
  if (ports.size > PORTS_LIMIT) {
    faults.push(
      `there are ${ports.size} different ports, and ${PORTS_LIMIT} is the most; write HOST:* for every port`,
    );
  }
  const more = faults.length - FAULTS_TOLD;
  return {
    endpoints: [...endpoints.values()],
    faults: more > 0 ? [...faults.slice(0, FAULTS_TOLD), `and ${more} more`] : faults,
  };
}

/** A comment begins a line, or stands behind a space: a `#` within a word is a fault of that word. */
function splitComment(line: string): { readonly before: string; readonly comment: string } {
  const at = /(?:^|\s)#/.exec(line);
  return at === null
    ? { before: line, comment: "" }
    : { before: line.slice(0, at.index), comment: line.slice(at.index + at[0].length) };
}

/**
 * In a folded text of YAML (`>`) all lines are one, and a comment hides all entries behind it. One that is only put out
 * of use stands alone on its line.
 */
function commentFaults(before: string, comment: string): string[] {
  const words = comment.split(/\s+/).filter((each) => each !== "");
  const hidden = words.findIndex((word) => /^[^\s:/]+\.[^\s:/]+:(?:\d+|\*)$/.test(word));
  if (hidden < 0 || (hidden === 0 && words.length === 1 && before.trim() === "")) return [];
  return [
    `a comment hides ${shown(words[hidden] ?? "")}: it goes to the end of its line, and in a folded text (>) all lines are one; write the list with |, and no entry in a comment`,
  ];
}

type ReadEndpoint = { readonly endpoint: Endpoint } | { readonly fault: string };

/** Reads one entry. A fault says what to write instead, where that can be told. */
export function readEndpoint(word: string): ReadEndpoint {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(word);
  if (scheme !== null) return { fault: `this is a URL; write its host and port: ${insteadOfUrl(word)}` };
  if (word.includes("@")) return { fault: "there is an @ in it; write the host and its port alone" };
  if (word.includes("%")) return { fault: "a zone or an escape (%) cannot be part of a host" };
  const split = splitPort(word);
  if ("fault" in split) return split;
  const [portText, path] = split.port?.split("/", 2) ?? [];
  const port = readPort(portText);
  if (path !== undefined && port !== undefined) {
    return { fault: `an entry has no path; write ${withPort(split.host, port)}` };
  }
  if (port === undefined) {
    return {
      fault: `${shown(split.port ?? "")} is no port; a port is a number from 1 to 65535, or * for every one`,
    };
  }
  const host = split.host;
  if (isAddressLike(host)) return readRange(host, port);
  if (host.includes("/")) {
    const [name = ""] = host.split("/");
    return { fault: `an entry has no path; write ${withPort(name, port)}` };
  }
  return readName(host, port);
}

/** The host of an entry and what stands behind its colon; an address of IPv6 stands in brackets, or has a prefix. */
function splitPort(
  word: string,
): { readonly host: string; readonly port: string | undefined } | { readonly fault: string } {
  const bracketed = /^\[([^\]]*)\](\/\d+)?(?::(.*))?$/.exec(word);
  if (bracketed !== null) {
    const [, address = "", prefix = "", port] = bracketed;
    const host = `${address}${prefix}`;
    return isAddressLike(host) && host.includes(":")
      ? { host, port }
      : { fault: "brackets are for an address of IPv6" };
  }
  if (word.includes("[") || word.includes("]")) {
    return { fault: "an address of IPv6 is written as [2001:db8::1]:443, or a range as [2001:db8::/32]:443" };
  }
  const withPrefix = /^([0-9a-f:.]*:[0-9a-f:.]*\/\d+)(?::(.*))?$/i.exec(word);
  if (withPrefix !== null) return { host: withPrefix[1] ?? "", port: withPrefix[2] };
  const parts = word.split(":");
  if (parts.length > 2) {
    const isAddress = ipaddr.IPv6.isValid(word);
    return {
      fault: isAddress
        ? `where the address ends and the port begins cannot be told; write [${word}] or [${word}]:443`
        : "there is more than one colon in it; write HOST:PORT, one entry a word",
    };
  }
  return { host: parts[0] ?? "", port: parts[1] };
}

/** Undefined where it is none. */
function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return DEFAULT_PORT;
  if (text === "*") return ANY_PORT;
  const port = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : undefined;
  return port !== undefined && port <= 65535 ? port : undefined;
}

/** What can only be meant for an address, or for a range of them: no name ends in a number (RFC 3696, 2). */
function isAddressLike(host: string): boolean {
  return host.includes(":") || /^[\d.]+(?:\/.*)?$/.test(host);
}

function readRange(text: string, port: number): ReadEndpoint {
  const [address = "", prefix] = text.split("/", 2);
  const bits = address.includes(":") ? 128 : 32;
  const range = parseIpRange(prefix === undefined ? `${address}/${bits}` : text);
  if (range === undefined) {
    return {
      fault: "this is no address and no range; write it as 203.0.113.7, 10.0.0.0/8 or [2001:db8::/32]",
    };
  }
  const isMapped = bits === 128 && range.bytes.length === 4;
  if (isMapped) return { fault: `write an address of IPv4 as it is: ${rangeEntry(range, port)}` };
  // Whoever writes them may mean the one address, or the whole range.
  if (prefix !== undefined && hasBitsBehind(address, range)) {
    return { fault: `there are bits behind its prefix; write ${rangeEntry(range, port)}` };
  }
  return { endpoint: { kind: "range", range, port } };
}

function rangeEntry(range: IpRange, port: number): string {
  return port === DEFAULT_PORT ? rangeText(range) : endpointText({ kind: "range", range, port });
}

function hasBitsBehind(address: string, range: IpRange): boolean {
  const whole = parseIpRange(`${address}/${8 * range.bytes.length}`);
  return whole !== undefined && printIpRange({ ...whole, prefix: range.prefix }) !== printIpRange(range);
}

function readName(host: string, port: number): ReadEndpoint {
  if (host === "") return { fault: "there is no host; write HOST:PORT" };
  if (host === "*" || host === "*.") {
    return { fault: "this would allow every host; leave egress at audit, or name the hosts" };
  }
  const isSuffix = host.startsWith("*.");
  const rest = isSuffix ? host.slice(2) : host;
  if (rest.includes("*")) {
    const known = /\*[^*.]*\.([^*]+)$/.exec(rest)?.[1] ?? "";
    const instead = known.includes(".")
      ? `; write ${withPort(`*.${known}`, port)}, or each name`
      : "; write each name";
    return { fault: `a * can stand only for all that is before a dot, at the beginning${instead}` };
  }
  const ascii = isAscii(rest) ? rest.toLowerCase() : domainToASCII(rest);
  if (ascii === "") return { fault: "this is no name that IDNA knows" };
  const name = ascii.endsWith(".") ? ascii.slice(0, -1) : ascii;
  const wrong = nameFault(name);
  if (wrong !== undefined) return { fault: wrong };
  const written = withPort(isSuffix ? `*.${name}` : name, port);
  if (name !== ascii) return { fault: `there is a dot at the end; write ${written}` };
  return { endpoint: { kind: isSuffix ? "suffix" : "name", name, port } };
}

/** Letters, digits, hyphens, and underscores, which names of services have (RFC 2782). */
function nameFault(name: string): string | undefined {
  const labels = name.split(".");
  if (labels.includes("")) return "there is nothing between two dots, or before one";
  const odd = /[^a-z0-9._-]/.exec(name)?.[0];
  if (odd !== undefined) return `${shown(odd)} cannot be part of a host's name`;
  if (labels.some((label) => label.length > LABEL_LIMIT))
    return `a part of it has more than ${LABEL_LIMIT} characters`;
  if (name.length > NAME_LIMIT) return `it has more than ${NAME_LIMIT} characters`;
  if (/^\d+$/.test(labels.at(-1) ?? "")) return "it ends in a number, as no name does, and is no address";
  return undefined;
}

function withPort(host: string, port: number): string {
  return port === ANY_PORT ? `${host}:*` : `${host}:${port}`;
}

const PORTS: Readonly<Record<string, number>> = {
  "http:": 80,
  "ws:": 80,
  "ssh:": 22,
  "git:": 9418,
  "ftp:": 21,
};

function insteadOfUrl(word: string): string {
  if (!URL.canParse(word)) return "HOST:PORT";
  const { protocol, hostname, port } = new URL(word);
  return shown(`${hostname}:${port === "" ? (PORTS[protocol] ?? DEFAULT_PORT) : port}`);
}

function isAscii(text: string): boolean {
  return /^[\x21-\x7e]*$/.test(text);
}

/** What somebody wrote, in a sentence: short, and on one line. */
function shown(text: string): string {
  return JSON.stringify(text.length > SHOWN_LIMIT ? `${text.slice(0, SHOWN_LIMIT)}…` : text);
}
