/** A rule file that detects, collects or terminates where a file named marker is opened. */
export function markerRule(action: "detect" | "collect" | "terminate"): string {
  return `
rule_sets:
  - ruleset_id: test/names
    rules:
      - rule_id: marker_open
        event_type: file_open
        condition: path.endsWith("/marker")
        action: ${action}
`;
}

export const MARKER_RULE = markerRule("detect");
