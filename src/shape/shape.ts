/** How a value that others wrote must look: one of a rule file, of a file of rule tests, or of a JSON text. */
export type Shape =
  | AnyShape
  | TextShape
  | ConditionShape
  | ChoiceShape
  | IntegerShape
  | BigintShape
  | FlagShape
  | NullableShape
  | ListShape
  | MapShape
  | ObjectShape
  | VariantsShape;

/** Whatever stands there; who asked for it reads on. */
export interface AnyShape {
  readonly kind: "any";
}

export interface TextShape {
  readonly kind: "text";
  readonly pattern?: Pattern;
  /** Where a number is read as the text that it is written with. */
  readonly orNumber?: true;
}

/** Text in CEL: where its characters stand is kept. Where its key is optional, a blank one is as if it were not there. */
export interface ConditionShape {
  readonly kind: "condition";
}

export interface ChoiceShape {
  readonly kind: "choice";
  readonly values: readonly string[];
  /** What others call something alike, and what to write for it. */
  readonly instead?: Readonly<Record<string, string>>;
}

export interface IntegerShape {
  readonly kind: "integer";
  readonly minimum: number;
  readonly maximum?: number;
}

/** A whole number as a string, for it may be larger than a number is exact. */
export interface BigintShape {
  readonly kind: "bigint";
}

/** True or false. */
export interface FlagShape {
  readonly kind: "flag";
}

/** A value or, in JSON, null. */
export interface NullableShape {
  readonly kind: "nullable";
  readonly of: TextShape | ObjectShape;
}

export interface ListShape {
  readonly kind: "list";
  readonly items: Shape;
  /** Where it may not be empty. */
  readonly filled?: true;
  /** Where one item may stand without a list around it. */
  readonly orOne?: true;
}

/** A mapping with keys that its author chooses. */
export interface MapShape {
  readonly kind: "map";
  readonly names?: Pattern;
  readonly values: Shape;
}

/** A mapping with known keys. */
export interface ObjectShape {
  readonly kind: "object";
  /** What messages call it, behind an article: `rule`. */
  readonly noun: string;
  /** The key whose value names it in messages. */
  readonly id?: string;
  readonly keys: Readonly<Record<string, KeyShape>>;
  /** How many of its keys it has, where not any number. */
  readonly has?: "at-least-one" | "exactly-one";
  /** Keys that someone might expect here, and why there are none. */
  readonly refused?: Readonly<Record<string, string>>;
  /** What becomes of keys that are not known; without it they are faults. */
  readonly others?: "passed-over";
}

/** One of two records: `tagged` where the key `tag` stands, which must then have the value `named`. */
export interface VariantsShape {
  readonly kind: "variants";
  readonly tag: string;
  readonly named: string;
  readonly doc: string;
  readonly plain: ObjectShape;
  readonly tagged: ObjectShape;
}

export interface KeyShape {
  readonly shape: Shape;
  readonly need: "required" | "optional";
  /** A sentence or two in Markdown, for editors and rules/README.md. */
  readonly doc?: string;
}

/** What a string must be like, and how that is said behind "must be". */
export interface Pattern {
  readonly regExp: RegExp;
  readonly says: string;
  readonly code: ShapeFaultCode;
}

/** Why a value is not of its shape; one code for each remedy. */
export type ShapeFaultCode =
  | "document-kind"
  | "unknown-key"
  | "duplicate-key"
  | "missing-key"
  | "wrong-type"
  | "wrong-value"
  | "invalid-id";

/** A place in a file; line and column count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A string of a file, and where its characters stand. */
export interface LocatedText {
  readonly text: string;
  /** The place of the character at an offset of the text. */
  readonly place: (offset: number) => Place;
}

/**
 * What is read of a value in a file that people write, without the parts that are wrong. `Node` is what a part that may
 * be anything is there.
 */
export type ValueOf<S extends Shape, Node = unknown> = S extends { kind: "any" }
  ? Node
  : S extends { kind: "text" }
    ? string
    : S extends { kind: "condition" }
      ? LocatedText
      : S extends { kind: "choice"; values: readonly (infer V)[] }
        ? V
        : S extends { kind: "integer" }
          ? number
          : S extends { kind: "flag" }
            ? boolean
            : S extends { kind: "list"; items: infer I extends Shape }
              ? readonly ValueOf<I, Node>[]
              : S extends { kind: "map"; values: infer V extends Shape }
                ? ReadonlyMap<string, ValueOf<V, Node>>
                : S extends {
                      kind: "variants";
                      plain: infer P extends ObjectShape;
                      tagged: infer T extends ObjectShape;
                    }
                  ? ObjectValue<P, Node> | ObjectValue<T, Node>
                  : S extends ObjectShape
                    ? ObjectValue<S, Node>
                    : never;

/** A record as it was read; a value that is absent or wrong is undefined. */
export interface ObjectValue<R extends ObjectShape, Node = unknown> {
  readonly noun: R["noun"];
  readonly values: { readonly [N in keyof R["keys"]]: ValueOf<R["keys"][N]["shape"], Node> | undefined };
  /** Where it stands. */
  readonly place: Place;
  /** Where the value of a key stands; where it has none, where the record does. */
  readonly placeOf: (key: keyof R["keys"] & string) => Place;
}

/** What is read of a JSON value that is of its shape as a whole. */
export type JsonOf<S extends Shape> = S extends { kind: "text" }
  ? string
  : S extends { kind: "choice"; values: readonly (infer V)[] }
    ? V
    : S extends { kind: "integer" }
      ? number
      : S extends { kind: "bigint" }
        ? bigint
        : S extends { kind: "flag" }
          ? boolean
          : S extends { kind: "nullable"; of: infer O extends NullableShape["of"] }
            ? JsonOf<O> | undefined
            : S extends { kind: "list"; items: infer I extends Shape }
              ? readonly JsonOf<I>[]
              : S extends { kind: "map"; values: infer V extends Shape }
                ? ReadonlyMap<string, JsonOf<V>>
                : S extends { kind: "object"; keys: infer K extends ObjectShape["keys"] }
                  ? {
                      readonly [N in keyof K]: K[N]["need"] extends "required"
                        ? JsonOf<K[N]["shape"]>
                        : JsonOf<K[N]["shape"]> | undefined;
                    }
                  : unknown;

/**
 * True where a key may stand without a value, which is then as if it were not there. A list that may not be empty has
 * to say what is in it.
 */
export function mayBeNull(record: ObjectShape, { need, shape }: KeyShape): boolean {
  return need === "optional" && record.has === undefined && !(shape.kind === "list" && shape.filled);
}
