import type { OtlpTarget } from "../watch/judge-config.ts";

/** Where OTLP takes logs, below an endpoint. */
const LOGS_PATH = "/v1/logs";

/** Token of RFC 9110: what a header can be called. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Visible characters of Latin-1, and spaces; others cannot be sent. A secret that a fork's job does not get is empty. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What the sender itself says. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "host",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
]);

type Parsed<T> = { readonly value: T } | { readonly fault: string };

/**
 * The address that logs are sent to, by an endpoint: `/v1/logs` is appended as the specification of OTLP says it for
 * OTEL_EXPORTER_OTLP_ENDPOINT, but for one that ends so already. A fault is the end of a sentence that begins with what the
 * endpoint is called; it says nothing of what was given, which may hold a secret.
 */
export function parseEndpoint(text: string): Parsed<string> {
  const given = text.trim();
  const url = /^https?:\/\//i.test(given) && URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined) {
    return { fault: "must be an address such as https://otel.example.com:4318" };
  }
  if (url.username !== "" || url.password !== "") {
    return { fault: "must have no user and no password in it: give them as a header" };
  }
  url.hash = "";
  const path = url.pathname.replace(/\/+$/, "");
  url.pathname = path.endsWith(LOGS_PATH) ? path : path + LOGS_PATH;
  return { value: url.href };
}

/**
 * Headers as OTEL_EXPORTER_OTLP_HEADERS has them: `key=value`, separated by commas or lines, with what is percent-encoded in
 * keys and values decoded. The fault is as that of an endpoint.
 */
export function parseHeaders(text: string): Parsed<OtlpTarget["headers"]> {
  const headers: (readonly [string, string])[] = [];
  const names = new Set<string>();
  const items = text.split(/[,\r\n]+/).filter((item) => item.trim() !== "");
  for (const [place, item] of items.entries()) {
    const at = item.indexOf("=");
    const name = at < 0 ? undefined : decoded(item.slice(0, at));
    const value = at < 0 ? undefined : decoded(item.slice(at + 1));
    const which = `(number ${place + 1} is not)`;
    if (name === undefined || value === undefined || !HEADER_NAME.test(name)) {
      return {
        fault: `must be key=value, one a line or separated by commas, where a comma and a % of a value are written %2C and %25 ${which}`,
      };
    }
    if (!HEADER_VALUE.test(value)) {
      return { fault: `must have values that can stand in a header of HTTP ${which}` };
    }
    if (OWN_HEADERS.has(name.toLowerCase())) {
      return { fault: `must not have ${name.toLowerCase()}, which is set by what is sent` };
    }
    if (names.has(name.toLowerCase())) return { fault: `must have ${name} only once` };
    names.add(name.toLowerCase());
    headers.push([name, value]);
  }
  return { value: headers };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return undefined;
  }
}

/** Shorter values, as the number of a tenant, are words that stand in many places. */
const SECRET_SIZE = 8;

/** What of a target is secret: values of headers, and what stands in them behind a scheme such as Bearer. */
export function secretsOf({ headers }: Pick<OtlpTarget, "headers">): string[] {
  return headers
    .flatMap(([, value]) => [value, ...value.split(/\s+/)])
    .filter((secret, place, all) => secret.length >= SECRET_SIZE && all.indexOf(secret) === place);
}
