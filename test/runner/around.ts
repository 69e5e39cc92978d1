import type { PushPost } from "./planned-stage.ts";

/** What a step gets from what it is part of: the job, or a composite action. */
export interface Around {
  readonly env: Readonly<Record<string, string>>;
  readonly context: Readonly<Record<string, string>>;
  readonly pushPost: PushPost;
}
