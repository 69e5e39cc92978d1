/**
 * What the kernel part only counts, because no event can show what the job does next.
 * - sockets that it made: raw, packet and vsock ones, those for ping, and of other protocols than TCP and UDP
 * - requests that it made through io_uring, by the kind of event that they are to the fentry source; the tracepoint
 *   source does not see them
 * - files that it cut through io_uring, which no source sees
 * - what may have gone to a resolver: requests for the memory in which nscd keeps what it knows of hosts; what was sent
 *   to a resolver's own socket by splice or sendfile, or, where the job has used one, by io_uring on registered files;
 *   messages on D-Bus that name systemd-resolved
 * - how often it opened a program or a map of the guard's by its number, or what /proc has inside of its processes:
 *   monitors do, but it could be for more than to look
 */
export const BLIND_SPOTS = [
  "raw_socket",
  "packet_socket",
  "icmp_socket",
  "vsock_socket",
  "other_socket",
  "io_uring_file_open",
  "io_uring_file_remove",
  "io_uring_file_move",
  "io_uring_file_link",
  "io_uring_unix_socket_connect",
  "io_uring_truncate",
  "nscd_memory",
  "resolver_request",
  "resolved_bus",
  "guard_look",
] as const;

export type BlindSpot = (typeof BLIND_SPOTS)[number];
