import { matchesObjections, unknownMembers } from "./matches-objections.ts";
import { predicateObjections } from "./predicate-objections.ts";
import { sarifObjections } from "./sarif-objections.ts";

/** What there is against the files of a report, by their schemas and the limits of those who take them. */
export function objectionsTo(read: (name: string) => string): string[] {
  const matches: unknown = JSON.parse(read("matches.json"));
  return [
    ...matchesObjections(matches),
    ...unknownMembers(matches),
    ...sarifObjections(read("matches.sarif")),
    ...predicateObjections(read("predicate.json")),
  ];
}
