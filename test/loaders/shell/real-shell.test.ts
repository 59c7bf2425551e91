import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync, chmodSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { interpretScript } from "../../../src/loaders/shell/interpret.ts";
import { readShell } from "../../../src/read/shell/read-shell.ts";
import { setFact } from "../../../src/model/fact.ts";

const AT = { file: "x", start: 0, end: 0 };
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "loglint-shell-"));
  mkdirSync(join(folder, "bin"));
  // A stand-in that prints its arguments and the variables of interest, one per line.
  const stub =
    '#!/bin/sh\nprintf "run gunicorn\\n"\nfor a in "$@"; do printf "arg %s\\n" "$a"; done\nprintf "env %s|%s\\n" "${A-unset}" "${B-unset}"\npwd | sed "s/^/cwd /"\n';
  writeFileSync(join(folder, "bin", "gunicorn"), stub);
  chmodSync(join(folder, "bin", "gunicorn"), 0o755);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Scripts whose way does not depend on anything unknown: `ENV` is given to both sides. */
const SCRIPTS: readonly [
  script: string,
  args?: readonly string[],
  environment?: Readonly<Record<string, string>>,
][] = [
  ["gunicorn a:b --workers 4"],
  ["exec gunicorn a:b -w 2"],
  ["set -e\nPORT=8000\nexec gunicorn a:b --bind 0.0.0.0:$PORT"],
  ["exec gunicorn a:b --bind 0.0.0.0:${PORT:-8000} --workers ${WORKERS:-3}"],
  ["exec gunicorn a:b --bind 0.0.0.0:${PORT:-8000}", [], { PORT: "9000" }],
  ["exec gunicorn a:b --workers ${W:-3} ${X-y} ${E:-z} ${E-q}", [], { E: "" }],
  [': "${W:=5}"\nexec gunicorn -w $W ${W:+set} ${N:+no} a'],
  ['exec "$@"', ["gunicorn", "a b", "--x=1"]],
  ['cmd=$1; shift; exec $cmd "$@" last', ["gunicorn", "a", "b c"]],
  ['exec gunicorn "$*" $# "${@:2}"', ["x", "y", "z"]],
  ['set -- --bind :80 "$@"\nexec gunicorn "$@"', ["tail"]],
  ['set -- gunicorn a\nif [ "$1" = gunicorn ]; then exec "$@" --yes; fi\nexec gunicorn no'],
  [
    'case "$1" in web) exec gunicorn web;; worker*) exec gunicorn worker;; *) exec gunicorn "$@";; esac',
    ["web"],
  ],
  [
    'case "$1" in web) exec gunicorn web;; worker*) exec gunicorn worker;; *) exec gunicorn "$@";; esac',
    ["worker-2"],
  ],
  [
    'case "$1" in web) exec gunicorn web;; worker*) exec gunicorn worker;; *) exec gunicorn "$@";; esac',
    ["other", "x"],
  ],
  ['OPTS="--workers 4 --threads 2"\nexec gunicorn $OPTS "$OPTS" a'],
  ['OPTS="-w 4"\nOPTS="$OPTS --reload"\ngunicorn $OPTS'],
  ['args=(--workers 4 "a b")\nargs+=(--log-level "debug")\nexec gunicorn "${args[@]}" ${#}'],
  ["export A=1\nB=2\nexec gunicorn x"],
  ['A=1 B="two words" gunicorn x'],
  ['export A="a b" B\nB=3\ngunicorn x'],
  ["set -a\nA=1\nset +a\nB=2\ngunicorn x"],
  ["A=1\nexport A\nunset A\nB=${A:-none}; export B\ngunicorn x"],
  ['start() { gunicorn "$1" "$2"; }\nstart a "b c"'],
  ['pick() { [ "$1" = y ] && return; A=set; }\nexport A\npick n\ngunicorn x'],
  ["cd /tmp && exec gunicorn x"],
  ["cd /; cd usr\ngunicorn x"],
  ["(cd /usr; gunicorn inner)\ngunicorn outer"],
  ["for w in 1 2; do gunicorn -w $w; done"],
  ['for a in "$@"; do gunicorn "$a"; done', ["p q", "r"]],
  ['if [ -z "$A" ]; then A=default; fi\nexec gunicorn $A', [], { A: "" }],
  ['if [ -z "$A" ]; then A=default; fi\nexec gunicorn $A', [], { A: "given" }],
  ['if [ -n "$A" ] && [ "$A" != off ]; then gunicorn on; else gunicorn off; fi', [], { A: "off" }],
  ['if test "$#" -eq 0; then set -- gunicorn default; fi; exec "$@"'],
  ['if test "$#" -eq 0; then set -- gunicorn default; fi; exec "$@"', ["gunicorn", "given"]],
  ['[ "${1#-}" != "$1" ] && set -- gunicorn "$@"\nexec "$@"', ["--bind", ":80"]],
  ['[ "$A" = 1 ] || gunicorn fallback\n[ "$A" = 1 ] && gunicorn one', [], { A: "1" }],
  ['if [[ "$A" == "x" ]]; then gunicorn yes; else gunicorn no; fi', [], { A: "x" }],
  ["if [[ -n $A ]]; then gunicorn yes; else gunicorn no; fi", [], { A: "" }],
  ['if [[ ! -z "$A" ]]; then gunicorn yes; else gunicorn no; fi', [], { A: "v" }],
  ["name=proj.settings\nexec gunicorn ${name%.*} ${name#*.} ${name%%.*} ${name##*.}"],
  ["p=/srv/app/run.sh\nexec gunicorn $(dirname $p) $(basename $p)"],
  ["exec gunicorn 'a $x' \"q\\\"r\" s\\ t --fmt '%(h)s %(l)s'"],
  ['ACCESS="%(h)s \\"%(r)s\\""\nexec gunicorn --access-logformat "$ACCESS" a'],
  ["true && gunicorn t; false || gunicorn f; false && gunicorn no; true || gunicorn no"],
  ["! false && gunicorn neg"],
  ["{ A=1; export A; }\ngunicorn grouped"],
  ["env A=5 gunicorn x\nexec env -u B A=6 gunicorn y"],
  ["gunicorn \\\n  a:b \\\n  --workers 4  # tail\n"],
  ["exit 0\ngunicorn never"],
];

function real(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): string {
  const run = spawnSync("/bin/bash", ["-c", script, "script", ...args], {
    encoding: "utf8",
    cwd: folder,
    env: { PATH: `${join(folder, "bin")}:/usr/bin:/bin`, ...environment },
  });
  return run.stdout.replaceAll(folder, "/start");
}

function ours(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): string {
  const outcome = interpretScript({
    script: readShell(script),
    file: "script",
    source: script,
    args: args.map((value) => ({ value, at: AT })),
    environment: {
      values: Object.fromEntries(
        Object.entries(environment).map(([name, value]) => [name, setFact(value, AT)]),
      ),
      complete: true,
    },
    user: setFact("root", AT),
    cwd: setFact("/start", AT),
  });
  return outcome.launches
    .map((launch) => {
      const text = (name: string): string => {
        const fact = launch.environment.values[name];
        return fact === undefined ? "unset" : fact.state === "set" ? fact.value : "?";
      };
      const cwd = launch.cwd.state === "set" ? launch.cwd.value : "?";
      const lines = launch.recognised.args.map((word) => `arg ${word.value ?? "?"}\n`).join("");
      return `run ${launch.recognised.program}\n${lines}env ${text("A")}|${text("B")}\ncwd ${cwd}\n`;
    })
    .join("");
}

describe("interpretScript", () => {
  it.each(SCRIPTS)("starts what bash starts: %s", (script, args = [], environment = {}) => {
    expect(ours(script, args, environment)).toBe(real(script, args, environment));
  });

  it("shows both ways of a condition that depends on the environment", () => {
    const script =
      'if [ "$MODE" = dev ]; then exec python manage.py runserver; fi\nexec gunicorn a -w ${W:-2}';
    const outcome = interpretScript({
      script: readShell(script),
      file: "s",
      source: script,
      args: [],
      environment: { values: {}, complete: false },
      user: setFact("root", AT),
      cwd: setFact("/", AT),
    });
    expect(outcome.launches.map(({ recognised, when }) => [recognised.program, when])).toEqual([
      ["manage.py", ['[ "$MODE" = dev ]']],
      ["gunicorn", []],
    ]);
    const last = outcome.launches[1]!.recognised.args.at(-1)!;
    expect([last.value, last.usually, last.unless]).toEqual([null, "2", "W is set"]);
  });

  it("tells what a script makes, by whom it is owned, and what runs before the user changes", () => {
    const script =
      "#!/bin/sh\numask 022\nmkdir -p /var/log/app /data/{a,b}\nchown -R app:web /var/log/app\nchmod 750 /data/a\ntouch /var/log/app/x.log\nln -sf /dev/stdout /var/log/nginx/access.log\npython manage.py migrate\nexec gosu app gunicorn a 2>&1 >/dev/null";
    const outcome = interpretScript({
      script: readShell(script),
      file: "s",
      args: [],
      environment: { values: {}, complete: false },
      user: setFact("root", AT),
      cwd: setFact("/", AT),
    });
    const latest = new Map(outcome.provides.map((each) => [each.path, each]));
    const shown = [...latest.values()].map(({ path, isDirectory, owner, group, mode, linksTo }) => [
      path,
      isDirectory,
      owner,
      group,
      mode,
      linksTo,
    ]);
    expect(shown).toEqual([
      ["/var/log/app", true, "app", "web", "0755", undefined],
      ["/data/a", true, "root", "root", "0750", undefined],
      ["/data/b", true, "root", "root", "0755", undefined],
      ["/var/log/app/x.log", false, "root", "root", "0644", undefined],
      ["/var/log/nginx/access.log", false, "root", "root", null, "/dev/stdout"],
    ]);
    expect(
      outcome.launches.map(({ recognised, user }) => [
        recognised.program,
        user.state === "set" && user.value,
      ]),
    ).toEqual([
      ["manage.py", "root"],
      ["gunicorn", "app"],
    ]);
    expect(outcome.launches[1]!.stdout).toMatchObject({ value: { kind: "null" } });
  });

  it("stays bounded on scripts that never end, and on variables that double", () => {
    const doubling = `A=xxxxxxxxxx\n${"A=$A$A\n".repeat(60)}exec gunicorn $A`;
    for (const script of [
      "f() { f; f; }\nf",
      "while true; do gunicorn x; done",
      doubling,
      "for i in 1 2 3; do ".repeat(60) + "gunicorn" + "; done".repeat(60),
    ]) {
      const outcome = interpretScript({
        script: readShell(script),
        file: "s",
        args: null,
        environment: { values: {}, complete: false },
        user: setFact("root", AT),
        cwd: setFact("/", AT),
      });
      expect(outcome.launches.length).toBeLessThan(25_000);
    }
  });
});
