import type { Scope } from "./coverage.ts";
import { SCOPES } from "./format.ts";

export type { Scope } from "./coverage.ts";
export { SCOPES } from "./format.ts";

/** True for the name of a scope. */
export function isScope(name: string): name is Scope {
  return (SCOPES as readonly string[]).includes(name);
}
