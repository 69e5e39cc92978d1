import {
  type Alias,
  type Document,
  isAlias,
  isScalar,
  LineCounter,
  type Node,
  parseAllDocuments,
  visit,
} from "yaml";
import type { Fault, FaultCode, Place } from "./fault.ts";
import { MAX_FILE_BYTES, type RuleSource } from "./source.ts";
import { yamlNestingFault } from "./yaml-nesting.ts";

/** A YAML file of rules: its documents, the places of its nodes, and the faults found in it so far. */
export class YamlFile {
  readonly source: RuleSource;
  readonly faults: Fault[] = [];
  /** The contents of the documents that are not empty. None where the YAML itself is wrong. */
  readonly contents: readonly Node[];
  readonly #lines = new LineCounter();
  readonly #anchors = new Map<Alias, Node>();

  constructor(source: RuleSource) {
    this.source = source;
    this.contents = this.#read(source.text);
  }

  /** Adds a fault at an offset of the text. */
  fault(offset: number, code: FaultCode, message: string): void {
    this.faults.push({ file: this.source.name, ...this.place(offset), code, message });
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

  #read(text: string): readonly Node[] {
    if (Buffer.byteLength(text) > MAX_FILE_BYTES) {
      this.fault(0, "file-too-large", `a rule file has at most ${MAX_FILE_BYTES} bytes; split it`);
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
    for (const { errors, warnings } of documents) {
      for (const error of [...errors, ...warnings]) this.fault(error.pos[0], "yaml-syntax", error.message);
    }
    for (const document of documents) this.#linkAliases(document);
    if (this.faults.length > 0) return [];
    const contents = documents.map(({ contents }) => contents).filter((node) => node !== null);
    const full = contents.filter((node) => !(isScalar(node) && node.value === null));
    if (full.length === 0) this.fault(0, "document-empty", "the file has no rule_sets");
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
          this.fault(offset, "yaml-alias", `no anchor &${node.source} before this alias`);
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

  #countLines(text: string): void {
    this.#lines.addNewLine(0);
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1))
      this.#lines.addNewLine(at + 1);
  }
}
