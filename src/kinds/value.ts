/**
 * A string of an event. `raw` keeps every byte that the kernel gave: a byte that is no UTF-8 stands in it as a
 * lone surrogate U+DC80 to U+DCFF, which JSON writes and reads back without loss. `folded` is the form that
 * rules compare.
 */
export interface Text {
  readonly raw: string;
  readonly folded: string;
  /** Its own number among all interned strings, from 0; what is known about a string can stand at this place. */
  readonly number?: number;
}

/** A program image in the lineage: what was executed, and the image it came from. */
export interface Image {
  readonly exec_path: Text;
  readonly argv: readonly Text[];
  readonly exact_argv?: readonly Text[];
  readonly is_argv_cut?: boolean;
  readonly file_path?: Text;
  readonly is_root_owned?: boolean;
  readonly is_runner?: boolean;
  readonly cwd?: Text;
  /** Of what its command line is; what Program finds where an event does not say it. */
  readonly tool?: Text;
  readonly verb?: Text;
  /**
   * The same wherever this image is told of that ran, its forks among it, and of no other; an event that does not come
   * from a log has none.
   */
  readonly imageNumber?: number | undefined;
}

/** An image above the process, with the images between it and the process, from the ancestor downwards. */
export interface Ancestor extends Image {
  /** Of its process, where they are known. Several images are of one process, which was each of them in its turn. */
  readonly pid?: number | undefined;
  /** When that process started, in milliseconds since 1970 (UTC). */
  readonly startedMs?: number | undefined;
  readonly descendants: readonly Ancestor[];
}

/** A file in which a package says its version, as package managers unpack it. */
export type Manifest = "package.json" | "PKG-INFO";

/** A package by the folder that it was unpacked into. */
export interface PackageFolder {
  readonly name: string;
  /** Without a slash at its end. */
  readonly path: string;
  /** As the folder's own name says it; empty where it does not. */
  readonly version: string;
  /** Where it says its version besides. */
  readonly manifest: Manifest | undefined;
}

/** A process as it was when the event happened. */
export interface Process extends Image {
  /** 0 where it is not known: the event does not come from a log. */
  readonly pid: number;
  /** In milliseconds since 1970 (UTC); undefined where it is not known. */
  readonly startedMs?: number | undefined;
  /** Newest first: the immediate parent, then its parent. */
  readonly ancestors: readonly Ancestor[];
  readonly ancestors_left_out?: number;
  /** What its lineage says of installers, packages and steps. */
  readonly installer?: Text;
  /** The image of that; where it is not said, the ancestors tell. */
  readonly installerImage?: Image | undefined;
  readonly package?: Text;
  /** The folder of that package; undefined where it is not known, or there is none. */
  readonly packageFolder?: PackageFolder | undefined;
  readonly step?: Text;
  readonly action?: Text;
  /** Arguments of an ancestor are cut; where it is not said, the ancestors tell. */
  readonly hasCutAncestor?: boolean | undefined;
  /**
   * The image it came from, where that is one object for all that came from it, and the ancestors are this image
   * and then its own ancestors: so what is found out about those can be found out once.
   */
  readonly above?: Process | undefined;
}

/**
 * The type of a field as a rule sees it. A path and an address are strings to a condition; a process, and the list of
 * its ancestors, are asked for their own fields.
 */
export type FieldType =
  | "string"
  | "path"
  | "address"
  | "int"
  | "bool"
  | "list of strings"
  | "list of exact strings"
  | "process"
  | "list of ancestors";

/** Something that a rule can ask of an event, of a process or of an ancestor. */
export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly doc: string;
  readonly example: string;
  /** All that it can be besides empty, where that is known; and the bounds of an int. */
  readonly values?: readonly string[];
  readonly range?: readonly [number, number];
  /** Where its strings are names of DNS. */
  readonly form?: "domain";
  /** JSON leaves it out where it is empty, 0 or false; events that others wrote do not have it. */
  readonly isSparse?: true;
  /** JSON does not have it: another field says the same. */
  readonly isOnlyAsked?: true;
  /** Words that none of its strings is, each with the one that stands for it. */
  readonly otherWords?: ReadonlyMap<string, string>;
}

/** True for the types that are strings to a condition. */
export function isStringType(type: FieldType): type is "string" | "path" | "address" {
  return type === "string" || type === "path" || type === "address";
}

interface ValueOfFieldType {
  readonly string: Text;
  readonly path: Text;
  readonly address: Text;
  readonly int: number;
  readonly bool: boolean;
  readonly "list of strings": readonly Text[];
  /** Their `folded` has its case: it is what rules compare. */
  readonly "list of exact strings": readonly Text[];
  readonly process: Process;
  readonly "list of ancestors": readonly Ancestor[];
}

/** What a field holds. */
export type FieldValue = ValueOfFieldType[FieldType];

/** The values of fields by name. */
export type ValuesOf<F extends readonly Field[]> = {
  readonly [Each in F[number] as Each extends { readonly isSparse: true }
    ? never
    : Each["name"]]: ValueOfFieldType[Each["type"]];
} & {
  readonly [Each in F[number] as Each extends { readonly isSparse: true }
    ? Each["name"]
    : never]?: ValueOfFieldType[Each["type"]];
};
