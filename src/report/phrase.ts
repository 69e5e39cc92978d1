import type { Event } from "../events/event.ts";

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
      const { remote_ip, remote_port, protocol, family } = event.payload;
      const host = family.raw === "ipv6" ? `[${remote_ip.raw}]` : remote_ip.raw;
      return [words("connected to"), data(`${host}:${remote_port}`), words("over"), data(protocol.raw)];
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

function access(isRead: boolean, isWrite: boolean): string {
  if (isRead && isWrite) return "for reading and writing";
  if (isWrite) return "for writing";
  return isRead ? "for reading" : "without reading or writing";
}
