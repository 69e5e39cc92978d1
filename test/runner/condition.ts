/** What a status function of a condition asks: the job's state, or in a composite action that of the action. */
export type Status = "success" | "failure" | "cancelled";

/** A condition of `if:`, `pre-if:` or `post-if:`. */
export type Condition = (status: Status) => boolean;

const FUNCTIONS: Readonly<Record<string, Condition>> = {
  always: () => true,
  success: (status) => status === "success",
  failure: (status) => status === "failure",
  cancelled: (status) => status === "cancelled",
};

/**
 * Parses the part of GitHub's expressions that asks for a status: the four functions, true, false, !, &&, || and
 * parentheses, within ${{ }} or without. One that names no function means success() && it. Throws on anything else.
 * As ConvertToIfCondition in actions/runner, src/Sdk/DTPipelines/Pipelines/ObjectTemplating/PipelineTemplateConverter.cs.
 */
export function parseCondition(text = ""): Condition {
  const inner = /^\s*\$\{\{(.*)\}\}\s*$/s.exec(text)?.[1] ?? text;
  if (inner.trim() === "") return FUNCTIONS.success as Condition;
  const parser = new Parser(inner);
  const condition = parser.whole();
  return parser.hasFunction ? condition : (status) => status === "success" && condition(status);
}

class Parser {
  hasFunction = false;
  readonly #text: string;
  readonly #tokens: string[];

  constructor(text: string) {
    this.#text = text;
    this.#tokens = text.match(/&&|\|\||[!()]|\w+|\S/g) ?? [];
  }

  whole(): Condition {
    const condition = this.#or();
    if (this.#tokens.length > 0) this.#refuse();
    return condition;
  }

  #or(): Condition {
    const parts = [this.#and()];
    while (this.#take("||")) parts.push(this.#and());
    return (status) => parts.some((part) => part(status));
  }

  #and(): Condition {
    const parts = [this.#not()];
    while (this.#take("&&")) parts.push(this.#not());
    return (status) => parts.every((part) => part(status));
  }

  #not(): Condition {
    if (this.#take("!")) {
      const part = this.#not();
      return (status) => !part(status);
    }
    if (this.#take("(")) {
      const part = this.#or();
      if (!this.#take(")")) this.#refuse();
      return part;
    }
    return this.#word();
  }

  #word(): Condition {
    const word = this.#tokens.shift()?.toLowerCase() ?? "";
    if (word === "true" || word === "false") return () => word === "true";
    const found = Object.hasOwn(FUNCTIONS, word) ? FUNCTIONS[word] : undefined;
    if (found === undefined || !this.#take("(") || !this.#take(")")) return this.#refuse();
    this.hasFunction = true;
    return found;
  }

  #take(token: string): boolean {
    if (this.#tokens[0] !== token) return false;
    this.#tokens.shift();
    return true;
  }

  #refuse(): never {
    throw new Error(`The condition '${this.#text.trim()}' is not one that this runner can evaluate`);
  }
}
