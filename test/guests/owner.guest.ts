import { expect, test } from "vitest";
import { capture, trigger } from "./capture.ts";

/**
 * The cases of process-owner.test.ts, in one run: each starts a program below /owned, or one that stands for it. What
 * belongs to somebody else is made here, where the test is root.
 */
const SCRIPT = `
  PATH=/guest/bin; nothing=$1; program=/owned/bin/program
  # Whoever made the guest's files may have been another.
  chown 0:0 / && chmod 755 / && umask 022
  mkdir -p /owned/bin /owned/lower /owned/space /owned/merged /tmp/alien
  cp $nothing $program; cp $nothing /tmp/alien/program; cp $nothing /owned/lower/program
  cp $nothing /owned/other; chown 65534 /owned/other
  $program
  ln -s $program /owned/link; /owned/link
  chown 65534 $program; $program; chown 0 $program
  chmod 775 $program; $program; chmod 755 $program
  chmod 1777 /owned/bin; $program; chmod 755 /owned/bin
  unshare --mount sh -c "mount --bind /owned/other $program; exec $program"
  unshare --mount sh -c "mount --bind /owned/lower/program $program; exec $program"
  overlay='mount -t tmpfs none /owned/space; mkdir /owned/space/u /owned/space/w
    mount -t overlay -o lowerdir=/owned/lower,upperdir=/owned/space/u,workdir=/owned/space/w none /owned/merged'
  unshare --mount sh -c "$overlay; exec /owned/merged/program"
  unshare --mount sh -c "$overlay; chown 65534 /owned/merged/program; exec /owned/merged/program"
  unshare --user --map-root-user --mount sh -c "exec $program"
  chroot /owned /bin/program
  script() { echo "#!$2" > $1; chmod 755 $1; $1; }
  script /owned/good $program
  script /owned/alien /tmp/alien/program
  script /owned/nested /owned/good
  script /tmp/alien/bad $program
  exec 9< $program; rm $program; /proc/self/fd/9
`;

test("whose a program is, is told on this kernel too", async () => {
  const { events } = await capture("/bin/bash", ["--norc", "-ec", SCRIPT, "owner", trigger("nothing")]);
  const program = "/owned/bin/program";
  const merged = "/owned/merged/program";
  const executed = events.flatMap(({ kind, process: { exec_path, file_path, is_root_owned } }) =>
    kind === "process_exec" && /^\/(owned|bin\/program|tmp\/alien)/.test(exec_path.raw)
      ? [[exec_path.raw, file_path?.raw, is_root_owned]]
      : [],
  );
  expect(executed).toEqual([
    [program, program, true],
    ["/owned/link", program, true],
    [program, program, false],
    [program, program, false],
    [program, program, false],
    [program, program, false],
    [program, program, true],
    [merged, merged, true],
    [merged, merged, false],
    [program, program, false],
    ["/bin/program", "/bin/program", false],
    ["/owned/good", "/owned/good", true],
    ["/owned/alien", "/owned/alien", false],
    ["/owned/nested", "/owned/nested", true],
    ["/tmp/alien/bad", "/tmp/alien/bad", false],
    // The deleted one.
    [program, program, false],
  ]);
});

/** Opens with bash itself, whose redirections are its own. */
const OPENS = `
  PATH=/guest/bin
  : < /proc/self/environ; : < /proc/thread-self/environ; : < /proc/$$/environ; : < /proc/$PPID/environ; : < /proc/uptime
  cd /proc/$PPID; : < environ
  unshare --pid --fork --mount --mount-proc /bin/bash --norc -c ': < /proc/1/environ; (: < /proc/1/environ; : < /proc/self/environ)'
`;

test("a process's own environment is told from that of others, on this kernel too", async () => {
  const { events } = await capture("/bin/bash", ["--norc", "-ec", OPENS]);
  const opened = events.flatMap((event) =>
    event.kind === "file_open" && /^\/proc\/(.*\/environ|uptime)$/.test(event.payload.path.raw)
      ? [[event.payload.path.raw.replaceAll(/\d+/g, "N"), event.payload.is_own_process === true]]
      : [],
  );
  expect(opened).toEqual([
    ["/proc/N/environ", true],
    ["/proc/N/task/N/environ", true],
    ["/proc/N/environ", true],
    ["/proc/N/environ", false],
    ["/proc/uptime", false],
    ["/proc/N/environ", false],
    ["/proc/N/environ", true],
    ["/proc/N/environ", false],
    ["/proc/N/environ", true],
  ]);
});
