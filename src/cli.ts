#!/usr/bin/env node
import { type Command, parseCommand } from "./cli/arguments.ts";
import { printEvents } from "./cli/events.ts";
import { EXIT, type ExitCode, exitCodeOfError } from "./cli/exit.ts";
import { explainRule } from "./cli/explain.ts";
import { exportLog } from "./cli/export.ts";
import { learn } from "./cli/learn.ts";
import { replay } from "./cli/replay.ts";
import { report } from "./cli/report.ts";
import { run } from "./cli/run.ts";
import { testRules } from "./cli/test.ts";
import { validate } from "./cli/validate.ts";
import { verify } from "./cli/verify.ts";
import { VERSION } from "./log/format.ts";

async function execute(command: Command): Promise<ExitCode> {
  switch (command.kind) {
    case "run":
      return run(command.command, command.options, import.meta.url);
    case "replay":
      return replay(command.log, command.options, import.meta.url);
    case "report":
      return report(command.log, command.options, import.meta.url);
    case "export":
      return exportLog(command.log, command.options, import.meta.url);
    case "verify":
      return verify(command.log, command.options);
    case "events":
      return printEvents(command.log, command.options, import.meta.url);
    case "validate":
      return validate(command.options, import.meta.url);
    case "test":
      return testRules(command.options, import.meta.url);
    case "explain":
      return explainRule(command.options, import.meta.url);
    case "learn":
      return learn(command.options, import.meta.url);
    case "help":
      process.stdout.write(command.text);
      return EXIT.passed;
    case "version":
      process.stdout.write(`${VERSION}\n`);
      return EXIT.passed;
  }
}

// A reader that has seen enough, such as head, changes neither what is done nor the exit code.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

const args = process.argv.slice(2);
try {
  process.exitCode = await execute(parseCommand(args));
} catch (error) {
  process.exitCode = exitCodeOfError(error);
  // Whoever guards a command has to tell its exit codes from these.
  if (args[0] === "run") process.stderr.write(`Runwarden: exit code ${process.exitCode} is Runwarden's\n`);
}
