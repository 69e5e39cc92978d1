import { DOCUMENT } from "../rules/rule-file.ts";
import { type KeyShape, mayBeNull, type ObjectShape, type Pattern, type Shape } from "../shape/shape.ts";

/** A JSON Schema, or a part of one. */
export type Schema = Readonly<Record<string, unknown>>;

/**
 * The JSON Schema (draft 7, which editors know best) of a document of a rule file. It sees the shape of a file, and
 * not what is in a condition.
 */
export function ruleFileSchema(): Schema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Runwarden rules",
    description: "A document of a Runwarden rule file. rules/README.md teaches the language.",
    ...schemaOf(DOCUMENT),
  };
}

function schemaOf(shape: Shape): Schema {
  switch (shape.kind) {
    case "text":
      return { type: shape.orNumber ? ["string", "number"] : "string", ...patternOf(shape.pattern) };
    case "condition":
      return { type: "string" };
    case "choice":
      return { type: "string", enum: shape.values };
    case "integer":
      return {
        type: "integer",
        minimum: shape.minimum,
        ...(shape.maximum !== undefined && { maximum: shape.maximum }),
      };
    case "flag":
      return { type: "boolean" };
    case "any":
      return {};
    case "bigint":
      return { type: "string" };
    case "nullable":
      return orNull(schemaOf(shape.of));
    case "list": {
      const list = { type: "array", items: schemaOf(shape.items), ...(shape.filled && { minItems: 1 }) };
      return shape.orOne ? { anyOf: [schemaOf(shape.items), list] } : list;
    }
    case "map":
      return {
        type: "object",
        additionalProperties: orNull(schemaOf(shape.values)),
        ...(shape.names && { propertyNames: patternOf(shape.names) }),
      };
    case "object":
      return objectSchema(shape);
    case "variants": {
      const tag = { type: "string", enum: [shape.named], description: plainText(shape.doc) };
      return {
        type: "object",
        if: { required: [shape.tag] },
        // biome-ignore lint/suspicious/noThenProperty: the word is JSON Schema's
        then: objectSchema(shape.tagged, { [shape.tag]: tag }),
        else: objectSchema(shape.plain),
      };
    }
  }
}

function objectSchema(record: ObjectShape, more: Schema = {}): Schema {
  const keys = Object.entries(record.keys);
  const required = keys.filter(([, { need }]) => need === "required").map(([name]) => name);
  const each = keys.map(([name]) => ({ required: [name] }));
  return {
    type: "object",
    properties: { ...more, ...Object.fromEntries(keys.map(([name, key]) => [name, keySchema(record, key)])) },
    additionalProperties: false,
    ...(required.length > 0 && { required }),
    ...(record.has === "at-least-one" && { anyOf: each }),
    ...(record.has === "exactly-one" && { oneOf: each }),
  };
}

function keySchema(record: ObjectShape, key: KeyShape): Schema {
  const schema = schemaOf(key.shape);
  return { description: plainText(key.doc ?? ""), ...(mayBeNull(record, key) ? orNull(schema) : schema) };
}

/** Without links, which lead into rules/README.md. */
function plainText(markdown: string): string {
  return markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
}

function orNull(schema: Schema): Schema {
  const { type, enum: values } = schema;
  return {
    ...schema,
    type: [type, "null"].flat(),
    ...(Array.isArray(values) && { enum: [...values, null] }),
  };
}

function patternOf(pattern: Pattern | undefined): Schema {
  return pattern === undefined ? {} : { pattern: pattern.regExp.source };
}
