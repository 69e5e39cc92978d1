import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  type Scalar,
  visit,
  type YAMLMap,
} from "yaml";
import type { LocatedText, Place, Shape, ValueOf } from "../shape/shape.ts";
import { type Entries, ShapeReader, type SourceKey, type ValueSource } from "../shape/shape-reader.ts";
import type { Fault, FaultCode, RuleWarning, RuleWarningKind } from "./fault.ts";
import { offsetsOf } from "./scalar-place.ts";
import { MAX_FILE_BYTES, type RuleSource } from "./source.ts";
import { yamlErrors } from "./yaml-errors.ts";
import { yamlNestingFault } from "./yaml-nesting.ts";

/** A file that is all wrong, such as one that is no rule file, would fill the memory with what is said of it. */
const MAX_FAULTS = 100_000;

const MERGE_REMEDY = "<< takes a mapping that has an anchor, or a list of such: <<: *name";

/** A YAML file of rules: its documents, the places of its nodes, and what was found to say about it so far. */
export class YamlFile implements ValueSource<Node> {
  readonly nullIs = "absent";
  readonly source: RuleSource;
  readonly faults: Fault[] = [];
  readonly warnings: RuleWarning[] = [];
  /** The contents of the documents that are not empty. None where the YAML itself is wrong. */
  readonly contents: readonly Node[];
  readonly #lines = new LineCounter();
  readonly #told = new Set<string>();
  readonly #warned = new Set<string>();
  readonly #anchors = new Map<Alias, Node>();

  constructor(source: RuleSource) {
    this.source = source;
    const { text, unread } = source;
    this.contents = unread === undefined ? this.#read(text) : [];
    if (unread !== undefined) this.fault(0, unread.code, unread.message);
  }

  /** Adds a fault at a node, or at an offset of the text. Gives undefined, as what was to be read. */
  fault(at: Node | number, code: FaultCode, message: string): undefined {
    this.faultAt(typeof at === "number" ? this.place(at) : this.placeOf(at), code, message);
  }

  /**
   * Adds a fault at a place, once: an alias, or a modifier of many rules, may bring it up again. `about` is added to
   * the message, and says what brought it up first.
   */
  faultAt({ line, column }: Place, code: FaultCode, message: string, about = ""): void {
    const key = JSON.stringify([line, column, code, message]);
    if (this.#told.has(key) || this.#told.size > MAX_FAULTS) return;
    this.#told.add(key);
    const isLast = this.#told.size > MAX_FAULTS;
    const told = isLast ? "there is more that is wrong; mend the rest first" : message + about;
    const lineText = this.#lineText(line);
    this.faults.push({ file: this.source.name, line, column, code, message: told, lineText });
  }

  /** Adds a warning about something at a place, once. */
  warn({ line, column }: Place, kind: RuleWarningKind, message: string): void {
    const key = JSON.stringify([line, column, kind, message]);
    if (this.#warned.has(key)) return;
    this.#warned.add(key);
    this.warnings.push({ file: this.source.name, line, column, kind, message });
  }

  /** Where a node stands. */
  placeOf(node: Node): Place {
    return this.place(node.range?.[0] ?? 0);
  }

  /** Line and column of an offset of the text. */
  place(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return line === 0 ? { line: 1, column: offset + 1 } : { line, column: col };
  }

  /** The node that an alias stands for; any other node is itself. */
  resolve(node: Node): Node {
    return isAlias(node) ? (this.#anchors.get(node) ?? node) : node;
  }

  /** Reads a node as its shape says; `what` names it in messages. What is wrong becomes faults of the file. */
  read<S extends Shape>(node: Node, shape: S, what: string): ValueOf<S, Node> | undefined {
    // What a node is read as by its shape is what ValueOf says, which the compiler cannot follow.
    return new ShapeReader(this).read(node, shape, what) as ValueOf<S, Node> | undefined;
  }

  scalarOf(given: Node): unknown {
    const node = this.resolve(given);
    return isScalar(node) ? node.value : undefined;
  }

  numberText(given: Node, value: number | bigint): string {
    const node = this.resolve(given);
    return isScalar(node) ? (node.source ?? String(value)) : String(value);
  }

  itemsOf(given: Node): readonly Node[] | undefined {
    const node = this.resolve(given);
    return isSeq(node) ? node.items.filter(isNode) : undefined;
  }

  /** The keys of a mapping, and behind them those of the mappings that it merges (`<<`) and does not have itself. */
  keysOf(given: Node): readonly SourceKey<Node>[] | undefined {
    const node = this.resolve(given);
    return isMap(node) ? this.#keysOf(node, new Set()) : undefined;
  }

  /**
   * `around` are the mappings that are being read: an alias can stand inside what it stands for. How much there is to
   * read, and how deep, the library's limit of aliases bounds.
   */
  #keysOf(map: YAMLMap, around: ReadonlySet<YAMLMap>): readonly SourceKey<Node>[] {
    const own: SourceKey<Node>[] = [];
    const merged: Node[] = [];
    for (const { key, value } of map.items) {
      if (!isScalar(key)) continue;
      const node = isNode(value) ? value : undefined;
      // One mapping, or a list of them, of which the first that has a key gives it.
      if (isMergeKey(key)) merged.push(...(this.itemsOf(node ?? key) ?? [node ?? key]));
      else own.push({ name: String(key.value), key, value: node });
    }
    const names = new Set(own.map(({ name }) => name));
    const inside = new Set([...around, map]);
    for (const node of merged) {
      const source = this.resolve(node);
      if (!isMap(source) || inside.has(source)) {
        this.fault(node, "yaml-merge", MERGE_REMEDY);
        continue;
      }
      const added = this.#keysOf(source, inside).filter(({ name }) => !names.has(name));
      for (const { name } of added) names.add(name);
      own.push(...added);
    }
    return own;
  }

  any(node: Node): Node {
    return node;
  }

  condition(given: Node, text: string): LocatedText {
    const node = this.resolve(given) as Scalar<string>;
    let offsets: readonly number[] | undefined;
    const place = (offset: number) => {
      offsets ??= offsetsOf(this.source.text, node);
      return this.place(offsets[offset] ?? offsets.at(-1) ?? 0);
    };
    return { text, place };
  }

  object(
    node: Node,
    noun: string,
    values: Readonly<Record<string, unknown>>,
    entries: Entries<Node>,
  ): unknown {
    const place = this.placeOf(node);
    const placeOf = (name: string) => {
      const value = entries.get(name)?.value;
      return value === undefined ? place : this.placeOf(value);
    };
    return { noun, values, place, placeOf };
  }

  #read(text: string): readonly Node[] {
    if (Buffer.byteLength(text) > MAX_FILE_BYTES) {
      this.fault(0, "file-too-large", `a rule file has at most ${MAX_FILE_BYTES} bytes; split it`);
      return [];
    }
    const binary = text.indexOf("\0");
    if (binary !== -1) {
      this.#countLines(text);
      this.fault(binary, "file-binary", "there is a NUL character, which no text has: is this a rule file?");
      return [];
    }
    const tooDeep = yamlNestingFault(text);
    if (tooDeep !== undefined) {
      this.#countLines(text);
      this.fault(tooDeep, "yaml-nesting", "nested deeper than any rule is");
      return [];
    }
    const documents = parseAllDocuments(text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      stringKeys: true,
      uniqueKeys: false,
      logLevel: "silent",
    });
    for (const { offset, message } of yamlErrors(documents)) this.fault(offset, "yaml-syntax", message);
    for (const document of documents) this.#linkAliases(document);
    if (this.faults.length > 0) return [];
    const contents = documents.map(({ contents }) => contents).filter((node) => node !== null);
    const full = contents.filter((node) => !(isScalar(node) && node.value === null));
    if (full.length === 0)
      this.fault(0, "document-empty", "the file has neither rule_sets nor rule_modifiers");
    return full;
  }

  /** Finds what each alias stands for, and lets the library judge whether there are too many of them. */
  #linkAliases(document: Document.Parsed): void {
    const anchored = new Map<string, Node>();
    let first: number | undefined;
    visit(document, {
      Node: (_key, node) => {
        if (!isAlias(node)) {
          if (node.anchor !== undefined) anchored.set(node.anchor, node);
          return;
        }
        const offset = node.range?.[0] ?? 0;
        first ??= offset;
        const target = anchored.get(node.source);
        if (target === undefined)
          this.fault(
            offset,
            "yaml-alias",
            `no anchor &${node.source} before this alias; a text that begins with * is written in quotes`,
          );
        else this.#anchors.set(node, target);
      },
    });
    if (first === undefined || this.faults.length > 0) return;
    try {
      document.toJS();
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      this.fault(first, "yaml-alias", `the aliases of this document cannot be used: ${error.message}`);
    }
  }

  #lineText(line: number): string | undefined {
    const { lineStarts } = this.#lines;
    const start = lineStarts[line - 1];
    return start === undefined ? undefined : this.source.text.slice(start, lineStarts[line]).trimEnd();
  }

  #countLines(text: string): void {
    this.#lines.addNewLine(0);
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1))
      this.#lines.addNewLine(at + 1);
  }
}

/** As in YAML 1.1, where it is not in quotes. */
function isMergeKey({ value, type }: Scalar): boolean {
  return value === "<<" && type === "PLAIN";
}
