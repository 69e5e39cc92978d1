/** One of the forms in which a result is handed over. */
export interface Output {
  readonly name: string;
  /** What to say where it fails, but for the reason: `The summary was not written`. */
  readonly failed: string;
  readonly make: () => void | Promise<void>;
}

/** An output that could not be made. */
export interface OutputFailure {
  readonly name: string;
  readonly failed: string;
  /** Not yet made visible: it can hold names that the job chose. */
  readonly reason: string;
}

/**
 * Makes each output by itself, one after the other: whatever keeps one from being made, a defect of ours as well,
 * costs only that one. Never throws.
 */
export async function makeOutputs(outputs: readonly Output[]): Promise<OutputFailure[]> {
  const failures: OutputFailure[] = [];
  for (const { name, failed, make } of outputs) {
    try {
      await make();
    } catch (error) {
      failures.push({ name, failed, reason: reasonOf(error) });
    }
  }
  return failures;
}

/** The failure as a sentence. */
export function failureSentence({ failed, reason }: OutputFailure): string {
  return `${failed}: ${reason}.`;
}

/** What an error says, without its final dot. Anything can be thrown, even what says nothing. */
export function reasonOf(error: unknown): string {
  try {
    const text = error instanceof Error ? error.message : String(error);
    return text.replace(/\.$/, "");
  } catch {
    return "it cannot be said why";
  }
}
