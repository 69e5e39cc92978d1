import { isKey } from "../log/signatures.ts";
import { isObject, type Json, parseObject } from "../shape/json.ts";

/** The first key of a log, and of which job it is where that is known. */
export interface LogKey {
  readonly key: string;
  readonly job?: string;
}

/** What a text says of guarded jobs: the keys of their logs, and what is wrong with it, a sentence each. */
export interface LogKeys {
  readonly keys: readonly LogKey[];
  readonly faults: readonly string[];
}

/** Outputs of jobs whose names begin so are keys of logs. */
const OUTPUT = "log-key";

/**
 * Reads keys, parted by spaces or line ends; or what `toJSON(needs)` gives of the jobs that this one needs: each must have
 * succeeded, and have at least one output that begins with `log-key`, each of which is a key.
 */
export function readLogKeys(text: string): LogKeys {
  const needs = parseObject(text);
  const read = needs === undefined ? readWords(text) : readNeeds(needs);
  if (read.keys.length === 0 && read.faults.length === 0) return { keys: [], faults: [NO_KEY] };
  const told = new Set(read.keys.map(({ key }) => key));
  if (told.size === read.keys.length) return read;
  return { ...read, faults: [...read.faults, "One key is given twice: each log has a key of its own."] };
}

const NO_KEY =
  "There is no key of a log: give what the step of Runwarden has as its output log-key in the guarded job.";

function readWords(text: string): LogKeys {
  const words = text.split(/\s+/).filter((word) => word !== "");
  const keys = words.filter(isKey).map((key) => ({ key }));
  const isWrong = keys.length < words.length;
  return { keys, faults: isWrong ? ["A key of a log is 64 hexadecimal digits, in lower case."] : [] };
}

function readNeeds(needs: Json): LogKeys {
  const keys: LogKey[] = [];
  const faults: string[] = [];
  for (const [job, value] of Object.entries(needs)) {
    const { result, outputs } = isObject(value) ? value : {};
    if (typeof result !== "string") return { keys, faults: [NO_NEEDS] };
    if (result !== "success") faults.push(`The job ${job} has not succeeded: it is ${result}.`);
    const given = Object.entries(isObject(outputs) ? outputs : {}).filter(([name]) =>
      name.startsWith(OUTPUT),
    );
    if (given.length === 0) faults.push(`The job ${job} has no output ${OUTPUT}.`);
    for (const [name, key] of given) {
      if (typeof key === "string" && isKey(key)) keys.push({ key, job });
      else faults.push(`The output ${name} of the job ${job} is no key of a log.`);
    }
  }
  return { keys, faults };
}

const NO_NEEDS = "The keys are JSON, but not what toJSON(needs) gives.";
