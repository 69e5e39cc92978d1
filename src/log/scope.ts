/**
 * What is watched. `job`: what the job starts, and what it makes others start. `machine`: every process but those of
 * the runner that start the steps, kernel threads, and Runwarden.
 */
export type Scope = (typeof SCOPES)[number];

export const SCOPES = ["job", "machine"] as const;

/** True for the name of a scope. */
export function isScope(name: string): name is Scope {
  return (SCOPES as readonly string[]).includes(name);
}
