import { expect, test } from "vitest";
import { describe } from "../../src/report/phrase.ts";
import { event } from "./reports.ts";

const process = { exec_path: "/usr/bin/x" };

test.each([
  [{ event_type: "process_exec", payload: { is_memfd: false } }, "executed [/usr/bin/x]"],
  [{ event_type: "process_exec", payload: { is_memfd: true } }, "executed [/usr/bin/x] from memory (memfd)"],
  [
    {
      event_type: "process_exec",
      payload: { is_memfd: false, origin_path: "/tmp/x", origin_paths: ["/tmp/x"] },
    },
    "executed [/usr/bin/x] which was [/tmp/x]",
  ],
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
    {
      event_type: "process_access",
      payload: { target: { exec_path: "/home/runner/bin/Runner.Worker", pid: 7 }, access: "memory" },
    },
    "opened the memory of [/home/runner/bin/Runner.Worker] (process 7)",
  ],
  [
    { event_type: "process_access", payload: { target: {}, access: "attach", is_denied: true } },
    "was refused: attached by ptrace to an unknown program",
  ],
  [{ event_type: "process_access", payload: { access: "odd" } }, "reached into an unknown program"],
  [
    { event_type: "mount", payload: { source_path: "/home", target_path: "/mnt", is_bind: true } },
    "bind-mounted [/home] at [/mnt]",
  ],
  [
    { event_type: "mount", payload: { source_path: "none", target_path: "/mnt", fs_type: "proc" } },
    "mounted [none] at [/mnt] as [proc]",
  ],
  [
    { event_type: "kernel_load", payload: { type: "module", name: "dummy" } },
    "loaded the kernel module [dummy]",
  ],
  [{ event_type: "kernel_load", payload: { type: "kexec" } }, "loaded a kernel to start next"],
  [{ event_type: "kernel_load", payload: { type: "odd" } }, "loaded into the kernel"],
  [
    { event_type: "privilege_change", payload: { type: "uid", is_exec: true, old_uid: 1001 } },
    "became root, from user 1001, by what it executed",
  ],
  [
    { event_type: "privilege_change", payload: { type: "capabilities", capabilities: ["cap_net_raw"] } },
    "got a capability, from user 0",
  ],
  [
    {
      event_type: "egress_block",
      payload: {
        act: "connect",
        remote_ip: "2001:db8::1",
        remote_port: 443,
        protocol: "tcp",
        remote_domains: ["a.example"],
      },
    },
    "was refused to reach [[2001:db8::1]:443 (a.example)] over [tcp]",
  ],
  [
    { event_type: "egress_block", payload: { act: "look_up", domain: "a.example" } },
    "was refused to look up [a.example]",
  ],
  [
    { event_type: "egress_block", payload: { act: "socket", protocol: "packet" } },
    "was refused a socket of the kind [packet]",
  ],
  [{ event_type: "file_truncate", payload: { path: "/a", size: 1 } }, "cut [/a] to 1 byte"],
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
  [
    { event_type: "file_open", payload: { path: "/a", is_read: true, flags: 0, origin_paths: ["/b", "/c"] } },
    "opened [/a] for reading (flags 0) which was [/b] then [/c]",
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
