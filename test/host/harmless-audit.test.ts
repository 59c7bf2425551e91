import childProcess from "node:child_process";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { loglint } from "../cli/run-loglint.ts";

const home = fs.mkdtempSync(join(tmpdir(), "loglint-harmless-"));
afterAll(() => {
  fs.rmSync(home, { recursive: true, force: true });
});

type Functions = Record<string, (...given: unknown[]) => unknown>;

/** Every function by which Node starts programs, changes files or connects; what was called while `run` ran. */
async function effectsOf(run: () => Promise<unknown>): Promise<string[]> {
  const called: string[] = [];
  const restore: (() => void)[] = [];
  const watch = (
    owner: Functions,
    label: string,
    name: string,
    isEffect: (given: unknown[]) => boolean,
  ): void => {
    const own = owner[name];
    if (typeof own !== "function") return;
    owner[name] = function (this: unknown, ...given: unknown[]): unknown {
      if (isEffect(given)) called.push(`${label}.${name} ${String(given[0])}`);
      return own.apply(this, given);
    };
    restore.push(() => {
      owner[name] = own;
    });
  };
  const always = (): boolean => true;
  for (const name of Object.keys(childProcess))
    if (/^(?:spawn|exec|fork)/.test(name))
      watch(childProcess as unknown as Functions, "child_process", name, always);
  const changing =
    /^(?:write|append|mkdir|rename|unlink|rm|chmod|chown|lchown|utimes|lutimes|futimes|truncate|ftruncate|symlink|link|copyFile|cp|fchmod|fchown)/;
  for (const name of Object.keys(fs))
    if (changing.test(name)) watch(fs as unknown as Functions, "fs", name, always);
  const writes = ([, flags]: unknown[]): boolean =>
    typeof flags === "number"
      ? (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR | fs.constants.O_CREAT)) !== 0
      : typeof flags === "string" && flags !== "r";
  for (const name of ["open", "openSync"]) watch(fs as unknown as Functions, "fs", name, writes);
  watch(net.Socket.prototype as unknown as Functions, "net.Socket", "connect", always);
  syncBuiltinESMExports();
  try {
    await run();
  } finally {
    for (const each of restore) each();
    syncBuiltinESMExports();
  }
  return called;
}

it("notices a program that is started, so that the next test can fail", async () => {
  const effects = await effectsOf(() => Promise.resolve(childProcess.spawnSync("true")));
  expect(effects).toContain("child_process.spawnSync true");
  const written = await effectsOf(() => {
    fs.writeFileSync(join(home, "x"), "");
    return Promise.resolve();
  });
  expect(written).toContain(`fs.writeFileSync ${join(home, "x")}`);
});

it("audits this machine and a root without starting, writing or connecting to anything", async () => {
  fs.mkdirSync(join(home, "root/etc/nginx"), { recursive: true });
  fs.mkdirSync(join(home, "root/var/log/nginx"), { recursive: true });
  fs.writeFileSync(
    join(home, "root/etc/nginx/nginx.conf"),
    "events {}\nhttp { access_log /var/log/nginx/access.log; server { listen 80; } }\n",
  );
  // what is only loaded when it is used is loaded before
  await loglint(["audit", "--no-config", "--root", join(home, "root")], { cwd: home });
  const said: string[] = [];
  const effects = await effectsOf(async () => {
    for (const argv of [
      ["--root", join(home, "root")],
      ["--root", "/"],
    ]) {
      const ran = await loglint(["audit", "--no-config", ...argv, "--fail-on", "never"], { cwd: home });
      said.push(ran.out, ran.err);
    }
  });
  expect(effects).toEqual([]);
  expect(said.join("\n")).toContain("/etc/nginx/nginx.conf");
  expect(fs.readdirSync(join(home, "root"), { recursive: true, encoding: "utf8" }).sort()).toEqual([
    "etc",
    "etc/nginx",
    "etc/nginx/nginx.conf",
    "var",
    "var/log",
    "var/log/nginx",
  ]);
});

it("prints no secret of what it reads, in any format", async () => {
  const secret = "Zk3-not-for-eyes";
  const root = join(home, "secret");
  for (const folder of ["etc/systemd/system", "srv/shop/shop"])
    fs.mkdirSync(join(root, folder), { recursive: true });
  fs.writeFileSync(
    join(root, "etc/systemd/system/shop.service"),
    `[Service]\nUser=root\nWorkingDirectory=/srv/shop\nEnvironment=DB_PASSWORD=${secret}\nExecStart=/usr/bin/gunicorn --env API_TOKEN=${secret} --error-logfile /var/log/none/e.log shop.wsgi\n`,
  );
  fs.writeFileSync(
    join(root, "srv/shop/manage.py"),
    'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
  );
  fs.writeFileSync(
    join(root, "srv/shop/shop/wsgi.py"),
    'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
  );
  fs.writeFileSync(join(root, "srv/shop/shop/settings.py"), `SECRET_KEY = "${secret}"; DEBUG = True\n`);
  for (const format of ["text", "json", "markdown", "html", "sarif"]) {
    const ran = await loglint(["audit", "--no-config", "--root", root, "--strict", "--format", format], {
      cwd: home,
    });
    expect(ran.err, format).toBe("");
    expect(ran.out, format).toContain("host/log-missing");
    expect(ran.out, format).not.toContain(secret);
  }
});
