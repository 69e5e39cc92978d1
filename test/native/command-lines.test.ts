import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { unpacked } from "../log/unpacked.ts";
import { finish, plain, start, temporaryFolder, trigger, until } from "./capture.ts";

const NOTHING = trigger("nothing");

/**
 * A runner with secrets among its arguments, and below it a worker with others, each of which executes a program when
 * it is told to; and a daemon that belongs to neither.
 */
async function runner() {
  const folder = temporaryFolder();
  const worker = `echo $$ > ${folder}/worker; read line; ${NOTHING} of-the-job; : > ${folder}/worked; read line`;
  const script = `
    mkfifo ${folder}/lines
    sh -c '${worker}' worker SECRET-OF-WORKER < ${folder}/lines &
    exec 3> ${folder}/lines
    sh -c 'sleep 50; :' helper SECRET-OF-HELPER 3>&- &
    read line; ${NOTHING} SECRET-OF-NEXT-WORKER; : > ${folder}/restarted
    read line; echo go on >&3
    read line`;
  const child = spawn("/bin/sh", ["-c", script, "run.sh", "--jitconfig", "SECRET-OF-RUNNER"], {
    stdio: ["pipe", "ignore", "inherit"],
    env: { PATH: process.env.PATH, SECRET_VARIABLE: "SECRET-OF-ENVIRONMENT" },
    detached: true,
  });
  onTestFinished(() => {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  });
  const daemon = `echo $$ > ${folder}/daemon; sleep 50; :`;
  spawnSync("setsid", ["-f", "sh", "-c", daemon, "daemon", "SECRET-OF-DAEMON"], { stdio: "ignore" });
  const told = (name: string): boolean =>
    existsSync(`${folder}/${name}`) && readFileSync(`${folder}/${name}`, "utf8") !== "";
  await until(() => told("worker") && told("daemon"));
  const pidOf = (name: string): number => Number(readFileSync(`${folder}/${name}`, "utf8"));
  onTestFinished(() => {
    process.kill(pidOf("daemon"), "SIGKILL");
  });
  const say = async (name: string): Promise<void> => {
    child.stdin.write("go on\n");
    await until(() => existsSync(`${folder}/${name}`));
  };
  return { worker: pidOf("worker"), restart: () => say("restarted"), work: () => say("worked") };
}

test.each(["job", "machine"] as const)(
  "in the scope %s no argument of the runner is recorded: neither of what stands above the worker, nor of the worker, nor of what the runner executes meanwhile",
  async (scope) => {
    const { worker, restart, work } = await runner();
    const collector = await start(worker, scope);
    await restart();
    await work();
    const log = () => unpacked(readFileSync(`${collector.directory}/events.log`)).toString("latin1");
    await until(() => log().includes("of-the-job"));
    const bytes = log();
    const { events } = await finish(collector, NOTHING);
    expect(bytes.match(/SECRET-OF-\w+/g)).toBeNull();
    const executed = plain(events, "process_exec").map(({ exec_path, argv }) => [exec_path, ...argv]);
    const ofJob = [NOTHING, NOTHING, "of-the-job"];
    expect(executed).toEqual(scope === "job" ? [ofJob] : [[NOTHING], ofJob]);
    // The executables are told, for rules that ask who started what; of their arguments a rule sees an empty list.
    const { ancestors } = events.at(-1)?.process ?? { ancestors: [] };
    expect(
      ancestors.slice(0, 2).map(({ exec_path, argv }) => [/\/(da|ba)?sh$/.test(exec_path.raw), argv]),
    ).toEqual([
      [true, []],
      [true, []],
    ]);
  },
);
