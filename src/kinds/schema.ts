/** What others import by this name; the kinds themselves are listed in index.ts. */
export { BLIND_SPOTS, type BlindSpot } from "./blind-spot.ts";
export type { Field, FieldType } from "./field.ts";
export * from "./index.ts";
export { ANCESTOR_FIELDS, PROCESS_FIELDS } from "./process.ts";
export {
  type FixedMember,
  type FixedType,
  RECORD_FLAGS,
  type RecordShape,
  type StringForm,
  type TailString,
} from "./record.ts";
