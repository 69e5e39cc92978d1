import type { Event } from "../events/event.ts";
import type { Text } from "../events/text.ts";

/** A piece of a sentence: our own words, or data that came from the job and has to be escaped. */
export type Phrase =
  | { readonly kind: "words"; readonly text: string }
  | { readonly kind: "data"; readonly text: string };

function words(text: string): Phrase {
  return { kind: "words", text };
}

function data(text: string): Phrase {
  return { kind: "data", text };
}

/** What happened, as a sentence without its subject: `opened /root/.npmrc for reading`. */
export function describe(event: Event): Phrase[] {
  switch (event.kind) {
    case "process_exec":
      return [
        words("executed"),
        data(event.process.exec_path.raw),
        ...(event.payload.is_memfd ? [words("from memory (memfd)")] : []),
      ];
    case "network_connect": {
      const { remote_ip, remote_port, protocol, family, remote_domains } = event.payload;
      const host = family.raw === "ipv6" ? `[${remote_ip.raw}]` : remote_ip.raw;
      const place = `${host}:${remote_port}${inBrackets(remote_domains)}`;
      return [words("connected to"), data(place), words("over"), data(protocol.raw)];
    }
    case "unix_socket_connect": {
      const { path, resolved_path, socket_type } = event.payload;
      const resolved = resolved_path.raw === path.raw ? [] : [words("which is"), data(resolved_path.raw)];
      return [words("connected to the Unix socket"), data(path.raw), ...resolved, data(socket_type.raw)];
    }
    case "file_open": {
      const { path, is_read, is_write, flags } = event.payload;
      return [words("opened"), data(path.raw), words(`${access(is_read, is_write)} (flags ${flags})`)];
    }
    case "file_remove":
      return [
        words(event.payload.is_folder ? "removed the folder" : "removed"),
        data(event.payload.path.raw),
      ];
    case "file_move":
      return [
        words("moved"),
        data(event.payload.from_path.raw),
        words("to"),
        data(event.payload.to_path.raw),
      ];
    case "file_link":
      return [
        words(event.payload.is_symlink ? "made the symbolic link" : "made the hard link"),
        data(event.payload.created_path.raw),
        words("to"),
        data(event.payload.existing_path.raw),
      ];
    case "domain":
      return [words("looked up"), data(event.payload.domain.raw)];
  }
}

/** Names of an address that are shown; the first one is what was asked for. */
const NAMES_SHOWN = 3;

function inBrackets(names: readonly Text[]): string {
  if (names.length === 0) return "";
  const shown = names.slice(0, NAMES_SHOWN).map(({ raw }) => raw);
  const more = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : "";
  return ` (${shown.join(", ")}${more})`;
}

function access(isRead: boolean, isWrite: boolean): string {
  if (isRead && isWrite) return "for reading and writing";
  if (isWrite) return "for writing";
  return isRead ? "for reading" : "without reading or writing";
}
