import { execFileSync, spawnSync } from "node:child_process";
import { lstatSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { followCommands } from "../../../src/loaders/docker/run-effects.ts";
import type { PathTable } from "../../../src/loaders/docker/path-table.ts";
import type { BuildState, RunShell } from "../../../src/loaders/docker/run-state.ts";
import { readShell } from "../../../src/read/shell/read-shell.ts";

/** One script a line; each is run by the real /bin/sh in an empty folder, and followed by ours. */
const SCRIPTS = [
  "mkdir logs",
  "mkdir -p var/log/app var/run/app",
  "mkdir -p a/b/c && touch a/b/c/app.log",
  "mkdir -m 0750 logs",
  "mkdir -p -m 700 deep/er/logs",
  "mkdir -pm 2775 shared/logs",
  "mkdir --parents --mode=0711 x/y",
  "umask 027; mkdir logs; touch logs/a.log",
  "umask 0; mkdir -p a/b; touch a/f",
  "touch access.log error.log; chmod 0640 *.log",
  "mkdir logs; chmod g+w logs",
  "mkdir -p logs/old; touch logs/x; chmod -R u+rwX,go-rwx logs",
  "mkdir logs; chmod a=rx,u+w logs",
  "mkdir logs; chmod +t logs; chmod o+w logs",
  "mkdir logs; chmod g+s logs; chmod 755 logs",
  "touch run.sh; chmod +x run.sh",
  "ln -s /dev/stdout access.log; ln -sf /dev/stderr access.log",
  "mkdir logs; ln -sf /dev/stdout logs/access.log; ln -sf /dev/stderr logs/error.log",
  "mkdir logs; ln -s /dev/null logs/",
  "mkdir real; ln -s real current; touch current/x",
  "LOG_DIR=var/log/site; mkdir -p $LOG_DIR; touch ${LOG_DIR}/a.log",
  "for d in logs media static; do mkdir -p data/$d; done",
  "for f in access error; do touch $f.log; done && chmod 600 access.log",
  'DIRS="one two"; mkdir $DIRS',
  'DIRS="one two"; mkdir "$DIRS"',
  "mkdir {a,b}",
  "mkdir a; cd a; mkdir b; (cd b; mkdir c); mkdir d",
  "set -eux; mkdir -p srv; cd srv; : > app.log; echo hi >> other.log",
  "mkdir -p logs tmp && rm -rf tmp",
  "touch a b c; rm -f b",
  "mkdir -p a/b; rmdir a/b",
  "install -d -m 0770 var/log/app",
  "install -d one two/three",
  "touch conf; install -D -m 0600 conf etc/app/conf",
  'make_dir() { mkdir -p "$1/logs"; }; make_dir app; make_dir web',
  "mkdir -p src/logs; cp -r src dst",
  "mkdir -p src/logs; touch src/a; mv src dst",
  "{ mkdir a; touch a/x; } && mkdir b",
  "mkdir a; touch a/f; cp a/f g",
  "cat > app.conf <<EOF\n[a]\nEOF\nmkdir -p logs",
  "NAME=${NAME:-site}; mkdir -p ${NAME}/logs; touch ${OTHER:+no}x",
  "mkdir -p 'a b'/c; touch \"a b/c/d e\"",
  "mkdir a && touch a/x || mkdir never",
  "true || mkdir never; false; mkdir after",
];

/** Of these our interpreter may not be certain: what it says must be true, and it need not say all. */
const UNSURE = [
  "[ -d logs ] || mkdir logs",
  "if [ ! -e x ]; then mkdir x; else mkdir y; fi",
  "case linux in linux) mkdir linux;; *) mkdir other;; esac",
  "mkdir $(echo a b)",
  "i=0; while [ $i -lt 3 ]; do mkdir d$i; i=$((i+1)); done",
];

function follow(script: string, user: string | null = "root"): { table: PathTable; build: BuildState } {
  const build: BuildState = {
    table: new Map(),
    users: new Map(),
    files: new Map(),
    copies: new Map(),
    managed: [],
    complete: true,
    steps: 0,
    gaps: [],
  };
  const shell: RunShell = {
    build,
    cwd: "/",
    user,
    umask: 0o022,
    variables: new Map(),
    knowsAll: true,
    functions: new Map(),
    braces: false,
    maybe: 0,
    failing: 0,
    stopsOnFailure: false,
    place: (span) => ({ file: "Dockerfile", ...span }),
  };
  followCommands(readShell(script).body, shell);
  return { table: build.table, build };
}

/** `d 0755 path`, `f 0644 path`, `l path -> target` of everything below the folder. */
function realTree(script: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), "loglint-run-"));
  try {
    spawnSync("/bin/sh", ["-c", `umask 022\n${script}`], {
      cwd: folder,
      env: { PATH: process.env["PATH"] ?? "" },
    });
    return list(folder, "");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function list(folder: string, below: string): string[] {
  return readdirSync(join(folder, below)).flatMap((name) => {
    const path = `${below}/${name}`;
    const stat = lstatSync(join(folder, path));
    if (stat.isSymbolicLink()) return [`l ${path} -> ${readlinkSync(join(folder, path))}`];
    const mode = (stat.mode & 0o7777).toString(8).padStart(4, "0");
    return stat.isDirectory() ? [`d ${mode} ${path}`, ...list(folder, path)] : [`f ${mode} ${path}`];
  });
}

function ourTree(script: string): string[] {
  return [...follow(script).table.values()].map(({ path, isDirectory, mode, linksTo }) =>
    linksTo === undefined ? `${isDirectory ? "d" : "f"} ${mode ?? "?"} ${path}` : `l ${path} -> ${linksTo}`,
  );
}

describe("the effects of RUN", () => {
  it.each(SCRIPTS)("are what /bin/sh leaves: %s", (script) => {
    const ours = ourTree(script)
      // A copy's mode is told only where that of its source is known.
      .filter((line) => !line.startsWith("f ?"))
      .sort();
    const real = realTree(script);
    const unsaid = ourTree(script)
      .filter((line) => line.startsWith("f ?"))
      .map((line) => line.slice(4));
    expect(ours).toEqual(real.filter((line) => !unsaid.some((path) => line.endsWith(` ${path}`))).sort());
  });

  it.each(UNSURE)("do not claim an owner or a mode for what may not run: %s", (script) => {
    for (const { owner, mode } of follow(script).table.values()) expect([owner, mode]).toEqual([null, null]);
  });

  it("compares with a real shell", () => {
    expect(execFileSync("/bin/sh", ["-c", "echo yes"], { encoding: "utf8" })).toBe("yes\n");
    expect(SCRIPTS.length).toBeGreaterThanOrEqual(30);
  });
});

describe("owners after RUN", () => {
  const owners = (script: string): string[] =>
    [...follow(script).table.values()].map(
      ({ path, owner, group }) => `${path} ${owner ?? "?"}:${group ?? "?"}`,
    );

  it("follows chown in each of its forms", () => {
    expect(owners("mkdir -p /srv/logs && chown app /srv/logs")).toEqual([
      "/srv root:root",
      "/srv/logs app:root",
    ]);
    expect(owners("mkdir -p /srv/logs && chown -R app:web /srv")).toEqual([
      "/srv app:web",
      "/srv/logs app:web",
    ]);
    expect(owners("useradd -r app && mkdir /l && chown app: /l")).toEqual(["/l app:app"]);
    expect(owners("mkdir /l && chgrp adm /l")).toEqual(["/l root:adm"]);
    expect(owners("mkdir /l && chown :adm /l")).toEqual(["/l root:adm"]);
  });

  it("is not certain of an owner that a condition decides", () => {
    expect(owners('mkdir /l; if [ -n "$A" ]; then chown app /l; fi')).toEqual(["/l ?:root"]);
  });

  it("loses owners to find -exec", () => {
    expect(owners("mkdir -p /l/a; find /l -type d -exec chown app {} +")).toEqual(["/l ?:?", "/l/a ?:?"]);
  });

  it("knows the home directories of useradd -m and adduser", () => {
    expect(owners("useradd -m -u 1000 app")).toEqual(["/home root:root", "/home/app app:app"]);
    expect(owners("useradd --create-home --home-dir /srv/app app").at(-1)).toBe("/srv/app app:app");
    expect(owners("adduser --disabled-password --gecos '' app").at(-1)).toBe("/home/app app:app");
    expect(owners("adduser --system --group app")).toEqual([]);
    expect(owners("adduser -S -D -H app")).toEqual([]);
  });

  it("calls the list of directories incomplete after a program that nobody knows", () => {
    expect(
      follow("mkdir /l && pip install -r requirements.txt && apt-get install -y curl").build.complete,
    ).toBe(true);
    expect(follow("mkdir /l && ./setup.sh").build.complete).toBe(false);
    expect(follow("$INSTALLER").build.complete).toBe(true);
    expect(follow("$(which x) y").build.complete).toBe(false);
  });

  it("knows the log directories that packages bring", () => {
    const { table, build } = follow(
      "apt-get update && apt-get install -y --no-install-recommends nginx supervisor=4.2.5-1",
    );
    expect(table.get("/var/log/nginx")).toMatchObject({ owner: "root", group: "adm", mode: "0755" });
    expect(table.get("/var/log/supervisor")).toMatchObject({ owner: "root", mode: "0755" });
    expect(build.files.has("/etc/nginx/nginx.conf")).toBe(true);
  });
});

describe("hostile RUN scripts", () => {
  it("end, whatever they loop over", () => {
    const loops = "for a in 1 2 3 4 5 6 7 8 9; do ".repeat(9) + "mkdir /$a; " + "done; ".repeat(9);
    expect(follow(loops).build.complete).toBe(false);
    expect(follow("f() { f; f; }; f").build.complete).toBe(false);
    expect(follow(`mkdir ${"{a,b}".repeat(30)}`).table.size).toBe(1);
  });

  it("keep names such as __proto__ apart", () => {
    expect(follow("mkdir -p /__proto__/constructor").table.has("/__proto__/constructor")).toBe(true);
  });
});
