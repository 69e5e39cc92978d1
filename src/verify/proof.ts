import { isUnjudged, type Report, type Result } from "../report/report.ts";
import { judge } from "../watch/judge.ts";
import { EXIT, type ExitCode } from "../watch/verdict.ts";

/** What a log has to be, for it to prove that a job passed. */
export interface Expected {
  /** The log's first public key, 64 hexadecimal digits, as it was told before the job's first step. */
  readonly key: string;
  /** What the log's job says of itself, by the names of JobContext; what is not named here can be anything. */
  readonly context: Readonly<Record<string, string>>;
  /** The run's attempt at the latest: a job that is not run again keeps the log of an earlier one. */
  readonly lastAttempt?: number | undefined;
  /** SHA-256 (hex) of the rules and how they are applied, as digestRules gives it; undefined for any. */
  readonly rulesDigest?: string | undefined;
}

/** Why a log proves nothing, or proves that its job did not pass. Its texts can hold data of the job, not yet made visible. */
export type Objection =
  /** It was altered, is not whole, was not ended, or is signed by another key: the faults of its report say which. */
  | { readonly code: "tampered" }
  /** It is a copy in which secrets are overwritten: no signature can hold for it. */
  | { readonly code: "masked" }
  /** It says that it is of another job. */
  | { readonly code: "other-job"; readonly name: string; readonly expected: string; readonly found: string }
  | { readonly code: "other-rules"; readonly expected: string; readonly found: string }
  /** No rule judged it. */
  | { readonly code: "unjudged" }
  /** It is the job's own, and says that the job did not pass. */
  | { readonly code: "not-passed"; readonly result: Exclude<Result, "passed" | "tampered"> };

/** What a log proves. */
export interface Proof {
  /** By the rules in the log. */
  readonly report: Report;
  /** Empty where it proves that the job passed. */
  readonly objections: readonly Objection[];
}

/**
 * Judges a log by the rules in it, and says what it proves of the job that is expected. Whatever is wrong with its bytes is an
 * objection; what its chunks throw as well, where it is told by a RunwardenError.
 */
export async function prove(chunks: AsyncIterable<Uint8Array>, expected: Expected): Promise<Proof> {
  const report = await judge({ ...RECORDING, chunks, signatures: { firstKey: expected.key } }, []);
  return { report, objections: objectionsTo(report, expected) };
}

/** What a masked copy says, which proves nothing: whose it is, and what it is worth. */
export async function refuseMasked(chunks: AsyncIterable<Uint8Array>): Promise<Proof> {
  return { report: await judge({ ...RECORDING, chunks }, []), objections: [{ code: "masked" }] };
}

/**
 * Nobody has kept anything of it but its key, and nothing is known yet of what is wrong with it. Whoever ends a watch rightly, post
 * or `run`, does so from within the scope; a process that has left it to do that in their place has none.
 */
const RECORDING = { form: "own-log", jobDigest: undefined, asker: "of-scope", faults: [] } as const;

function objectionsTo(report: Report, expected: Expected): Objection[] {
  return [
    // What it says of itself is then worth nothing.
    ...(report.result === "tampered" ? [{ code: "tampered" } as const] : othersOf(report, expected)),
    ...(isUnjudged(report) ? [{ code: "unjudged" } as const] : []),
    ...failureOf(report),
  ];
}

function failureOf({ result, outcome }: Report): Objection[] {
  // A log that was altered can prove what is left in it.
  const told = result === "tampered" ? outcome.result : result;
  return told === "passed" ? [] : [{ code: "not-passed", result: told }];
}

/** What the log is of another one of. */
function othersOf({ recorded }: Report, { context, lastAttempt, rulesDigest }: Expected): Objection[] {
  const told = recorded.job?.context ?? {};
  const objections = Object.entries(context).flatMap(([name, expected]): Objection[] => {
    const found = told[name] ?? "";
    return found === expected ? [] : [{ code: "other-job", name, expected, found }];
  });
  const attempt = told.run_attempt ?? "";
  if (lastAttempt !== undefined && !(Number(attempt) >= 1 && Number(attempt) <= lastAttempt)) {
    objections.push({
      code: "other-job",
      name: "run_attempt",
      expected: lastAttempt === 1 ? "1" : `1 to ${lastAttempt}`,
      found: attempt,
    });
  }
  const found = recorded.digests?.rules ?? "";
  if (rulesDigest !== undefined && rulesDigest !== found) {
    objections.push({ code: "other-rules", expected: rulesDigest, found });
  }
  return objections;
}

const RESULT_EXITS = {
  terminated: EXIT.detected,
  detected: EXIT.detected,
  incomplete: EXIT.incomplete,
} as const;

/** The exit code for what a log proves: that of the gravest objection. */
export function proofExit({ objections }: Pick<Proof, "objections">): ExitCode {
  const codes = objections.map((objection) =>
    objection.code === "not-passed" ? RESULT_EXITS[objection.result] : EXIT.tampered,
  );
  return codes.find((code) => code === EXIT.tampered) ?? codes[0] ?? EXIT.passed;
}
