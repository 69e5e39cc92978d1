import type { FaultCode, Place } from "./fault.ts";
import type { LocatedText } from "./located-text.ts";

/** How a value of a rule file must look. The reader checks by it, and the JSON Schema says it to editors. */
export type Shape =
  | TextShape
  | ConditionShape
  | ChoiceShape
  | IntegerShape
  | FlagShape
  | ListShape
  | MapShape
  | RecordShape
  | VariantsShape;

export interface TextShape {
  readonly kind: "text";
  readonly pattern?: Pattern;
}

/** Text in CEL: where its characters stand is kept. */
export interface ConditionShape {
  readonly kind: "condition";
}

export interface ChoiceShape {
  readonly kind: "choice";
  readonly values: readonly string[];
}

export interface IntegerShape {
  readonly kind: "integer";
  readonly minimum: number;
  readonly maximum?: number;
}

/** True or false. */
export interface FlagShape {
  readonly kind: "flag";
}

export interface ListShape {
  readonly kind: "list";
  readonly items: Shape;
  /** Where it may not be empty. */
  readonly filled?: true;
}

/** A mapping with keys that the file's author chooses. */
export interface MapShape {
  readonly kind: "map";
  readonly names?: Pattern;
  readonly values: Shape;
}

/** A mapping with known keys. */
export interface RecordShape {
  readonly kind: "record";
  /** What messages call it, behind an article: `rule`. */
  readonly noun: string;
  /** The key whose value names it in messages. */
  readonly id?: string;
  readonly keys: Readonly<Record<string, Key>>;
  /** How many of its keys it has, where not any number. */
  readonly has?: "at-least-one" | "exactly-one";
  /** Keys that someone might expect here, and why there are none. */
  readonly refused?: Readonly<Record<string, string>>;
}

/** One of two records: `tagged` where the key `tag` stands, which must then have the value `named`. */
export interface VariantsShape {
  readonly kind: "variants";
  readonly tag: string;
  readonly named: string;
  readonly doc: string;
  readonly plain: RecordShape;
  readonly tagged: RecordShape;
}

export interface Key {
  readonly shape: Shape;
  readonly need: "required" | "optional";
  /** A sentence or two in Markdown, for editors and rules/README.md. */
  readonly doc: string;
}

/** What a string must be like, and how that is said behind "must be". */
export interface Pattern {
  readonly regExp: RegExp;
  readonly says: string;
  readonly code: FaultCode;
}

/** What is read of a value of a shape, without the parts that are wrong. */
export type ValueOf<S extends Shape> = S extends { kind: "text" }
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
            ? readonly ValueOf<I>[]
            : S extends { kind: "map"; values: infer V extends Shape }
              ? ReadonlyMap<string, ValueOf<V>>
              : S extends {
                    kind: "variants";
                    plain: infer P extends RecordShape;
                    tagged: infer T extends RecordShape;
                  }
                ? RecordValue<P> | RecordValue<T>
                : S extends RecordShape
                  ? RecordValue<S>
                  : never;

/** A record as it was read; a value that is absent or wrong is undefined. */
export interface RecordValue<R extends RecordShape> {
  readonly noun: R["noun"];
  readonly values: { readonly [N in keyof R["keys"]]: ValueOf<R["keys"][N]["shape"]> | undefined };
  /** Where it stands. */
  readonly place: Place;
  /** Where the value of a key stands; where it has none, where the record does. */
  readonly placeOf: (key: keyof R["keys"] & string) => Place;
}

/** True where a key may stand without a value, which is then as if it were not there. */
export function mayBeNull(record: RecordShape, key: Key): boolean {
  return key.need === "optional" && record.has === undefined && key.shape.kind !== "record";
}
