import { chmodSync, lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loglint } from "../cli/run-loglint.ts";
import { runsAsRoot } from "../real-programs.ts";
import { makeHostileProcesses, makeHostileRoot, OUTSIDE, rootMaker } from "./hostile-root.ts";

let home = "";
let root = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "loglint-hostile-"));
  chmodSync(home, 0o755);
  root = join(home, "root");
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

const audit = (...argv: string[]): ReturnType<typeof loglint> =>
  loglint(["audit", "--no-config", "--root", root, "--strict", ...argv], { cwd: home });

/** Every path below the root with what a write would change. */
function state(folder = root): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    const { mode, size, mtimeMs, ctimeMs } = lstatSync(path);
    const own = [path, mode, size, mtimeMs, ctimeMs].join(" ");
    return entry.isDirectory() ? [own, ...state(path)] : [own];
  });
}

/** Control characters other than line ends. */
const CONTROL = /[\0-\x09\x0b-\x1f\x7f-\x9f]/;

describe("a root made to mislead", () => {
  it("is audited without leaving it, hanging at a FIFO or changing anything, and its names drive no terminal", async () => {
    makeHostileRoot(root, join(home, "outside/secret.conf"));
    rootMaker(home).file(
      "outside/secret.conf",
      `log_format ${OUTSIDE} x;\n[Service]\nExecStart=/bin/gunicorn ${OUTSIDE}\n`,
    );
    const before = state();
    for (const format of ["text", "markdown", "html", "json", "sarif"]) {
      const { code, out, err } = await audit("--format", format, "--show-unknown");
      expect({ format, code, err }).toEqual({ format, code: 1, err: "" });
      expect(out, format).toContain("shop.service");
      expect(out, format).not.toContain(OUTSIDE);
      expect(CONTROL.exec(out), format).toBeNull();
      if (format === "html") expect(out).not.toContain("<script>alert");
    }
    expect(state()).toEqual(before);
  });

  it("says of a FIFO, a loop and a device what they are, and does not take them for nginx's mistakes", async () => {
    makeHostileRoot(root, join(home, "nowhere/secret.conf"));
    const { out } = await audit("--format", "text");
    const unseen = out.slice(out.indexOf("Could not be seen"));
    expect(unseen).toContain("why is a fifo, not a regular file");
    expect(unseen).toContain("why more than 40 symbolic links, at /etc/nginx/loop");
    expect(unseen).toContain("why more than 40 symbolic links, at /etc/systemd/system/loop.service");
    expect(out).not.toMatch(/nginx refuses this: (?:is a|more than)/);
  });

  it("may have processes whose files are garbage, thousands of them, and a crowd of logs", async () => {
    makeHostileRoot(root, join(home, "nowhere/secret.conf"));
    makeHostileProcesses(root, 600);
    for (let i = 0; i < 20_000; i++) writeFileSync(join(root, "var/log/nginx", `fifo.log.${String(i)}`), "");
    const { code, out, err } = await audit("--format", "text");
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toContain("/proc/2/cmdline");
    expect(CONTROL.exec(out)).toBeNull();
    // a command line of a megabyte is told once, not with every event of its process
    expect(out.length).toBeLessThan(4_000_000);
  });
});

describe.skipIf(!runsAsRoot())("without the rights of root (needs root, to give them up)", () => {
  /** Runs as nobody, as a person without sudo does. */
  async function asNobody<T>(run: () => Promise<T>): Promise<T> {
    const groups = process.getgroups?.() ?? [];
    process.setgroups?.([]);
    process.setegid?.(65534);
    process.seteuid?.(65534);
    try {
      return await run();
    } finally {
      process.seteuid?.(0);
      process.setegid?.(0);
      process.setgroups?.(groups);
    }
  }

  const makeLocked = (): void => {
    const { file, folder, link } = rootMaker(root);
    file(
      "/etc/nginx/nginx.conf",
      `events {}
http {
  include /etc/nginx/private/one.conf;
  include /etc/nginx/private/*.conf;
  include /etc/nginx/key.conf;
  access_log /var/log/locked/a.log ours;
  server { listen 80; location / { proxy_pass http://127.0.0.1:8000; } }
}
`,
    );
    file("/etc/nginx/private/one.conf", "log_format ours '$request';\n");
    file("/etc/nginx/key.conf", "gzip on;\n", 0o600);
    file("/etc/systemd/system/shop.service", "[Service]\nUser=shop\nExecStart=/usr/bin/gunicorn a:b\n");
    link("/etc/systemd/system/multi-user.target.wants/shop.service", "../shop.service");
    folder("/etc/nginx/private", 0o700);
    folder("/var/log/locked", 0o700);
  };

  it("names what it could not see, and who could; what lies there is not called missing", async () => {
    makeLocked();
    const { out, err } = await asNobody(() => audit("--format", "text"));
    expect(err).toBe("");
    const unseen = out.slice(out.indexOf("Could not be seen")).replace(/\s+/g, " ");
    expect(unseen).toContain(
      "/etc/nginx/private, /etc/nginx/private/one.conf why /etc/nginx/private is drwx------ of uid 0, gid 0, and loglint runs as uid 65534: root could see it",
    );
    expect(unseen).toContain("/etc/nginx/key.conf why /etc/nginx/key.conf is -rw------- of uid 0, gid 0");
    expect(unseen).toContain("/var/log/locked/a.log");
    // the format may be in the folder that cannot be entered
    expect(out).not.toContain("nginx/syntax");
    expect(out).not.toContain("nginx/format-undefined");
    expect(out).not.toContain("host/log-missing");
  });

  it("finds as root what it was silent about", async () => {
    makeLocked();
    rmSync(join(root, "etc/nginx/private/one.conf"));
    expect((await audit("--format", "text")).out).toContain("nginx/syntax");
    expect((await asNobody(() => audit("--format", "text"))).out).not.toContain("nginx/syntax");
  });
});
