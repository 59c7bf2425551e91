import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadUnits } from "../../../src/loaders/systemd/load-units.ts";
import { accessRules } from "../../../src/loaders/systemd/unit-access.ts";
import { settingsOf } from "../../../src/loaders/systemd/unit-settings.ts";
import { unitSpecifiers } from "../../../src/loaders/systemd/unit-words.ts";
import { certainValue } from "../../../src/model/fact.ts";
import type { AccessRule } from "../../../src/model/launch.ts";
import { mergeUnits } from "../../../src/read/unit/merge.ts";
import { readUnit } from "../../../src/read/unit/read-unit.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";
import { runServices, whyNoManager } from "./real-manager.ts";

/** Directories that exist in the systemd of the test. */
const DIRECTORIES = [
  "/etc",
  "/usr/lib",
  "/home/app",
  "/home/app/site/logs",
  "/root",
  "/run/user",
  "/srv",
  "/srv/app",
  "/srv/app/logs",
  "/opt/app",
  "/var/log",
  "/var/log/wiki",
  "/var/lib/wiki",
  "/var/tmp",
  "/tmp",
  "/dev/shm",
];

const SANDBOXES = [
  "",
  "ProtectSystem=yes",
  "ProtectSystem=full",
  "ProtectSystem=strict",
  "ProtectSystem=strict\nProtectHome=yes",
  "ProtectSystem=strict\nProtectHome=read-only",
  "ProtectSystem=strict\nProtectHome=tmpfs",
  "ProtectHome=tmpfs",
  "ProtectHome=tmpfs\nBindPaths=/home/app/site",
  "ProtectHome=yes\nReadWritePaths=/home/app/site/logs",
  "ProtectHome=read-only\nReadWritePaths=/home/app/site/logs",
  "ProtectSystem=strict\nReadWritePaths=/var/log/wiki -/nowhere /srv/app",
  "ProtectSystem=strict\nReadWritePaths=/",
  "ProtectSystem=strict\nReadWritePaths=/home",
  "ProtectSystem=strict\nLogsDirectory=wiki",
  "ProtectSystem=strict\nLogsDirectory=wiki\nStateDirectory=wiki\nPrivateTmp=yes",
  "ProtectSystem=strict\nReadWritePaths=/var/log\nReadOnlyPaths=/var/log/wiki",
  "ProtectSystem=full\nReadWritePaths=/etc",
  "ReadOnlyPaths=/",
  "ReadOnlyPaths=/\nReadWritePaths=/var/log",
  "ReadOnlyPaths=/srv\nReadWritePaths=/srv",
  "ReadOnlyPaths=/srv\nReadWritePaths=/srv/app/logs",
  "ReadOnlyDirectories=/srv/app",
  "InaccessiblePaths=/srv/app",
  "InaccessiblePaths=/srv\nReadWritePaths=/srv/app/logs",
  "InaccessiblePaths=/srv\nReadWritePaths=/srv",
  "InaccessiblePaths=-/nowhere",
  "TemporaryFileSystem=/srv/app/logs",
  "TemporaryFileSystem=/srv/app/logs:ro",
  "TemporaryFileSystem=/srv/app/logs:mode=0777,size=1M",
  "ProtectSystem=strict\nTemporaryFileSystem=/var/log",
  "BindReadOnlyPaths=/srv/app",
  "BindReadOnlyPaths=/srv/app:/opt/app",
  "ProtectSystem=strict\nBindPaths=/srv/app:/opt/app",
  "ProtectSystem=strict\nBindPaths=/srv/app",
  "PrivateTmp=yes",
  "ProtectSystem=strict\nPrivateTmp=yes",
  "ProtectSystem=strict\nReadWritePaths=/srv\nReadWritePaths=",
  "ProtectSystem=strict\nProtectSystem=",
  "ProtectHome=true\nProtectHome=false",
  "DynamicUser=yes",
  "DynamicUser=yes\nProtectSystem=full\nProtectHome=no",
  "DynamicUser=yes\nProtectHome=yes\nReadWritePaths=/srv/app",
  "DynamicUser=yes\nLogsDirectory=site",
];

const unitOf = (lines: string, command: string): string => `[Service]\n${lines}\nExecStart=${command}\n`;

/** The rule in force, as `ruleFor` of the model finds it: the deepest, the last of equals. */
function ruleFor(rules: readonly AccessRule[], path: string): AccessRule | null {
  let best: AccessRule | null = null;
  for (const rule of rules) {
    const covers = rule.path === "/" || path === rule.path || path.startsWith(`${rule.path}/`);
    if (covers && (best === null || rule.path.length >= best.path.length)) best = rule;
  }
  return best;
}

function writableFor(lines: string): string[] {
  const tree = readUnit(unitOf(lines, "/bin/true"));
  const merged = mergeUnits({ file: "x.service", tree }, []);
  const rules = accessRules(settingsOf(merged, "Service", unitSpecifiers("x.service")));
  return DIRECTORIES.filter((path) => {
    const rule = ruleFor(rules, path);
    // A file system in memory begins empty, but for the places where something else is mounted in it.
    if (rule?.kind === "tmpfs")
      return rules.some((each) => each.path === path || each.path.startsWith(`${path}/`));
    return rule?.kind !== "read-only" && rule?.kind !== "inaccessible";
  });
}

const why = whyNoManager();
if (why !== null) console.warn(`skipped: ${why}, so the sandbox of units is not compared with systemd's`);

describe.skipIf(why !== null)("the sandbox of a service", () => {
  it(`lets it write where a real systemd does, in ${String(SANDBOXES.length)} units`, () => {
    // `!` keeps the sandbox, and root as the user, which may write wherever the sandbox lets anybody.
    const probe = `!/bin/sh -c 'for d in ${DIRECTORIES.join(" ")}; do if [ -w $$d ]; then echo $$d; fi; done; echo end'`;
    const services = new Map(SANDBOXES.map((lines, i) => [`s${String(i)}.service`, unitOf(lines, probe)]));
    const real = runServices(services);
    const told = SANDBOXES.map((lines) => [lines, [...writableFor(lines), "end"]]);
    expect(told).toEqual(SANDBOXES.map((lines, i) => [lines, real.get(`s${String(i)}.service`)]));
  });

  it("gives directories of its own the owner and the mode that it gives them", () => {
    const units = [
      ["User=daemon\nLogsDirectory=site", "/var/log/site"],
      ["User=daemon\nGroup=adm\nLogsDirectory=site2\nLogsDirectoryMode=0750", "/var/log/site2"],
      ["User=daemon\nStateDirectory=site3 site3/logs\nStateDirectoryMode=770", "/var/lib/site3/logs"],
      ["User=daemon\nRuntimeDirectory=site4\nUMask=0077", "/run/site4"],
      ["CacheDirectory=%p", "/var/cache/d4"],
    ] as const;
    const services = new Map(
      units.map(([lines, path], i) => [
        `d${String(i)}.service`,
        unitOf(lines, `/usr/bin/stat -c "%%U %%G 0%%a" ${path}`),
      ]),
    );
    const real = runServices(services);
    for (const [i, [lines, path]] of units.entries()) {
      const name = `d${String(i)}.service`;
      const { launches } = loadUnits({
        fs: memoryFileSystem({ [name]: unitOf(lines, "/bin/true") }),
        files: [name],
        homes: [],
        known: [],
        purposeOf: () => "unknown",
      });
      const made = launches[0]?.access.provides.find((each) => each.path === path);
      const [owner, group, mode] = real.get(name)?.[0]?.split(" ") ?? [];
      expect([lines, made?.owner, made?.mode]).toEqual([lines, owner, mode]);
      // Without Group= it is the user's own group, which no file tells.
      if (made?.group !== null) expect([lines, made?.group]).toEqual([lines, group]);
    }
  });

  it("opens the files of the streams as StandardOutput= says", () => {
    const folder = mkdtempSync(join(tmpdir(), "loglint-streams-"));
    try {
      const unit = (how: string): string =>
        unitOf(`StandardOutput=${how}:${join(folder, how)}`, "/bin/echo first line") +
        "ExecStart=/bin/echo 2nd\n";
      const hows = ["append", "truncate", "file"];
      runServices(new Map(hows.map((how) => [`${how}.service`, unit(how)])));
      const expected: Readonly<Record<string, string>> = {
        append: "first line\n2nd\n",
        truncate: "2nd\n",
        "overwrite-in-place": "2nd\nt line\n",
      };
      for (const how of hows) {
        const mode = modeOf(unit(how));
        expect([how, mode, readFileSync(join(folder, how), "utf8")]).toEqual([how, mode, expected[mode]]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** How the model says that the output of a unit is opened. */
function modeOf(text: string): string {
  const { launches } = loadUnits({
    fs: memoryFileSystem({ "x.service": text }),
    files: ["x.service"],
    homes: [],
    known: [],
    purposeOf: () => "unknown",
  });
  const stdout = certainValue(launches[0]?.stdout);
  return stdout?.kind === "file" ? (stdout.mode ?? "") : "";
}
