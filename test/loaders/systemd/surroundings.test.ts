import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { sizeInBytes, timeSpan } from "../../../src/loaders/journald/quantities.ts";
import { loadStacks } from "../../../src/link/load-stacks.ts";
import { certainValue, type Fact } from "../../../src/model/fact.ts";
import type { Process, Stream } from "../../../src/model/stack.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";
import { realProgram } from "../../real-programs.ts";

const unit = (lines = ""): string => `[Service]\n${lines}\nExecStart=/usr/bin/gunicorn wiki.wsgi\n`;

function processesOf(files: Record<string, string>): readonly Process[] {
  return loadStacks({ fs: memoryFileSystem(files), paths: ["."] }).stacks.flatMap((stack) => stack.processes);
}

function journalOf(files: Record<string, string>): Record<string, unknown> {
  const stdout: Stream | undefined = certainValue(processesOf(files)[0]?.stdout);
  if (stdout?.kind !== "journal") throw new Error("not in the journal");
  const told: Record<string, unknown> = {};
  for (const [name, fact] of Object.entries<Fact<unknown>>({ ...stdout.limits }))
    told[name] = certainValue(fact);
  return told;
}

describe("the journal of a unit", () => {
  it("has no limits where nothing writes them", () => {
    expect(journalOf({ "wiki.service": unit() })).toEqual({});
  });

  it("has those of journald.conf with its drop-ins, of which the last wins", () => {
    expect(
      journalOf({
        "deploy/wiki.service": unit(),
        "deploy/journald.conf": "[Journal]\nStorage=volatile\nSystemMaxUse=500M\nRateLimitIntervalSec=1min\n",
        "deploy/journald.conf.d/10-a.conf": "[Journal]\nStorage=persistent\nForwardToSyslog=no\n",
        "deploy/journald.conf.d/20-b.conf":
          "[Journal]\nRateLimitBurst=0\nStorage=sometimes\nMaxLevelStore=4\n",
      }),
    ).toEqual({
      storage: "persistent",
      maxUse: 500 * 1024 ** 2,
      rateLimitInterval: 60,
      rateLimitBurst: 0,
      forwardToSyslog: false,
      maxLevelStore: "warning",
    });
  });

  it("has those of the unit before those of journald.conf", () => {
    expect(
      journalOf({
        "wiki.service": unit(
          "LogLevelMax=notice\nLogRateLimitIntervalSec=0\nLogRateLimitBurst=5\nSyslogLevel=err",
        ),
        "journald.conf": "[Journal]\nRateLimitIntervalSec=10s\nRateLimitBurst=100\n",
      }),
    ).toEqual({ levelMax: "notice", level: "err", rateLimitInterval: 0, rateLimitBurst: 5 });
  });

  it("has those of its namespace", () => {
    expect(
      journalOf({
        "wiki.service": unit("LogNamespace=web"),
        "journald.conf": "[Journal]\nStorage=none\n",
        "journald@web.conf": "[Journal]\nSystemMaxUse=1G\n",
      }),
    ).toEqual({ namespace: "web", maxUse: 1024 ** 3 });
  });
});

const analyze = realProgram("systemd-analyze");

describe.skipIf(analyze === null)("systemd-analyze timespan", () => {
  it.each([
    "30s",
    "30",
    "1min 30s",
    "2h",
    "1h30min",
    "5 minutes",
    "1.5h",
    "1w 2d",
    "1M",
    "1y",
    "100ms",
    "1us",
    "0",
    "infinity",
    "",
    "5x",
    "1 2",
    "s",
    "-1",
    "1d 1d",
    "3days",
  ])("takes %s as we do", (text) => {
    const run = spawnSync(analyze ?? "", ["timespan", text], { encoding: "utf8" });
    const micro = /[μu]s: (\S+)/.exec(run.stdout)?.[1];
    const real =
      run.status !== 0 || micro === undefined
        ? undefined
        : /^\d+$/.test(micro)
          ? Number(micro) / 1e6
          : Infinity;
    const own = timeSpan(text);
    if (real !== undefined && real > 1e12) expect(own).toBe(Infinity);
    else expect(own).toBe(real);
  });
});

it.each([
  ["500M", 524288000],
  ["1G", 1073741824],
  ["1.5K", 1536],
  ["48K", 49152],
  ["100", 100],
  ["100B", 100],
  ["10%", undefined],
  ["1g", undefined],
  ["", undefined],
])("a size of %s is %s bytes", (text, bytes) => {
  expect(sizeInBytes(text)).toBe(bytes);
});

describe("the service of a unit", () => {
  it.each([
    ["ExecReload=/bin/kill -s HUP $MAINPID", "HUP"],
    ["ExecReload=/bin/kill -HUP ${MAINPID}", "HUP"],
    ["ExecReload=kill -SIGUSR1 $MAINPID", "USR1"],
    ["ExecReload=/bin/kill -1 $MAINPID", "HUP"],
    ["ExecReload=/bin/sh -c 'kill -USR2 $MAINPID'", "USR2"],
    ["ExecReload=/bin/kill --signal HUP -- $MAINPID", "HUP"],
    ["ExecReload=/bin/kill $MAINPID", "TERM"],
    ["ExecReload=/bin/kill -HUP 1", null],
    ["ExecReload=/usr/sbin/nginx -s reload", null],
    ["ExecReload=/bin/sh -c 'kill -HUP $MAINPID; rm -f x'", null],
  ])("%s sends %s", (line, signal) => {
    const [process] = processesOf({ "wiki.service": unit(line) });
    expect(process?.service?.reload.map((each) => each.signal)).toEqual([signal]);
  });

  it("tells its type only where it is written, the last that systemd knows", () => {
    const typeOf = (lines: string): unknown => {
      const [process] = processesOf({ "wiki.service": unit(lines) });
      return process?.service?.type === undefined ? undefined : certainValue(process.service.type);
    };
    expect(typeOf("")).toBe(undefined);
    expect(typeOf("Type=notify")).toBe("notify");
    expect(typeOf("Type=forking\nType=forked\nPIDFile=/run/x.pid")).toBe("forking");
  });
});

describe("tmpfiles.d", () => {
  const provided = (files: Record<string, string>): unknown[] =>
    (processesOf(files)[0]?.access.provides ?? []).map(({ path, owner, mode }) => [path, owner, mode]);

  it("provides what a unit finds, before the unit's own directories", () => {
    expect(
      provided({
        "deploy/wiki.service": unit("User=wiki\nLogsDirectory=wiki/web"),
        "deploy/tmpfiles.d/wiki.conf": "d /var/log/wiki 0750 wiki adm -\n",
        "debian/wiki.tmpfiles": "d /run/wiki 0755 wiki www-data\n",
      }),
    ).toEqual([
      ["/var/log/wiki", "wiki", "0750"],
      ["/run/wiki", "wiki", "0755"],
      ["/var/log/wiki/web", "wiki", "0755"],
    ]);
  });

  it("provides each machine with the file that lies nearest", () => {
    const files = {
      "staging/wiki.service": unit("User=a"),
      "staging/tmpfiles.d/wiki.conf": "d /var/log/wiki 0755 a a\n",
      "production/wiki.service": unit("User=b"),
      "production/tmpfiles.d/wiki.conf": "d /var/log/wiki 0755 b b\n",
    };
    const found = processesOf(files).map((process) => process.access.provides.map(({ owner }) => owner));
    expect(found.sort()).toEqual([["a"], ["b"]]);
  });
});
