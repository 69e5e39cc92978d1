import { expect, test } from "vitest";
import { describe } from "../../src/report/phrase.ts";
import { event } from "./reports.ts";

const process = { exec_path: "/usr/bin/x" };

test.each([
  [{ event_type: "process_exec", payload: { is_memfd: false } }, "executed [/usr/bin/x]"],
  [{ event_type: "process_exec", payload: { is_memfd: true } }, "executed [/usr/bin/x] from memory (memfd)"],
  [
    {
      event_type: "network_connect",
      payload: { remote_ip: "203.0.113.10", remote_port: 443, protocol: "tcp", family: "ipv4" },
    },
    "connected to [203.0.113.10:443] over [tcp]",
  ],
  [
    {
      event_type: "network_connect",
      payload: { remote_ip: "2001:db8::1", remote_port: 53, protocol: "udp", family: "ipv6" },
    },
    "connected to [[2001:db8::1]:53] over [udp]",
  ],
  [
    {
      event_type: "network_connect",
      payload: {
        remote_ip: "203.0.113.10",
        remote_port: 443,
        protocol: "tcp",
        remote_domains: ["example.com"],
      },
    },
    "connected to [203.0.113.10:443 (example.com)] over [tcp]",
  ],
  [
    {
      event_type: "network_connect",
      payload: {
        remote_ip: "2001:db8::1",
        remote_port: 443,
        protocol: "tcp",
        family: "ipv6",
        remote_domains: ["a.example", "b.example", "c.example", "d.example", "e.example"],
      },
    },
    "connected to [[2001:db8::1]:443 (a.example, b.example, c.example and 2 more)] over [tcp]",
  ],
  [
    { event_type: "unix_socket_connect", payload: { path: "/run/docker.sock", socket_type: "stream" } },
    "connected to the Unix socket [/run/docker.sock] [stream]",
  ],
  [
    {
      event_type: "unix_socket_connect",
      payload: { path: "/var/run/docker.sock", resolved_path: "/run/docker.sock", socket_type: "stream" },
    },
    "connected to the Unix socket [/var/run/docker.sock] which is [/run/docker.sock] [stream]",
  ],
  [
    { event_type: "file_open", payload: { path: "/a", is_read: true, flags: 0 } },
    "opened [/a] for reading (flags 0)",
  ],
  [
    { event_type: "file_open", payload: { path: "/a", is_write: true, flags: 65 } },
    "opened [/a] for writing (flags 65)",
  ],
  [
    { event_type: "file_open", payload: { path: "/a", is_read: true, is_write: true, flags: 66 } },
    "opened [/a] for reading and writing (flags 66)",
  ],
  [
    { event_type: "file_open", payload: { path: "/a", flags: 2097152 } },
    "opened [/a] without reading or writing (flags 2097152)",
  ],
  [{ event_type: "file_remove", payload: { path: "/a" } }, "removed [/a]"],
  [{ event_type: "file_remove", payload: { path: "/a", is_folder: true } }, "removed the folder [/a]"],
  [{ event_type: "file_move", payload: { from_path: "/a", to_path: "/b" } }, "moved [/a] to [/b]"],
  [
    { event_type: "file_link", payload: { created_path: "/a", existing_path: "/b", is_symlink: true } },
    "made the symbolic link [/a] to [/b]",
  ],
  [
    { event_type: "file_link", payload: { created_path: "/a", existing_path: "/b", is_hardlink: true } },
    "made the hard link [/a] to [/b]",
  ],
  [{ event_type: "domain", payload: { domain: "example.com", source: "dns" } }, "looked up [example.com]"],
  [
    { event_type: "domain", payload: { domain: "example.com", source: "tls" } },
    "named [example.com] to a TLS server",
  ],
  [
    { event_type: "domain", payload: { domain: "example.com", source: "http" } },
    "named [example.com] to an HTTP server",
  ],
  [
    { event_type: "http_request", payload: { method: "GET", path: "/a?b", host: "example.com" } },
    "sent the request [GET /a?b] to [example.com] in cleartext",
  ],
  [
    { event_type: "http_request", payload: { method: "CONNECT", host: "example.com" } },
    "sent the request [CONNECT] to [example.com] in cleartext",
  ],
  [
    { event_type: "http_request", payload: { method: "GET", path: "/a" } },
    "sent the request [GET /a] that names no host, in cleartext",
  ],
])("an event is told in a sentence: %j", (json, sentence) => {
  const phrases = describe(event({ ...json, process }));
  expect(phrases.map(({ kind, text }) => (kind === "data" ? `[${text}]` : text)).join(" ")).toBe(sentence);
});
