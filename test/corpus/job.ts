import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { parseAllDocuments } from "yaml";

export const CORPUS = fileURLToPath(new URL(".", import.meta.url));

/** Texts by path: from the workspace, `~/` from the home folder, or `/`. What begins with `#!` can be executed. */
export type Files = Readonly<Record<string, string>>;

/** A step of a workflow: a script, or an action, whose `main` is JavaScript or whose `run` is a composite's script. */
export interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly main?: string;
  /** Of an action, from its folder. */
  readonly files?: Files;
  readonly env?: Readonly<Record<string, string>>;
  /** What the step ends with; 0 where nothing is said. */
  readonly exits?: number;
}

/** What a job installs: made before the watch, and put into `_packages` beside the workspace. */
export interface Package {
  readonly npm?: string;
  readonly wheel?: string;
  readonly sdist?: string;
  readonly crate?: string;
  /** Of an npm package: its scripts. */
  readonly scripts?: Readonly<Record<string, string>>;
  readonly files?: Files;
}

/** One job: what runs, what it stands for, and what has to become of it. */
export interface Job {
  readonly id: string;
  /** An attack as it was done, one that was changed to pass rules by, or honest work. */
  readonly kind: "attack" | "evasion" | "honest";
  /** Attacks or behaviours (A1, P7) that it stands for, or what it does in a few words. */
  readonly like: string;
  /** `quiet`: no rule fails the job; of an attack that is to say that nobody can see it, and the reason is in `why`. */
  readonly expect: "detect" | "collect" | "quiet";
  readonly why?: string;
  /** True where it needs a package registry: then it has the machine's network, and continuous integration leaves it out. */
  readonly registry?: boolean;
  /** True where continuous integration runs it. */
  readonly ci?: boolean;
  /** Programs without which it cannot run here. */
  readonly needs?: readonly string[];
  /** Who its steps are; root is as in a container. */
  readonly user?: "runner" | "root";
  readonly limit_seconds?: number;
  readonly files?: Files;
  readonly packages?: readonly Package[];
  /** What the stand-in for the internet serves, by path. */
  readonly served?: Files;
  readonly steps: readonly Step[];
}

/** A job that the action itself guards, with these inputs, and not only the collector. */
export interface Guarded {
  readonly inputs?: Readonly<Record<string, string>>;
}

export interface PlacedJob extends Job, Guarded {
  /** The file that it stands in, from the corpus. */
  readonly file: string;
  /** True where it is among those that whoever writes the rules does not look at. */
  readonly isHeldOut: boolean;
}

const text = { type: "string" } as const;
const texts = { type: "object", additionalProperties: text } as const;
const object = (required: readonly string[], properties: Readonly<Record<string, object>>) =>
  ({ type: "object", additionalProperties: false, required, properties }) as const;

const STEP = object([], {
  run: text,
  uses: { type: "string", pattern: "^[\\w.-]+/[\\w./-]+@[\\w./-]+$" },
  main: text,
  files: texts,
  env: texts,
  exits: { type: "integer" },
});

const JOB = object(["id", "kind", "like", "expect", "steps"], {
  id: { type: "string", pattern: "^[a-z0-9]+(-[a-z0-9]+)*$" },
  kind: { enum: ["attack", "evasion", "honest"] },
  like: text,
  expect: { enum: ["detect", "collect", "quiet"] },
  why: text,
  registry: { type: "boolean" },
  ci: { type: "boolean" },
  needs: { type: "array", items: text },
  user: { enum: ["runner", "root"] },
  limit_seconds: { type: "integer", minimum: 1, maximum: 900 },
  files: texts,
  packages: {
    type: "array",
    items: object([], { npm: text, wheel: text, sdist: text, crate: text, scripts: texts, files: texts }),
  },
  served: texts,
  steps: { type: "array", minItems: 1, items: STEP },
});

const isJob = new Ajv({ allErrors: true }).compile<Job>(JOB);

/** All jobs, in the order of their files. Throws with all that is wrong with them. */
export function readJobs(): PlacedJob[] {
  const names = readdirSync(CORPUS, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".yaml"))
    .toSorted();
  const faults: string[] = [];
  const jobs = names.flatMap((file) =>
    parseAllDocuments(readFileSync(join(CORPUS, file), "utf8")).flatMap((document, index): PlacedJob[] => {
      const at = `${file}, job ${index + 1}`;
      const job: unknown = document.toJS();
      if (document.errors.length > 0)
        faults.push(...document.errors.map(({ message }) => `${at}: ${message}`));
      else if (!isJob(job)) faults.push(`${at}: ${JSON.stringify(isJob.errors)}`);
      else {
        if (job.registry === true && job.kind !== "honest") {
          faults.push(`${at}: only honest jobs may have the machine's network`);
        }
        return [{ ...job, file, isHeldOut: dirname(file) === "held-out" }];
      }
      return [];
    }),
  );
  const ids = jobs.map(({ id }) => id);
  for (const id of new Set(ids)) {
    if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push(`two jobs are called ${id}`);
  }
  if (faults.length > 0) throw new Error(faults.join("\n"));
  return jobs;
}

/** Every third job is held out, by its id and not by choice. */
export function belongsHeldOut(id: string): boolean {
  return (createHash("sha256").update(id).digest()[0] ?? 0) % 3 === 0;
}
