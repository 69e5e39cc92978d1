/**
 * How a value holds a secret.
 * - whole: it is one; of openssl behind `pass:`, while `file:PATH` is none
 * - a sign: behind the first of it, as of `user:password`; of `@` what is between that and the last of it
 * - header: it is a line of HTTP
 * - cookie: it is one where it is `name=value`, else the path of a file
 * - name: it is the name of what comes next
 * - substitution: it is one of sed's, which can put a secret in the place of its name
 * - edit: the same, with what it adds, and it looks for what it is to be done to
 * - prose: people wrote it for people
 * - pattern: it looks for something in texts
 * - body: it is one of a request, as a form or as JSON; behind `@` the path of a file
 * - script: it is one, whose commands have some
 * - setting: it is `name=value`, of which the value is one, but for a plain word
 * - none: it is none, whatever it is called
 * - flag: there is none
 */
export type ValueForm =
  | "whole"
  | ":"
  | "%"
  | ","
  | "="
  | "/"
  | "@"
  | "header"
  | "cookie"
  | "name"
  | "setting"
  | "substitution"
  | "edit"
  | "prose"
  | "pattern"
  | "body"
  | "script"
  | "none"
  | "flag";

/** What the words of a program mean that no name tells. */
export interface ProgramOptions {
  /** Only behind one of these: a word, or several that all have been there. */
  readonly verbs?: readonly string[];
  /** Only where this word stands in the command too, wherever that is. */
  readonly beside?: string;
  /** Letters whose value holds a secret. */
  readonly letters?: Readonly<Record<string, ValueForm>>;
  /** Letters with another value, which the others of a word can be. */
  readonly valued?: string;
  /** The value stands in the word of the letter or nowhere: alone, the program asks for it. */
  readonly isAttached?: true;
  /** Long options, without their hyphens. */
  readonly long?: Readonly<Record<string, ValueForm>>;
  /**
   * What words hold that are no options, and how many of them come first that hold nothing; not those that are `but`, and
   * where there are `members` only what is `member=value`.
   */
  readonly operands?: {
    readonly form: ValueForm;
    readonly from?: number;
    readonly but?: RegExp;
    readonly members?: readonly string[];
  };
  /** What it reads from its standard input holds a secret. */
  readonly input?: ValueForm;
  /** Behind the name of the next launcher, options are that one's. */
  readonly isLauncher?: true;
}

/** Programs by the names of their files, in small letters, and what their words mean. */
export type ProgramRow = readonly [names: string, ...parts: readonly ProgramOptions[]];
