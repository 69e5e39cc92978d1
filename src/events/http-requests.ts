import { decodeLatin1 } from "../kinds/bytes.ts";
import type { HttpRequest } from "../kinds/kind.ts";
import { asDomain } from "./resolved.ts";

/** The characters of a method (RFC 9110, 5.6.2). */
const METHOD = /^[!#$%&'*+.^_`|~\w-]+$/;
const VERSION = /^HTTP\/\d(\.\d)?$/i;
/** How HTTP/2 begins, which is no request (RFC 9113, 3.4). */
const PREFACE_METHOD = "PRI";
const CONNECT = "CONNECT";
/** All that a request was before there were versions. */
const SIMPLE_REQUEST = /^GET (\/\S*)$/;
/** What a line without its end begins with, to be taken for a request's. */
const LINE_BEGUN = /^([A-Z]+) (?=\/|https?:\/\/)(.*)$/s;
const ABSOLUTE = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)(.*)$/is;
const EMPTY_LINES = /[\r\n]*/y;

/** The beginning of a request, up to where its body starts. */
interface Head {
  readonly hosts: readonly string[];
  /** Undefined where the head does not end in the bytes. */
  readonly bodyStart?: number;
  /** Bytes; undefined where only reading it would tell. */
  readonly bodySize?: number | undefined;
}

/**
 * Reads the requests of HTTP/1 (RFC 9112) at the start of a stream: the first one, and what stands behind it, as long as
 * the bodies between them have a length. Undefined where the first one goes on behind the bytes, and nobody knows its host
 * yet; with `isLast`, after which nothing comes, it is told as far as it can be read. Takes any bytes.
 */
export function parseRequests(bytes: Buffer, isLast: boolean): readonly HttpRequest[] | undefined {
  const text = bytes.toString("latin1");
  const requests: HttpRequest[] = [];
  for (let at: number | undefined = 0; at !== undefined; ) {
    // Servers pass over empty lines before a request (RFC 9112, 2.2).
    const start = behindEmptyLines(text, at);
    const lineEnd = text.indexOf("\n", start);
    const isFirst = requests.length === 0;
    if (lineEnd < 0) {
      if (isFirst && !isLast) return undefined;
      return [...requests, ...lineBegun(text.slice(start))];
    }
    const line = lineAt(text, start, lineEnd);
    const simple = isFirst ? SIMPLE_REQUEST.exec(line) : null;
    if (simple !== null) return [request("GET", simple[1] ?? "", [], true)];
    const begun = requestLine(line);
    if (begun === undefined) return requests;
    const head = readHead(text, lineEnd + 1);
    const hosts = [...new Set([...begun.hosts, ...head.hosts])];
    const isWhole = hosts.length > 0 || head.bodyStart !== undefined;
    if (isFirst && !isWhole && !isLast) return undefined;
    requests.push({ ...begun, hosts, isWhole });
    at = begun.method === CONNECT ? undefined : nextStart(head, text.length);
  }
  return requests;
}

/** Where another request can begin; undefined where none does within the text. */
function nextStart({ bodyStart, bodySize }: Head, length: number): number | undefined {
  if (bodyStart === undefined || bodySize === undefined) return undefined;
  return bodyStart + bodySize < length ? bodyStart + bodySize : undefined;
}

function behindEmptyLines(text: string, at: number): number {
  EMPTY_LINES.lastIndex = at;
  return at + (EMPTY_LINES.exec(text)?.[0].length ?? 0);
}

/** Without spaces and tabs around it. What trim() takes for spaces besides can be parts of characters here. */
function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text[start])) start++;
  while (end > start && isBlank(text[end - 1])) end--;
  return text.slice(start, end);
}

function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t";
}

function lineAt(text: string, start: number, end: number): string {
  return text.slice(start, text[end - 1] === "\r" && end > start ? end - 1 : end);
}

/** What a request line without its end tells; nothing where it may be anything. */
function lineBegun(text: string): HttpRequest[] {
  const [, method, target] = LINE_BEGUN.exec(text) ?? [];
  return method === undefined || target === undefined ? [] : [withTarget(method, target)];
}

/** A request by its first line; undefined for what is none. */
function requestLine(given: string): HttpRequest | undefined {
  // Some servers take spaces at the end, and inside the target.
  const line = trimmed(given);
  const words = line.split(/[ \t]/);
  const method = words[0] ?? "";
  const version = words.length > 2 ? (words.at(-1) ?? "") : "";
  if (!METHOD.test(method) || method === PREFACE_METHOD || !VERSION.test(version)) return undefined;
  const target = trimmed(line.slice(method.length, line.length - version.length));
  return target === "" ? undefined : withTarget(method, target);
}

/** A request of which the headers were not read. */
function withTarget(method: string, target: string): HttpRequest {
  if (method === CONNECT) return request(method, "", hostsOf(target), false);
  const [, authority, rest = ""] = ABSOLUTE.exec(target) ?? [];
  if (authority === undefined) return request(method, target, [], false);
  return request(method, rest.startsWith("/") ? rest : `/${rest}`, hostsOf(authority), false);
}

function request(method: string, path: string, hosts: readonly string[], isWhole: boolean): HttpRequest {
  return { method, path: decodeLatin1(path), hosts, isWhole };
}

/** Reads headers up to the empty line behind them. */
function readHead(text: string, start: number): Head {
  const hosts: string[] = [];
  let bodySize: number | undefined = 0;
  let at = start;
  for (let end = text.indexOf("\n", at); end >= 0; end = text.indexOf("\n", at)) {
    const line = lineAt(text, at, end);
    at = end + 1;
    if (line === "") return { hosts, bodyStart: at, bodySize };
    const colon = line.indexOf(":");
    const value = trimmed(line.slice(colon + 1));
    switch (trimmed(line.slice(0, Math.max(colon, 0))).toLowerCase()) {
      case "host":
        hosts.push(...hostsOf(value));
        break;
      case "content-length":
        if (bodySize !== undefined) bodySize = /^\d{1,15}$/.test(value) ? Number(value) : undefined;
        break;
      case "transfer-encoding":
      case "upgrade":
        bodySize = undefined;
        break;
    }
  }
  return { hosts };
}

/** The host of an authority, `user@host:port` (RFC 3986, 3.2); an IPv6 address without its brackets. None where it is empty. */
function hostsOf(authority: string): string[] {
  const place = authority.slice(authority.lastIndexOf("@") + 1);
  const inBrackets = /^\[([^\]]*)\]/.exec(place)?.[1];
  const host = asDomain(decodeLatin1(inBrackets ?? place.replace(/:.*$/s, "")));
  return host === "" ? [] : [host];
}
