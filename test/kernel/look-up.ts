import { isInIpRange, parseIp } from "../../src/cel/ip-range.ts";
import type { Event } from "../../src/events/event.ts";
import { isKernelKind } from "../../src/kernel/clauses.ts";
import { bitOf, type Fact } from "../../src/kernel/facts.ts";
import type { KernelText } from "../../src/kernel/kernel-test.ts";
import { type KernelTable, keyOfText } from "../../src/kernel/table.ts";

/** What the kernel part has of an event when it looks it up (native/rules.bpf.h). */
export interface Seen {
  readonly kind: Event["kind"];
  readonly facts: readonly Fact[];
  /** As bytes, each a character; what is not there is not known. */
  readonly texts: Partial<Record<KernelText, string>>;
  readonly address?: readonly number[];
  readonly port?: number;
}

const TEXT_LIMIT = 251;

/** What the kernel part looks up of a text: nothing of one that is not all ASCII; of a given path only one that is clean. */
function bitsOfText(table: KernelTable, subject: KernelText, bytes: string): bigint {
  if (bytes === "" || bytes.length > 0xfff || /[\x80-\xff]/.test(bytes)) return 0n;
  if (subject === "exec_path" && !isClean(bytes)) return 0n;
  const text = bytes.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const start = text.length < TEXT_LIMIT ? `${text}\0` : text.slice(0, TEXT_LIMIT);
  let bits = bitOf(`${subject}_is_known`);
  const longest = (candidates: readonly string[], map: ReadonlyMap<string, bigint>): bigint => {
    for (const candidate of candidates) {
      const found = map.get(keyOfText(subject, candidate));
      if (found !== undefined) return found;
    }
    return 0n;
  };
  const lengths = (count: number) => Array.from({ length: count }, (_, n) => count - n);
  bits |= longest(
    lengths(start.length).map((length) => start.slice(0, length)),
    table.starts,
  );
  bits |= longest(
    lengths(Math.min(text.length, TEXT_LIMIT)).map((length) => text.slice(-length)),
    table.ends,
  );
  return bits;
}

/** An absolute path that leads where it says, and is no descriptor's. */
function isClean(path: string): boolean {
  const lower = path.toLowerCase();
  if (lower.startsWith("/dev/fd/") || lower.startsWith("/proc/")) return false;
  const [first, ...names] = path.split("/");
  return first === "" && names.every((name) => name !== "" && name !== "." && name !== "..");
}

function bitsOfAddress(table: KernelTable, address: readonly number[]): bigint {
  const fitting = table.ranges.filter(({ range }) => isInIpRange(address, range));
  const longest = fitting.toSorted((a, b) => b.range.prefix - a.range.prefix)[0];
  return longest?.bits ?? 0n;
}

/** True where a table ends the program for what was seen: exactly what rules.bpf.h does. */
export function isKilled(table: KernelTable, { kind, facts, texts, address, port }: Seen): boolean {
  let bits = facts.reduce((all, fact) => all | bitOf(fact), 0n);
  for (const [subject, text] of Object.entries(texts)) bits |= bitsOfText(table, subject as KernelText, text);
  if (address !== undefined) bits |= bitsOfAddress(table, address);
  if (port !== undefined) bits |= table.ports.get(port) ?? 0n;
  return table.clauses.some(
    ({ kind: of, needed, forbidden }) =>
      of === kind && (bits & needed) === needed && (bits & forbidden) === 0n,
  );
}

/** What the kernel part sees of an event, where nothing was cut and it has seen the exec of the program. */
export function seenOf(event: Event): Seen | undefined {
  if (!isKernelKind(event.kind)) return undefined;
  const { process } = event;
  const image = {
    facts: ["image_is_known" as const, ...(process.is_root_owned ? ["is_root_owned" as const] : [])],
    texts: { exec_path: bytesOf(process.exec_path.raw), file_path: bytesOf(process.file_path?.raw ?? "") },
  };
  switch (event.kind) {
    case "file_open": {
      const { path, is_read, is_write, is_own_process } = event.payload;
      const facts: Fact[] = [...image.facts];
      if (is_read) facts.push("is_read");
      if (is_write) facts.push("is_write");
      if (is_own_process) facts.push("is_own_process");
      return { kind: event.kind, facts, texts: { ...image.texts, path: bytesOf(path.raw) } };
    }
    case "process_exec":
      return {
        kind: event.kind,
        ...image,
        facts: [...image.facts, ...(event.payload.is_memfd ? ["is_memfd" as const] : [])],
      };
    case "network_connect": {
      const { remote_ip, remote_port, protocol, family } = event.payload;
      const facts: Fact[] = [
        ...image.facts,
        protocol.raw === "udp" ? "is_udp" : "is_tcp",
        family.raw === "ipv6" ? "is_ipv6" : "is_ipv4",
      ];
      const address = parseIp(remote_ip.raw);
      return { kind: event.kind, ...image, facts, port: remote_port, ...(address && { address }) };
    }
    default:
      return undefined;
  }
}

/** The bytes of a text, each a character; those that are no UTF-8 stand as they do in raw texts. */
function bytesOf(raw: string): string {
  return [...raw]
    .map((character) => (character < "\x80" ? character : Buffer.from(character).toString("latin1")))
    .join("");
}
