import type { Doers } from "./doers.ts";
import type { WrittenFile } from "./written-files.ts";

/** A program that was executed. */
export interface ExecutedProgram {
  /** What people call it: of a package manager or a runtime the tool and its verb, else its file. */
  readonly name: string;
  /** Empty for those in the folders of the system, which are known by their names. */
  readonly path: string;
  count: number;
}

/** What was connected to, or was tried to be. */
export interface ReachedHost {
  readonly ip: string;
  readonly port: number;
  readonly protocol: string;
  /** Names for which DNS answers have given this address, the first ones. */
  names: readonly string[];
  readonly by: Doers;
  count: number;
  /** How often a connection to it was refused, or who made it ended in the kernel. */
  refused: number;
}

/** A name that was looked up, or given to a server, and that no address which was connected to has. */
export interface AskedName {
  readonly name: string;
  /** What it was for: `dns`, `tls` or `http`. */
  readonly source: string;
  readonly by: Doers;
  count: number;
}

/** A package whose scripts ran when it was installed. */
export interface RunPackage {
  /** With its version, where that is known. */
  readonly title: string;
  readonly folder: string;
  readonly installer: string;
  /** Programs that were executed by its scripts. */
  readonly count: number;
}

/** What one step did. */
export interface StepActivity {
  /** Its script, or its first program; empty for what is of no step. */
  readonly path: string;
  readonly action: string;
  /** The first line of its script; empty where that is not known. */
  readonly line: string;
  /** The command line of the first program of it that is not its script, shortened and visible; empty for none. */
  readonly firstCommand: string;
  /** Of its first event. */
  readonly timeNs: bigint | undefined;
  readonly events: number;
  readonly programs: readonly ExecutedProgram[];
  readonly hosts: readonly ReachedHost[];
  readonly names: readonly AskedName[];
  /** Outside of the workspace. */
  readonly files: readonly WrittenFile[];
  readonly packages: readonly RunPackage[];
  /** How often was done what there was no room for. */
  readonly leftOut: Readonly<Record<"programs" | "hosts" | "names" | "files" | "packages", number>>;
}

/** What a job did, by its steps in the order in which they began. */
export interface Activity {
  /** The folder that is not told of; empty where it is not known. */
  readonly workspace: string;
  readonly steps: readonly StepActivity[];
  /** Events of steps that there was no room for. */
  readonly leftOut: number;
}

export const NO_ACTIVITY: Activity = { workspace: "", steps: [], leftOut: 0 };
