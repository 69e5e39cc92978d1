import { CST, Lexer } from "yaml";

/** Deeper than any rule file has reason to be, and far from where the YAML library's calls exhaust the stack. */
const MAX_YAML_NESTING = 100;

/** A block collection inside another stands at least one column further to the right. */
const MAX_INDENT = 200;

/** The offset at which the collections of a YAML text nest too deep; undefined where they do not. */
export function yamlNestingFault(text: string): number | undefined {
  let offset = 0;
  let flow = 0;
  let inLine = 0;
  let lineStart = true;
  for (const token of new Lexer().lex(text)) {
    const type = CST.tokenType(token);
    switch (type) {
      case "newline":
        inLine = 0;
        break;
      case "space":
        if (lineStart && token.length > MAX_INDENT) return offset;
        break;
      case "seq-item-ind":
      case "explicit-key-ind":
      case "map-value-ind":
        if (flow === 0) inLine++;
        break;
      case "flow-seq-start":
      case "flow-map-start":
        flow++;
        break;
      case "flow-seq-end":
      case "flow-map-end":
        flow = Math.max(0, flow - 1);
        break;
      case "doc-start":
      case "doc-mode":
        flow = 0;
        break;
    }
    if (flow > MAX_YAML_NESTING || (flow === 0 && inLine > MAX_YAML_NESTING)) return offset;
    lineStart = type === "newline";
    if (!isControl(token)) offset += token.length;
  }
  return undefined;
}

/** The lexer marks documents and scalars with control characters that are not in the text. */
function isControl(token: string): boolean {
  return token === CST.DOCUMENT || token === CST.FLOW_END || token === CST.SCALAR;
}
