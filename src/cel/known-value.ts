import { hasCutAncestor, isLineageCut } from "../events/cut-tags.ts";
import type { Process } from "../kinds/value.ts";
import { type BoolTree, partsOfTree, type ReadPart, type Tree, type Type } from "./tree.ts";
import { type Bindings, bindingsWith, boolValue, type Item, imageOf, listValue } from "./value.ts";

/** The value of a condition, or undefined where it depends on what is not known. */
export type KnownValue = boolean | undefined;

/**
 * The value of a checked condition for an event of which something is cut, by Kleene's logic of three values: what is
 * missing of a list could hold anything, and a text that is cut could be any. `isTextCut` says that texts of the event
 * itself are. As slow as boolValue.
 */
export function knownValue(tree: BoolTree, bindings: Bindings, isTextCut: boolean): KnownValue {
  const known = (part: BoolTree, at = bindings): KnownValue => knownValue(part, at, isTextCut);
  const isCut = (part: Tree): boolean => readsCut(part, bindings, isTextCut);
  switch (tree.op) {
    case "and":
      return all(tree.operands, known);
    case "or":
      return negated(all(tree.operands, (operand) => negated(known(operand))));
    case "not":
      return negated(known(tree.operand));
    case "choose": {
      const test = known(tree.test);
      if (test !== undefined) return known(test ? tree.yes : tree.no);
      const [yes, no] = [known(tree.yes), known(tree.no)];
      return yes === no ? yes : undefined;
    }
    case "exists": {
      const isNone = all(listValue(tree.list, bindings), (item) =>
        negated(known(tree.predicate, bindingsWith(bindings, tree.variable, item))),
      );
      return isNone !== false && isCut(tree.list) ? undefined : negated(isNone);
    }
    case "in":
      if (isCut(tree.value)) return undefined;
      return boolValue(tree, bindings) || (isCut(tree.list) ? undefined : false);
    default:
      return isCut(tree) ? undefined : boolValue(tree, bindings);
  }
}

function negated(value: KnownValue): KnownValue {
  return value === undefined ? undefined : !value;
}

/** False where one is, else undefined where one is, else true. */
function all<T>(items: readonly T[], known: (item: T) => KnownValue): KnownValue {
  let result: KnownValue = true;
  for (const item of items) {
    const value = known(item);
    if (value === false) return false;
    if (value === undefined) result = undefined;
  }
  return result;
}

/** Something that the part reads is cut. */
function readsCut(tree: Tree, bindings: Bindings, isTextCut: boolean): boolean {
  if (tree.op === "field" || tree.op === "member") return isReadCut(tree, bindings, isTextCut);
  if (tree.op === "exists") {
    const reads = (item: Item) =>
      readsCut(tree.predicate, bindingsWith(bindings, tree.variable, item), isTextCut);
    return readsCut(tree.list, bindings, isTextCut) || listValue(tree.list, bindings).some(reads);
  }
  return partsOfTree(tree).some((part) => readsCut(part, bindings, isTextCut));
}

function isReadCut(tree: ReadPart<Type>, bindings: Bindings, isTextCut: boolean): boolean {
  if (tree.op === "field") return isTextCut && tree.type !== "int" && tree.type !== "bool";
  const image = imageOf(tree.of, bindings);
  switch (tree.name) {
    case "argv":
    case "exact_argv":
      return image.is_argv_cut === true;
    case "tool":
    case "verb":
      // Where it was found, what is missing stands behind it.
      return image.is_argv_cut === true && image[tree.name]?.folded === "";
    case "installer":
      return image === bindings.process && isInstallerCut(bindings.process);
    case "ancestors":
      return isLineageCut(image as Process);
    case "descendants":
      return isLineageCut(bindings.process);
    case "exec_path":
    case "file_path":
    case "cwd":
      // Of what the event's process executes; the event's own texts are of the same record.
      return isTextCut && image === bindings.process;
    default:
      return false;
  }
}

/** Where none was found, one may stand in what is missing of a command line; however deep it is, the lineage has it. */
function isInstallerCut(process: Process): boolean {
  return process.installer?.folded === "" && (process.is_argv_cut === true || hasCutAncestor(process));
}
