import type { Group } from "../evaluate/group.ts";
import type { CompletedGroup, GroupCount } from "../evaluate/grouped-correlation.ts";
import { commandLine } from "./lineage-lines.ts";
import { count } from "./phrase.ts";
import { visible } from "./visible.ts";

const NAME_LIMIT = 200;
const RULES_SHOWN = 20;

/**
 * What a correlation counted together, and how much of it, visible, not yet escaped for HTML: `counted by image
 * /usr/bin/cat .netrc .npmrc: git_credential_read 1, npm_credential_read 1`.
 */
export function groupLine({ group, counts }: CompletedGroup): string {
  const name = groupName(group, NAME_LIMIT);
  const shown = counts.slice(0, RULES_SHOWN).map(countText);
  const more = counts.length - shown.length;
  const rest = more > 0 ? ` and ${count(more, "more rule")}` : "";
  return `counted by ${group.by} ${name}: ${shown.join(", ")}${rest}`;
}

/** What a group has in common, visible; of a name so many characters. */
export function groupName(group: Group, limit: number): string {
  return "image" in group ? commandLine(group.image) : visible(group.name.raw, limit);
}

function countText({ ruleId, total, distinct }: GroupCount): string {
  const values = distinct === undefined ? "" : ` (${count(distinct, "value")})`;
  return `${visible(ruleId, NAME_LIMIT)} ${total.toLocaleString("en")}${values}`;
}
