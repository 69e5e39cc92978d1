import { type EventKind, fieldsOf } from "../../src/kinds/index.ts";
import type { Field, FieldType } from "../../src/kinds/value.ts";
import type { Random } from "../random.ts";
import { LISTS, type Part, plainType, STRINGS } from "./condition-part.ts";

const RANGES = ["10.0.0.0/8", "192.168.0.0/16", "10.1.2.3/32", "0.0.0.0/0", "2001:db8::/32", "::/0"];
const INTS = ["0", "1", "-1", "66", "443", "9007199254740993", "-9223372036854775808"];

/** Inside each other, lists as long as that one would take minutes. */
const LIST_NAMES = Object.keys(LISTS).filter((name) => name !== "networks");

type Pieces = Part["pieces"];
/** Types of which there are values in conditions that are no lists. */
type ScalarType = Extract<FieldType, "string" | "int" | "bool">;
type Type = ScalarType | "ancestor";
interface Variable {
  readonly name: string;
  readonly type: Type;
}

/** A valid condition over events of one kind. */
export function randomCondition(random: Random, kind: EventKind): Part {
  return conditionOver(random, fieldsOf(kind));
}

/** A valid condition over some fields. */
export function conditionOver(random: Random, fields: readonly Field[]): Part {
  return new Generator(random, fields).bool(4, []);
}

class Generator {
  readonly #random: Random;
  readonly #fields: readonly Field[];
  /** The process, and the fields that are processes. */
  readonly #processes: readonly string[];

  constructor(random: Random, fields: readonly Field[]) {
    this.#random = random;
    this.#fields = fields;
    this.#processes = ["process", ...this.#named("process")];
  }

  #named(type: FieldType): string[] {
    return this.#fields.filter((field) => plainType(field.type) === type).map(({ name }) => name);
  }

  bool(depth: number, scope: readonly Variable[]): Part {
    const forms =
      depth === 0
        ? ["field", "field", "compare", "method"]
        : [
            "and",
            "or",
            "and",
            "or",
            "not",
            "choose",
            "compare",
            "in",
            "method",
            "method",
            "exists",
            "exists",
            "exists",
            "any",
            "family",
            "range",
            "field",
            "lists",
            "exact",
          ];
    switch (this.#random.pick(forms)) {
      case "and":
        return this.#chain(" && ", depth, scope);
      case "or":
        return this.#chain(" || ", depth, scope);
      case "not":
        return { pieces: ["!(", this.bool(depth - 1, scope), ")"] };
      case "choose": {
        const parts = [1, 2, 3].map(() => this.bool(depth - 1, scope)) as [Part, Part, Part];
        return { pieces: ["(", parts[0], " ? ", parts[1], " : ", parts[2], ")"] };
      }
      case "compare": {
        const type = this.#random.pick<ScalarType>(["string", "string", "int", "bool"]);
        const operator = this.#random.pick(["==", "==", "!=", "<", "<=", ">", ">="]);
        return {
          pieces: [
            "(",
            ...this.#scalar(type, depth, scope),
            ` ${operator} `,
            ...this.#scalar(type, depth, scope),
            ")",
          ],
        };
      }
      case "in": {
        const type = this.#random.pick<ScalarType>(["string", "string", "int", "bool"]);
        return {
          pieces: ["(", ...this.#scalar(type, depth, scope), " in ", ...this.#list(type, depth, scope), ")"],
        };
      }
      case "method": {
        const method = this.#random.pick(["startsWith", "endsWith", "contains"]);
        return {
          pieces: [
            ...this.#scalar("string", depth, scope),
            `.${method}(`,
            ...this.#scalar("string", depth, scope),
            ")",
          ],
        };
      }
      case "exists":
        return this.#exists(depth, scope);
      case "any":
        return this.#any(depth, scope);
      case "family":
        return this.#family(depth, scope);
      case "range":
        if (this.#random.oneIn(3)) return this.#ranges(scope);
        return {
          pieces: [
            "inIpRange(",
            ...this.#scalar("string", depth, scope),
            `, "${this.#random.pick(RANGES)}")`,
          ],
        };
      case "exact":
        return this.#exact(depth, scope);
      case "lists": {
        const operator = this.#random.pick(["==", "!="]);
        return {
          pieces: [
            "(",
            ...this.#list("string", depth, scope),
            ` ${operator} `,
            ...this.#list("string", depth, scope),
            ")",
          ],
        };
      }
      default:
        return { pieces: this.#scalar("bool", 0, scope) };
    }
  }

  #chain(operator: string, depth: number, scope: readonly Variable[]): Part {
    const pieces: (string | Part)[] = ["(", this.bool(depth - 1, scope)];
    for (let more = 1 + this.#random.below(3); more > 0; more--)
      pieces.push(operator, this.bool(depth - 1, scope));
    return { pieces: [...pieces, ")"] };
  }

  #exists(depth: number, scope: readonly Variable[]): Part {
    const type = this.#random.pick<Type>(["string", "string", "ancestor", "ancestor", "int", "bool"]);
    // A name that is there already is hidden inside.
    const name = `v${this.#random.below(3)}`;
    const inner = [{ name, type }, ...scope.filter((variable) => variable.name !== name)];
    return {
      pieces: [...this.#list(type, depth, scope), `.exists(${name}, `, this.bool(depth - 1, inner), ")"],
    };
  }

  /** The form in which rules look for one of many strings. */
  #any(depth: number, scope: readonly Variable[]): Part {
    const names = LIST_NAMES.map((name) => `list.${name}`);
    const list = this.#random.oneIn(4) ? this.#list("string", depth, scope) : [this.#random.pick(names)];
    const text = this.#scalar(
      "string",
      depth,
      scope.filter(({ name }) => name !== "v"),
    );
    const method = this.#random.pick(["startsWith", "endsWith", "contains", "=="]);
    return {
      pieces: [...list, ".exists(v, ", ...text, ...(method === "==" ? [" == v)"] : [`.${method}(v))`])],
    };
  }

  /** An address in one of many ranges, by itself and beside what else is asked of each. */
  #ranges(scope: readonly Variable[]): Part {
    // Inside another exists, so long a list would be looked through again and again.
    const list =
      scope.length === 0 && this.#random.oneIn(4)
        ? "list.networks"
        : this.#random.pick(["list.ranges", "['10.1.0.0/16', '::/0']", "list.empty"]);
    const inner = [{ name: "r", type: "string" } as const, ...scope.filter(({ name }) => name !== "r")];
    const outer = inner.slice(1);
    const test: Pieces = ["inIpRange(", ...this.#scalar("string", 0, outer), ", r)"];
    const predicate = this.#random.pick<Pieces>([
      test,
      test,
      ["!", ...test],
      ["(", ...test, " && ", this.bool(0, inner), ")"],
      ["(", this.bool(0, outer), " || ", ...test, ")"],
      ["(", this.bool(0, outer), " ? ", ...test, " : ", this.bool(0, inner), ")"],
    ]);
    return { pieces: [`${list}.exists(r, `, ...predicate, ")"] };
  }

  /** Arguments with their case, among other things that have none. */
  #exact(depth: number, scope: readonly Variable[]): Part {
    const images = [
      ...this.#processes,
      ...scope.filter(({ type }) => type === "ancestor").map(({ name }) => name),
    ];
    const list = `${this.#random.pick(images)}.exact_argv`;
    const literal = () => ({ literal: this.#random.pick(STRINGS), isExact: true }) as const;
    const method = this.#random.pick(["startsWith", "endsWith", "contains"]);
    const others = scope.filter(({ name }) => name !== "e");
    const choice: Pieces = ["(", this.bool(0, others), " ? e : ", literal(), ")"];
    const test = this.#random.pick<Pieces>([
      ["e == ", literal()],
      [literal(), " != e"],
      [`e.${method}(`, literal(), ")"],
      [literal(), `.${method}(e)`],
      ["e in [", literal(), ", ", literal(), "]"],
      ["[e, ", literal(), "].exists(v, v >= ", literal(), ")"],
      [...choice, " < ", literal()],
    ]);
    return this.#random.pick<Part>([
      { pieces: ["(", literal(), ` in ${list})`] },
      { pieces: [`(${list} != [`, literal(), "])"] },
      { pieces: [`${list}.exists(e, `, ...test, ")"] },
      { pieces: [`${list}.exists(e, (`, ...test, " && ", this.bool(Math.max(0, depth - 1), others), "))"] },
    ]);
  }

  /** Ancestors by what lies between them and the process. */
  #family(depth: number, scope: readonly Variable[]): Part {
    const [upper, lower] = [
      { name: "upper", type: "ancestor" } as const,
      { name: "lower", type: "ancestor" } as const,
    ];
    const outer = scope.filter(({ name }) => name !== upper.name && name !== lower.name);
    const text = this.#scalar("string", 0, [upper]);
    const inner = this.bool(depth - 1, [lower, upper, ...outer]);
    return {
      pieces: [
        `${this.#random.pick(this.#processes)}.ancestors.exists(upper, `,
        ...text,
        ".contains(",
        { literal: this.#random.pick(["", "n", "/"]) },
        ") && upper.descendants.exists(lower, ",
        inner,
        "))",
      ],
    };
  }

  #scalar(type: ScalarType, depth: number, scope: readonly Variable[]): Pieces {
    if (depth > 0 && this.#random.oneIn(8)) {
      const [then, otherwise] = [this.#scalar(type, 0, scope), this.#scalar(type, 0, scope)];
      return ["(", this.bool(depth - 1, scope), " ? ", ...then, " : ", ...otherwise, ")"];
    }
    const names = [
      ...this.#named(type),
      ...scope.filter((variable) => variable.type === type).map((variable) => variable.name),
    ];
    if (type === "string") {
      names.push(...this.#processes.map((process) => `${process}.exec_path`));
      for (const variable of scope)
        if (variable.type === "ancestor") names.push(`${variable.name}.exec_path`);
    }
    if (names.length > 0 && !this.#random.oneIn(3)) return [this.#random.pick(names)];
    return [this.#literal(type)];
  }

  #literal(type: ScalarType): Pieces[number] {
    switch (type) {
      case "string":
        return { literal: this.#random.pick(STRINGS) };
      case "int":
        return this.#random.pick(INTS);
      case "bool":
        return this.#random.pick(["true", "false"]);
    }
  }

  #list(type: Type, depth: number, scope: readonly Variable[]): Pieces {
    const ancestors = scope.filter((variable) => variable.type === "ancestor");
    if (type === "ancestor") {
      return [
        this.#random.pick([
          ...this.#processes.map((process) => `${process}.ancestors`),
          ...this.#named("list of ancestors"),
          ...ancestors.map(({ name }) => `${name}.descendants`),
        ]),
      ];
    }
    if (type === "string" && !this.#random.oneIn(4)) {
      const names = [
        ...LIST_NAMES.map((name) => `list.${name}`),
        ...this.#named("list of strings"),
        ...this.#processes.map((process) => `${process}.argv`),
        ...ancestors.map(({ name }) => `${name}.argv`),
      ];
      return [this.#random.pick(names)];
    }
    const items = Array.from({ length: this.#random.below(4) }, () =>
      this.#random.oneIn(3) ? this.#scalar(type, Math.min(depth, 1), scope) : [this.#literal(type)],
    );
    // An empty list goes with every type, and its variable with strings alone.
    if (items.length === 0) items.push([this.#literal(type)]);
    return ["[", ...items.flatMap((item, index) => (index === 0 ? item : [", ", ...item])), "]"];
  }
}
