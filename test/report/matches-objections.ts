import { Ajv2020 } from "ajv/dist/2020.js";
import { matchesSchema } from "../../src/generate/matches-schema.ts";

const FORMATS = {
  uri: (text: string) => URL.canParse(text),
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(?:\d{3}|\d{9})Z$/,
};

function validator(schema: object) {
  const isValid = new Ajv2020({ strict: true, allowUnionTypes: true, formats: FORMATS }).compile(schema);
  return (value: unknown): string[] =>
    isValid(value)
      ? []
      : (isValid.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}

/** The same schema, which knows of no other members than it names. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const parts = Object.entries(schema).map(([name, part]) => [name, closed(part)]);
  const isObject = "type" in schema && "properties" in schema;
  return { ...Object.fromEntries(parts), ...(isObject && { additionalProperties: false }) };
}

/** What the published schema says against matches.json; empty where nothing. */
export const matchesObjections = validator(matchesSchema());
/** The same, of a schema that knows of no other members than it names. */
export const unknownMembers = validator(closed(matchesSchema()) as object);
