import type { Issue } from "./job.ts";
import { parseWorkflowCommand, type WorkflowCommand } from "./workflow-command.ts";

/** What a stage printed: its log, and the commands in it carried out. */
export class StageOutput {
  readonly issues: Issue[] = [];
  readonly state: Record<string, string> = {};
  readonly outputs: Record<string, string> = {};
  readonly #masks: Set<string>;
  readonly #lines: string[] = [];
  #resumeToken: string | undefined;

  /** Masks hold for the whole job. */
  constructor(masks: Set<string>) {
    this.#masks = masks;
  }

  get log(): string {
    return this.mask(this.#lines.join("\n"));
  }

  mask(text: string): string {
    return [...this.#masks].reduce((masked, secret) => masked.replaceAll(secret, "***"), text);
  }

  line(line: string): void {
    if (this.#resumeToken !== undefined) {
      if (line.trimStart() === `::${this.#resumeToken}::`) this.#resumeToken = undefined;
      else this.#lines.push(line);
      return;
    }
    const command = parseWorkflowCommand(line);
    if (command === undefined) this.#lines.push(line);
    else this.#obey(command);
  }

  #obey({ name, properties, data }: WorkflowCommand): void {
    switch (name) {
      case "error":
      case "warning":
      case "notice":
        this.issues.push({ level: name, message: data, properties });
        this.#lines.push(`##[${name}]${data}`);
        break;
      case "add-mask":
        if (data.trim() !== "") this.#masks.add(data);
        break;
      case "save-state":
        this.state[properties.name ?? ""] = data;
        break;
      case "set-output":
        this.outputs[properties.name ?? ""] = data;
        break;
      case "stop-commands":
        this.#resumeToken = data;
        break;
      default:
        this.#lines.push(`##[${name}]${data}`);
    }
  }
}
