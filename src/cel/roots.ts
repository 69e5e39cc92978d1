import { PlanMap, type PlanPart, partsOfPlan, type Subject } from "./plan.ts";
import { printSubject } from "./print.ts";

/** What a part depends on, by name; of a subject also which it is. Empty for what is the same for every event. */
type Roots = ReadonlyMap<string, Subject | undefined>;

/** The one subject that a part depends on; undefined where there is none, or where it depends on more. */
export function subjectOf(part: PlanPart): Subject | undefined {
  const [first, ...others] = rootsOf(part).values();
  return others.length === 0 ? first : undefined;
}

/** True where a part asks for what the `exists` of a level is at. */
export function asksVariable(part: PlanPart, level: number): boolean {
  return rootsOf(part).has(variableRoot(level));
}

/** True where a part asks for that, and for nothing else of the event. */
export function asksVariableOnly(part: PlanPart, level: number): boolean {
  return rootsOf(part).size === 1 && asksVariable(part, level);
}

const NO_ROOTS: Roots = new Map();

/** The fields of the payload that are no strings; by these, and by more than one root, nothing is remembered. */
const OTHER_FIELDS: Roots = new Map([["other fields", undefined]]);

const found = new PlanMap<Roots>();

function rootsOf(part: PlanPart): Roots {
  switch (part.op) {
    case "constant":
    case "constants":
      return NO_ROOTS;
    case "variable":
    case "image":
      return single(variableRoot(part.level), undefined);
    case "process":
    case "payload process":
      return ofSubject({ kind: "process", process: part });
    case "payload":
      return OTHER_FIELDS;
    case "field":
    case "texts":
    case "ancestors":
      // All fields of a process are known with it.
      if (part.of.op !== "payload") return rootsOf(part.of);
      if (part.op !== "field" || part.type !== "string") return OTHER_FIELDS;
      return ofSubject({ kind: "text", field: part.name });
    default:
      return found.get(part, rootsOfParts);
  }
}

function rootsOfParts(part: PlanPart): Roots {
  let roots = NO_ROOTS;
  for (const inner of partsOfPlan(part)) roots = both(roots, rootsOf(inner));
  if (part.op !== "exists" && part.op !== "inherited") return roots;
  const outer = new Map(roots);
  outer.delete(variableRoot(part.level));
  return outer;
}

function both(roots: Roots, others: Roots): Roots {
  if (roots.size === 0 || roots === others) return others;
  const added = [...others].filter(([name]) => !roots.has(name));
  return added.length === 0 ? roots : new Map([...roots, ...added]);
}

function variableRoot(level: number): string {
  return `$${level}`;
}

function ofSubject(subject: Subject): Roots {
  return single(printSubject(subject), subject);
}

/** There are few roots, and they are asked for again and again. */
const singles = new Map<string, Roots>();

function single(name: string, subject: Subject | undefined): Roots {
  let roots = singles.get(name);
  if (roots === undefined) {
    roots = new Map([[name, subject]]);
    singles.set(name, roots);
  }
  return roots;
}
