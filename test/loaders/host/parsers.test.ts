import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readAccounts } from "../../../src/loaders/host/accounts.ts";
import { nginxVersion, pythonPackage } from "../../../src/loaders/host/installed-versions.ts";
import { parseMounts } from "../../../src/loaders/host/mounts.ts";
import {
  bootOf,
  parseCgroup,
  parseEnvironment,
  parseFdInfo,
  parseStatus,
  parseWords,
  startOf,
} from "../../../src/loaders/host/proc-text.ts";
import { parseRotationState } from "../../../src/loaders/host/rotation-state.ts";
import { hostDiskFiles } from "../../../src/text/audited-disk-file-system.ts";
import { memoryHostFiles } from "../../../src/text/memory-host-files.ts";
import { realProgram } from "../../real-programs.ts";

const logrotate = realProgram("logrotate");
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe.skipIf(process.platform !== "linux")("of this very process", () => {
  it("tells who it is as the kernel does", () => {
    const status = parseStatus(readFileSync("/proc/self/status", "utf8"));
    expect(status?.identity.uid).toBe(process.geteuid?.());
    expect(status?.identity.gid).toBe(process.getegid?.());
    expect([...(status?.identity.groups ?? [])].sort()).toEqual(
      [...(process.getgroups?.() ?? [])].filter((each) => status?.identity.groups.includes(each)).sort(),
    );
    expect(status?.parent).toBe(process.ppid);
    expect(status?.isContained).toBe(false);
  });

  it("tells when it started, to the second", () => {
    const boot = bootOf(readFileSync("/proc/stat", "utf8"));
    const started = startOf(readFileSync("/proc/self/stat", "utf8"), boot ?? 0);
    const known = performance.timeOrigin;
    expect(Math.abs((started ?? 0) - known)).toBeLessThan(5000);
  });

  it("tells its words and variables", () => {
    expect(parseWords(readFileSync("/proc/self/cmdline")).length).toBeGreaterThan(0);
    expect(parseEnvironment(readFileSync("/proc/self/environ"))?.["PATH"]).toBeDefined();
  });
});

describe("texts of /proc", () => {
  it("reads titles that programs write over their words, and environments that are overwritten", () => {
    expect(parseWords(bytes("nginx: master process /usr/sbin/nginx\0\0\0"))).toEqual([
      "nginx: master process /usr/sbin/nginx",
    ]);
    expect(parseWords(bytes("a\0\0b\0"))).toEqual(["a", "", "b"]);
    expect(parseEnvironment(bytes("master [shop]\0\0"))).toBeNull();
    expect(parseEnvironment(bytes("A=1\0__proto__=x\0B=c=d\0"))).toEqual(
      Object.assign(Object.create(null), JSON.parse('{"A":"1","B":"c=d","__proto__":"x"}')),
    );
  });

  it("finds the start behind any name", () => {
    expect(startOf(`5 (a) b) (c) S ${"0 ".repeat(18)}250 0`, 1000)).toBe(3500);
    expect(startOf("5 (cut", 0)).toBeNull();
  });

  it("tells units, logins and containers apart", () => {
    expect(parseCgroup("0::/system.slice/shop.service\n")).toEqual({
      unit: "shop.service",
      isContained: false,
    });
    expect(parseCgroup("0::/system.slice/a\\x2db.service\n").unit).toBe("a-b.service");
    expect(parseCgroup("0::/user.slice/user-0.slice/session-3.scope\n").unit).toBe("session-3.scope");
    expect(parseCgroup("0::/user.slice/user-9.slice/user@9.service/app.slice/tmux.scope\n").unit).toBeNull();
    expect(parseCgroup("0::/system.slice/docker-0123456789abcdef.scope\n").isContained).toBe(true);
    expect(parseCgroup("1:name=systemd:/docker/0123\n").isContained).toBe(true);
    expect(
      parseStatus(
        "PPid:\t1\nUid:\t0 0 0 0\nGid:\t0 0 0 0\nGroups:\t\nNSpid:\t77 1\nCapEff:\t00000000a80425fb\n",
      ),
    ).toEqual({
      parent: 1,
      identity: { uid: 0, gid: 0, groups: [], overrides: true },
      isContained: true,
    });
  });

  it("reads open modes and mounts", () => {
    expect(parseFdInfo("pos:\t0\nflags:\t0102001\nmnt_id:\t24\n").writable).toBe(true);
    expect(parseFdInfo("pos:\t0\nflags:\t0100000\n").writable).toBe(false);
    expect(
      parseMounts(
        "36 35 98:0 / /var/my\\040log rw,noatime master:1 - ext4 /dev/sda ro\n37 35 0:5 / /x rw - tmpfs t rw\n",
      ),
    ).toEqual([
      { path: "/var/my log", access: "read-only" },
      { path: "/x", access: "read-write" },
    ]);
  });
});

describe("accounts and versions", () => {
  const files = memoryHostFiles({
    "/etc/passwd": "root:x:0:0::/:/bin/sh\nshop:x:1001:33::/:\nbroken\n",
    "/etc/group": "root:x:0:\nwww-data:x:33:\nadm:x:4:shop,other\n",
    "/var/lib/dpkg/status":
      "Package: nginx-doc\nStatus: install ok installed\nVersion: 9.9.9-1\n\nPackage: nginx\nStatus: install ok installed\nVersion: 1:1.22.1-9+deb12u3\n",
    "/srv/venv/lib/python3.11/site-packages/Django-4.2.11.dist-info/METADATA": "",
    "/srv/venv/lib/python3.11/site-packages/django_redis-5.0.dist-info/METADATA": "",
    "/usr/lib/python3/dist-packages/gunicorn-20.1.0.egg-info/PKG-INFO": "",
  });
  it("makes the groups that initgroups(3) gives", () => {
    const accounts = readAccounts(files);
    expect(accounts.identityOf("shop")).toEqual({ uid: 1001, gid: 33, groups: [33, 4], overrides: false });
    expect(accounts.identityOf("shop", "adm")).toEqual({ uid: 1001, gid: 4, groups: [4], overrides: false });
    expect(accounts.identityOf("nobody-here")).toBeNull();
    expect(accounts.userName(77)).toBe("77");
  });
  it("takes versions from where the program runs", () => {
    expect(pythonPackage(files, "/srv/venv/bin/gunicorn", "django")?.version).toBe("4.2.11");
    expect(pythonPackage(files, "/srv/venv/bin/gunicorn", "gunicorn")).toBeNull();
    expect(pythonPackage(files, "/usr/bin/gunicorn", "gunicorn")?.version).toBe("20.1.0");
    expect(nginxVersion(files)?.version).toBe("1.22.1");
  });
});

describe.skipIf(logrotate === null)("logrotate's state file", () => {
  it("is read as the real logrotate writes it, whatever the names", () => {
    const folder = mkdtempSync(join(tmpdir(), "loglint-state-"));
    const names = ["plain.log", "a b.log", 'quo"te\\.log'];
    mkdirSync(join(folder, "log"));
    for (const name of names) writeFileSync(join(folder, "log", name), "x\n");
    writeFileSync(join(folder, "conf"), `${join(folder, "log")}/* {\n  daily\n  rotate 1\n}\n`, {
      mode: 0o644,
    });
    const ran = spawnSync(logrotate ?? "", ["-s", join(folder, "state"), join(folder, "conf")], {
      env: { PATH: "/usr/bin:/bin", TZ: "UTC" },
      encoding: "utf8",
    });
    expect(ran.status, ran.stderr).toBe(0);
    const state = parseRotationState(readFileSync(join(folder, "state"), "utf8"));
    expect([...(state?.keys() ?? [])].sort()).toEqual(names.map((name) => join(folder, "log", name)).sort());
    // a log that was seen for the first time gets the hour
    for (const time of state?.values() ?? [])
      expect(Math.abs(statSync(join(folder, "state")).mtimeMs - time)).toBeLessThan(2 * 3600 * 1000);
    expect(parseRotationState("something else\n")).toBeNull();
    expect(hostDiskFiles("/").kindOf(join(folder, "state"))).toBe("file");
    rmSync(folder, { recursive: true });
  });
});
