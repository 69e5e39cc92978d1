import { CommandReader } from "./command-reader.ts";
import { addHeld } from "./held.ts";
import { findInPipeline, type PipedCommand, targetOf } from "./input.ts";
import { pipelinesOfScript } from "./script.ts";
import { type SecretPart, Secrets, SecretsOfPart } from "./spans.ts";
import { findInText } from "./text.ts";

/** Scripts in scripts that are read: `bash -c "sudo sh -c 'mysql -pX'"` has two. */
const DEPTH_LIMIT = 4;

/** Finds what is secret in the arguments of a program, the first of which is its name: for each its places. */
export function secretsOfArguments(args: readonly string[]): readonly (readonly SecretPart[])[] {
  const values = new Set<string>();
  const command = new CommandReader(args, "given", scriptsBelow(0));
  const found = args.map((text) => {
    const secrets = new Secrets(values);
    command.take({ text, isExpanded: false }, secrets);
    return secrets;
  });
  return found.map((secrets, index) => {
    secrets.addEach(args[index] ?? "", values);
    return secrets.spans;
  });
}

/** Finds what is secret in a text that a shell reads, such as a line of a step. */
export function secretsOfScript(text: string): readonly SecretPart[] {
  const secrets = new Secrets();
  findInScript(text, secrets, 1);
  secrets.addEach(text, secrets.values);
  return secrets.spans;
}

/** `depth` is how many scripts and commands it stands in. */
function findInScript(text: string, secrets: Secrets, depth: number): void {
  if (depth <= DEPTH_LIMIT) {
    for (const commands of pipelinesOfScript(text)) {
      const pipeline = commands.map((words): PipedCommand => {
        const isTold = commands.length === 1 && targetOf(words) === "";
        const texts = words.map((word) => word.text);
        const reader = new CommandReader(texts, isTold ? "told" : "kept", scriptsBelow(depth));
        for (const word of words) reader.take(word, new SecretsOfPart(secrets, word.start));
        return { words, reader };
      });
      findInPipeline(text, pipeline, (form, { text, start, isExpanded }) =>
        addHeld(
          form,
          { text, start: 0, end: text.length, isExpanded, name: "" },
          new SecretsOfPart(secrets, start),
        ),
      );
    }
  }
  findInText(text, "script", secrets);
}

/** Reads the scripts in the words of what stands in so many. */
function scriptsBelow(depth: number): (text: string, secrets: Secrets) => void {
  return (text, secrets) => findInScript(text, secrets, depth + 1);
}
