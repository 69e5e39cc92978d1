import { isInIpRange, parseIp } from "../cel/ip-range.ts";
import { ANY_PORT, type Endpoint } from "./endpoint.ts";

/** What somebody connects to. */
export interface Connection {
  readonly ip: string;
  readonly port: number;
  /** Names that were asked for, and for which an answer has given this address. */
  readonly names: readonly string[];
}

/** True for the machine itself, which is always allowed: 127.0.0.0/8 and ::1, and 0.0.0.0 and ::, by which Linux means these. */
export function isLoopback(ip: string): boolean {
  const bytes = parseIp(ip);
  if (bytes === undefined) return false;
  if (bytes.length === 4 && bytes[0] === 127) return true;
  return bytes.every((byte, place) => byte === 0 || (byte === 1 && place === 15));
}

/** The first entry that allows it; undefined where none does. */
export function allowedBy(
  endpoints: readonly Endpoint[],
  { ip, port, names }: Connection,
): Endpoint | undefined {
  const bytes = parseIp(ip);
  return endpoints.find((endpoint) => {
    if (endpoint.port !== ANY_PORT && endpoint.port !== port) return false;
    if (endpoint.kind === "range") return isInIpRange(bytes, endpoint.range);
    return names.some((name) => isNamed(endpoint, name));
  });
}

/** The first entry for that name, on whatever port: the question for it is answered. */
export function allowedName(endpoints: readonly Endpoint[], name: string): Endpoint | undefined {
  return endpoints.find((endpoint) => endpoint.kind !== "range" && isNamed(endpoint, name));
}

function isNamed(endpoint: Exclude<Endpoint, { kind: "range" }>, name: string): boolean {
  const folded = name.toLowerCase();
  return endpoint.kind === "name" ? folded === endpoint.name : folded.endsWith(`.${endpoint.name}`);
}
