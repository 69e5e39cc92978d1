import { type IpRange, printIpRange } from "../cel/ip-range.ts";

/** The port that stands for every one. */
export const ANY_PORT = 0;

/** Where somebody may connect to. */
export type Endpoint = (
  | {
      /** One name, or all names that end with `.name`. */
      readonly kind: "name" | "suffix";
      /** In small letters and ASCII, without a dot at its end. */
      readonly name: string;
    }
  | { readonly kind: "range"; readonly range: IpRange }
) & {
  /** ANY_PORT for every one. */
  readonly port: number;
};

/** As it is written in a list, with its port: `*.example.com:443`, `[2001:db8::1]:443`, `10.0.0.0/8:*`. */
export function endpointText(endpoint: Endpoint): string {
  const port = endpoint.port === ANY_PORT ? "*" : String(endpoint.port);
  switch (endpoint.kind) {
    case "name":
      return `${endpoint.name}:${port}`;
    case "suffix":
      return `*.${endpoint.name}:${port}`;
    case "range":
      return `${rangeText(endpoint.range)}:${port}`;
  }
}

/** A single address without its prefix; one of IPv6 in brackets. */
export function rangeText(range: IpRange): string {
  const text = printIpRange(range);
  const isSingle = range.prefix === 8 * range.bytes.length;
  const host = isSingle ? text.slice(0, text.indexOf("/")) : text;
  return range.bytes.length === 4 ? host : `[${host}]`;
}
