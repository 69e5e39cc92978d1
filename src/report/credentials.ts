import { type Event, eventWith, type Process } from "../events/event.ts";
import { NO_TEXT, textOf } from "../events/program.ts";
import type { EventRule, Rule } from "../rules/rule.ts";
import type { MatchedEvent } from "./incident-tree.ts";

/** The tag by which a rule says what is to be renewed where it matched, and where: `npm: npmjs.com › Access Tokens`. */
export const ROTATE_TAG = "rotate";

/** A kind of credentials that was read. */
export interface CredentialFamily {
  readonly name: string;
  /** Where they are renewed; empty where the rule does not say. */
  readonly page: string;
  /** The files that were read, each once; none where they are in no file. */
  readonly paths: readonly string[];
}

interface Family {
  readonly name: string;
  readonly page: string;
}

/**
 * Tells of events which credentials they reached. The rules are the one list of families there is: one that matched says
 * it by its tag, and of a file that another rule is about, such as one of what was uploaded, those are asked that have it.
 */
export class Credentials {
  readonly #askable: readonly (EventRule & { readonly family: Family })[];
  readonly #byPath = new Map<string, readonly Family[]>();

  /** `rules` are all that were loaded, where that is known. */
  constructor(rules: readonly Rule[]) {
    this.#askable = rules.flatMap((rule) => {
      const family = familyOf(rule);
      return family !== undefined && rule.type === "event" && rule.eventKind === "file_open"
        ? [{ ...rule, family }]
        : [];
    });
  }

  /** The families, in the order in which they were read. */
  families(told: readonly MatchedEvent[]): CredentialFamily[] {
    const found = new Map<string, { readonly family: Family; readonly paths: Set<string> }>();
    for (const each of told) {
      for (const family of this.of(each)) {
        const known = found.get(family.name) ?? { family, paths: new Set() };
        found.set(family.name, known);
        if (each.event.kind === "file_open") known.paths.add(each.event.payload.path.raw);
      }
    }
    return [...found.values()].map(({ family, paths }) => ({ ...family, paths: [...paths] }));
  }

  /** What one event reached; empty for none. */
  of({ event, rules }: MatchedEvent): readonly Family[] {
    const tagged = rules.flatMap((rule) => familyOf(rule) ?? []);
    if (tagged.length > 0 || event.kind !== "file_open" || !event.payload.is_read) return tagged;
    const path = event.payload.path.raw;
    let families = this.#byPath.get(path);
    if (families === undefined) {
      const asked = readByAnybody(event);
      families = this.#askable.filter((rule) => rule.isTrue(asked)).map(({ family }) => family);
      this.#byPath.set(path, families);
    }
    return families;
  }
}

function familyOf({ tags }: Rule): Family | undefined {
  const [, name, page = ""] = /^(.*?)(?:: (.*))?$/s.exec(tags[ROTATE_TAG] ?? "") ?? [];
  return name === undefined || name === "" ? undefined : { name, page };
}

/** The event as one of a program that no rule knows: then only the path decides. */
function readByAnybody(event: Event): Event {
  return eventWith(event, { process: ANYBODY });
}

const ANYBODY: Process = {
  pid: 0,
  exec_path: NO_TEXT,
  argv: [],
  ancestors: [],
  package: textOf("?"),
};
