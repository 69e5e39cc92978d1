/** What went wrong, for callers and tests; the message is for people. */
export type ErrorCode =
  | "usage"
  | "rules"
  | "log-invalid"
  | "log-digest"
  | "event-invalid"
  | "collector-start"
  | "collector-stop"
  | "collector-read"
  | "unsupported"
  | "tampered"
  | "input-invalid"
  | "rules-fetch"
  | "artifact-upload"
  | "artifact-download";

/** The one error class of Runwarden: a code, and a message that says what is wrong, where, and what to do. */
export class RunwardenError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "RunwardenError";
    this.code = code;
  }
}
