import { VERSION } from "../../log/format.ts";

/** What an attribute can say. */
export type OtlpValue = string | number | boolean | readonly OtlpValue[] | OtlpMap;
export interface OtlpMap {
  readonly [name: string]: OtlpValue | undefined;
}

/** How bad it is, by the numbers of OpenTelemetry's log data model; each name has four, of which this is the first. */
export const SEVERITIES = { INFO: 9, WARN: 13, ERROR: 17, FATAL: 21 } as const;

export type Severity = keyof typeof SEVERITIES;

/** A log record of OpenTelemetry. What is undefined among its attributes, or an empty text, is left out. */
export interface LogRecord {
  readonly eventName: string;
  /** Nanoseconds since 1970. */
  readonly timeNs: bigint | undefined;
  /** When it was made, likewise. */
  readonly observedNs: bigint;
  readonly severity: Severity;
  readonly body: string;
  /** As attributesJson gives them; parts that are empty say nothing. */
  readonly attributes: readonly string[];
}

/**
 * A log record in the JSON form of OTLP, which is that of protocol buffers but for what the specification of OTLP says: 64-bit
 * numbers are texts, enumerations are numbers.
 */
export function recordJson(record: LogRecord): string {
  const { eventName, timeNs, observedNs, severity, body, attributes } = record;
  const head = JSON.stringify({
    // 0 is what stands for a time that is not known; none is before 1970.
    timeUnixNano: String(timeNs === undefined || timeNs < 0n ? 0n : timeNs),
    observedTimeUnixNano: String(observedNs),
    severityNumber: SEVERITIES[severity],
    severityText: severity,
    eventName,
    body: valueJson(body),
  });
  return `${head.slice(0, -1)},"attributes":[${attributes.filter((part) => part !== "").join(",")}]}`;
}

/** Attributes as members of a list, without its brackets; empty where none says anything. */
export function attributesJson(attributes: OtlpMap): string {
  return JSON.stringify(keyValues(attributes)).slice(1, -1);
}

/** What all records of a job have in common. */
export function resourceJson(attributes: OtlpMap): string {
  return JSON.stringify({ attributes: keyValues(attributes) });
}

/** What stands before and behind records in a request. */
export function requestFrame(resource: string): readonly [before: string, behind: string] {
  const scope = JSON.stringify({ name: "runwarden", version: VERSION });
  return [`{"resourceLogs":[{"resource":${resource},"scopeLogs":[{"scope":${scope},"logRecords":[`, "]}]}]}"];
}

type AnyValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: number }
  | { readonly arrayValue: { readonly values: readonly AnyValue[] } }
  | { readonly kvlistValue: { readonly values: readonly KeyValue[] } };

interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

function keyValues(map: OtlpMap): KeyValue[] {
  return Object.entries(map).flatMap(([key, value]) =>
    value === undefined || value === "" ? [] : [{ key, value: valueJson(value) }],
  );
}

function valueJson(value: OtlpValue): AnyValue {
  switch (typeof value) {
    case "string":
      // Bytes that are no UTF-8 stand in our texts as lone surrogates, which protocol buffers do not have.
      return { stringValue: value.toWellFormed() };
    case "boolean":
      return { boolValue: value };
    case "number":
      return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
    default:
      return isList(value)
        ? { arrayValue: { values: value.map(valueJson) } }
        : { kvlistValue: { values: keyValues(value) } };
  }
}

function isList(value: readonly OtlpValue[] | OtlpMap): value is readonly OtlpValue[] {
  return Array.isArray(value);
}
