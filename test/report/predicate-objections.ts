import { Ajv } from "ajv";

const URI = { type: "string", pattern: "^[a-z][a-z0-9+.-]*:[\\w.~!$&'()*+,;=:@/?#%-]*$" };
const DESCRIPTOR = {
  type: "object",
  properties: {
    name: { type: "string" },
    uri: URI,
    digest: { type: "object", additionalProperties: { type: "string", pattern: "^[0-9a-f]{64}$" } },
    annotations: { type: "object" },
  },
  anyOf: [{ required: ["uri"] }, { required: ["digest"] }],
  additionalProperties: false,
};
const TIMESTAMP = { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$" };

/** As https://github.com/in-toto/attestation/blob/main/spec/predicates/runtime-trace.md says it; there is no schema. */
const isPredicate = new Ajv().compile({
  type: "object",
  required: ["monitor", "monitoredProcess", "monitorLog"],
  properties: {
    monitor: {
      type: "object",
      required: ["type"],
      properties: { type: URI, configSource: DESCRIPTOR, tracePolicy: { type: "object" } },
      additionalProperties: false,
    },
    monitoredProcess: {
      type: "object",
      required: ["hostID", "type", "event"],
      properties: { hostID: URI, type: URI, event: { type: "string", minLength: 1 } },
    },
    monitorLog: {
      type: "object",
      required: ["process", "network", "fileAccess"],
      properties: {
        process: { type: "array", items: { type: "object" } },
        network: { type: "array", items: { type: "object" } },
        fileAccess: { type: "array", items: DESCRIPTOR },
      },
      additionalProperties: false,
    },
    metadata: {
      type: "object",
      properties: { buildStartedOn: TIMESTAMP, buildFinishedOn: TIMESTAMP },
      additionalProperties: false,
    },
  },
});

/** What the specification or its limits say against a predicate; empty where nothing. */
export function predicateObjections(text: string): string[] {
  const isRight = isPredicate(JSON.parse(text));
  const said = isRight
    ? []
    : (isPredicate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
  // Others than JavaScript read no unpaired surrogate, and actions/attest takes 16 MiB.
  const isReadable = text.isWellFormed() && !/\\ud[89a-f]|\\u00[01]/i.test(text);
  return [
    ...said,
    ...(isReadable ? [] : ["text"]),
    ...(Buffer.byteLength(text) <= 1024 * 1024 ? [] : ["size"]),
  ];
}
