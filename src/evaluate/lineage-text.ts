import { posix } from "node:path";

/** A program image as the JSON form of events has it. */
export interface PlainImage {
  readonly exec_path: string;
  readonly argv: readonly string[];
  readonly file_path?: string;
  readonly is_root_owned?: boolean;
  readonly is_runner?: boolean;
  readonly cwd?: string;
}

/** Where a program is taken to lie that is written without a folder; there it is root's. */
const USUAL_FOLDER = "/usr/bin";

/**
 * Reads the short form of a lineage, from the outermost program to the innermost: `npm ci > sh -c 'node x.js' > curl`.
 * Words in quotes may hold spaces and `>`. An image that is only `$name` stands for a lineage of that name. Gives
 * what is wrong with it as a string.
 */
export function parseLineage(
  text: string,
  named: ReadonlyMap<string, readonly PlainImage[]>,
): readonly PlainImage[] | string {
  const images: PlainImage[] = [];
  const words = wordsOf(text);
  if (words === undefined) return "a quote is not closed";
  for (const command of divide(words)) {
    const [program, ...args] = command.map((word) => word.text);
    if (program === undefined || program === "") return "there is no program on one side of a >";
    if (program.startsWith("$") && command[0]?.isQuoted === false) {
      const lineage = named.get(program.slice(1));
      if (lineage === undefined) return `there is no lineage "${program.slice(1)}" before this`;
      if (args.length > 0) return `"${program}" stands for whole programs, and takes no arguments`;
      images.push(...lineage);
    } else {
      const is_root_owned = !program.includes("/");
      const exec_path = is_root_owned ? `${USUAL_FOLDER}/${program}` : program;
      images.push({
        exec_path,
        argv: [posix.basename(program), ...args],
        file_path: exec_path,
        is_root_owned,
      });
    }
  }
  return images;
}

interface Word {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** A word: bare characters, and parts in single or double quotes, in which nothing is special. */
const WORD = /\s*((?:'[^']*'|"[^"]*"|[^\s'"])+)\s*/y;

function wordsOf(text: string): Word[] | undefined {
  const words: Word[] = [];
  WORD.lastIndex = 0;
  while (WORD.lastIndex < text.length && text.slice(WORD.lastIndex).trim() !== "") {
    const word = WORD.exec(text)?.[1];
    if (word === undefined) return undefined;
    const bare = word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_all, single, double) => single ?? double);
    words.push({ text: bare, isQuoted: bare !== word });
  }
  return words;
}

function divide(words: readonly Word[]): Word[][] {
  const commands: Word[][] = [[]];
  for (const word of words) {
    if (word.text === ">" && !word.isQuoted) commands.push([]);
    else commands.at(-1)?.push(word);
  }
  return commands;
}
