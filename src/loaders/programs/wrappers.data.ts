/**
 * Programs that run the command behind their own words. `values`: options that take the next word; `words`: how many words of its own
 * come before the command (the user of gosu, the seconds of timeout). From the manuals of coreutils 9.1, util-linux 2.38, sudo 1.9, tini
 * 0.19, dumb-init 1.2, su-exec 0.2, gosu 1.16, s6 2.11, poetry 1.8, pipenv 2023, uv 0.5, ddtrace 2, newrelic 9, opentelemetry 1.
 */
export interface Wrapper {
  /** Words between the name and the command that are fixed: `run` of `poetry run`. */
  readonly verbs?: readonly string[];
  readonly values?: readonly string[];
  readonly words?: number;
  /** What its first own word says. */
  readonly first?: "user";
  /** Options whose value says who runs the command, or where. */
  readonly user?: readonly string[];
  readonly cwd?: readonly string[];
  /** True where `NAME=value` words before the command set variables. */
  readonly assigns?: boolean;
}

export const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ["exec", { values: ["-a"] }],
  ["command", {}],
  [
    "env",
    {
      values: ["-u", "--unset", "-C", "--chdir", "-S", "--split-string"],
      cwd: ["-C", "--chdir"],
      assigns: true,
    },
  ],
  ["nohup", {}],
  ["setsid", {}],
  ["nice", { values: ["-n", "--adjustment"] }],
  ["ionice", { values: ["-c", "-n", "--class", "--classdata"] }],
  ["chrt", { words: 1 }],
  ["taskset", { words: 1 }],
  ["stdbuf", { values: ["-i", "-o", "-e", "--input", "--output", "--error"] }],
  ["unbuffer", {}],
  ["time", {}],
  ["timeout", { values: ["-s", "--signal", "-k", "--kill-after"], words: 1 }],
  ["flock", { values: ["-w", "--timeout", "-E"], words: 1 }],
  ["tini", { values: ["-p", "-e"] }],
  ["tini-static", { values: ["-p", "-e"] }],
  ["docker-init", {}],
  ["catatonit", {}],
  ["dumb-init", { values: ["--rewrite", "-r"] }],
  ["gosu", { words: 1, first: "user" }],
  ["su-exec", { words: 1, first: "user" }],
  ["s6-setuidgid", { words: 1, first: "user" }],
  ["setuidgid", { words: 1, first: "user" }],
  [
    "chpst",
    { values: ["-u", "-U", "-b", "-e", "-d", "-n", "-l", "-m", "-o", "-p", "-f", "-c", "-/"], user: ["-u"] },
  ],
  ["setpriv", { values: ["--reuid", "--regid", "--groups"], user: ["--reuid"] }],
  [
    "sudo",
    {
      values: ["-u", "--user", "-g", "--group", "-h", "-p", "-C", "-r", "-t", "-D", "--chdir"],
      user: ["-u", "--user"],
      cwd: ["-D", "--chdir"],
      assigns: true,
    },
  ],
  ["runuser", { values: ["-u", "--user", "-g", "--group", "-G", "--supp-group"], user: ["-u", "--user"] }],
  ["doas", { values: ["-u", "-C"], user: ["-u"] }],
  ["poetry", { verbs: ["run"], values: ["-C", "--directory", "-P", "--project"] }],
  ["pipenv", { verbs: ["run"] }],
  ["pdm", { verbs: ["run"], values: ["-p", "--project"] }],
  ["hatch", { verbs: ["run"], values: ["-e", "--env", "-p", "--project"] }],
  ["rye", { verbs: ["run"] }],
  [
    "uv",
    {
      verbs: ["run"],
      values: [
        "--project",
        "--directory",
        "--python",
        "-p",
        "--with",
        "--group",
        "--extra",
        "--env-file",
        "--only-group",
        "--package",
      ],
    },
  ],
  ["conda", { verbs: ["run"], values: ["-n", "--name", "-p", "--prefix", "--cwd"], cwd: ["--cwd"] }],
  ["mamba", { verbs: ["run"], values: ["-n", "--name", "-p", "--prefix"] }],
  ["micromamba", { verbs: ["run"], values: ["-n", "--name", "-p", "--prefix"] }],
  ["pixi", { verbs: ["run"], values: ["-e", "--environment"] }],
  ["newrelic-admin", { verbs: ["run-program"] }],
  ["ddtrace-run", {}],
  [
    "opentelemetry-instrument",
    { values: ["--traces_exporter", "--metrics_exporter", "--logs_exporter", "--service_name"] },
  ],
  ["elasticapm-run", { values: ["--config"] }],
  ["scout-apm", {}],
  ["appsignal-wrap", {}],
  ["doppler", { verbs: ["run"], values: ["-p", "--project", "-c", "--config", "-t", "--token"] }],
  ["chamber", { verbs: ["exec"], words: 1 }],
  ["op", { verbs: ["run"], values: ["--env-file"] }],
  ["dotenv", { verbs: ["run"], values: ["-f", "--file"] }],
  ["honcho", { verbs: ["run"] }],
  ["aws-env", {}],
  ["bundle", { verbs: ["exec"] }],
  [
    "watchmedo",
    { verbs: ["auto-restart"], values: ["-d", "--directory", "-p", "--patterns", "-p", "--pattern"] },
  ],
  [
    "start-stop-daemon",
    {
      values: [
        "-p",
        "--pidfile",
        "-u",
        "--user",
        "-c",
        "--chuid",
        "-d",
        "--chdir",
        "-n",
        "--name",
        "-x",
        "--exec",
        "-a",
        "--startas",
        "-s",
        "--signal",
        "-k",
        "--umask",
      ],
      user: ["-c", "--chuid"],
      cwd: ["-d", "--chdir"],
    },
  ],
]);

/** Options of the python interpreter that take the next word (cmdline of CPython 3.11). */
export const PYTHON_VALUES: ReadonlySet<string> = new Set(["-W", "-X", "--check-hash-based-pycs"]);

export const SHELLS: ReadonlySet<string> = new Set(["sh", "bash", "dash", "ash", "zsh", "ksh", "busybox"]);
