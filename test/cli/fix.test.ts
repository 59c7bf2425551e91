import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { diskRewriting } from "../../src/cli/rewrite.ts";
import { diskFileSystem } from "../../src/text/disk-file-system.ts";
import { loglint, type Ran } from "./run-loglint.ts";

const top = mkdtempSync(join(tmpdir(), "loglint-fix-"));
afterAll(() => {
  rmSync(top, { recursive: true, force: true });
});

const NGINX = [
  "user www-data;",
  "events {}",
  "http {",
  "    # kept: a comment",
  "    access_log /var/log/nginx/access.log;",
  "    server {",
  "        listen 80;",
  "        access_log   /dev/null;   # noise",
  "        root html;",
  "    }",
  "}",
  "",
].join("\n");
const FIXED = NGINX.replace("access_log   /dev/null;", "access_log off;");
const GUNICORN = 'bind = "127.0.0.1:8000"\nacces_log_format = "%(h)s"\n';

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(top, "site-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function fix(folder: string, ...argv: string[]): Promise<Ran> {
  return loglint(["--strict", "--no-config", ...argv], {
    cwd: folder,
    fs: diskFileSystem(folder),
    rewriting: diskRewriting(folder),
  });
}

const text = (...path: string[]): string => readFileSync(join(...path), "utf8");

describe("--fix", () => {
  it("changes only what the fix names, and reports what is left", async () => {
    const folder = folderOf({ "nginx.conf": NGINX });
    const ran = await fix(folder, "--fix", "--only", "nginx/dev-null-target");
    expect(ran.err).toContain("1 finding fixed in 1 file.");
    expect(ran.code).toBe(0);
    expect(ran.out).toContain("No findings");
    expect(text(folder, "nginx.conf")).toBe(FIXED);
    expect(readdirSync(folder)).toEqual(["nginx.conf"]);
  });

  it("finds nothing to fix the second time", async () => {
    const folder = folderOf({ "nginx.conf": NGINX });
    await fix(folder, "--fix");
    const after = text(folder, "nginx.conf");
    expect(after).not.toBe(NGINX);
    const again = await fix(folder, "--fix");
    expect(again.err).toContain("0 findings fixed in 0 files.");
    expect(text(folder, "nginx.conf")).toBe(after);
  });

  it("leaves unsafe fixes to --fix-unsafe", async () => {
    const folder = folderOf({ "gunicorn.conf.py": GUNICORN });
    await fix(folder, "--fix");
    expect(text(folder, "gunicorn.conf.py")).toBe(GUNICORN);
    await fix(folder, "--fix-unsafe");
    expect(text(folder, "gunicorn.conf.py")).toBe(GUNICORN.replace("acces_log_format", "access_log_format"));
  });

  it("keeps the mode, CRLF, the byte order mark and a missing last line end", async () => {
    const written = NGINX.replaceAll("\n", "\r\n").trimEnd();
    const folder = folderOf({ "nginx.conf": written });
    chmodSync(join(folder, "nginx.conf"), 0o640);
    await fix(folder, "--fix", "--only", "nginx/dev-null-target");
    expect(text(folder, "nginx.conf")).toBe(FIXED.replaceAll("\n", "\r\n").trimEnd());
    expect(statSync(join(folder, "nginx.conf")).mode & 0o7777).toBe(0o640);
    const python = folderOf({ "gunicorn.conf.py": `\ufeff${GUNICORN}` });
    await fix(python, "--fix-unsafe");
    expect(text(python, "gunicorn.conf.py")).toBe(`\ufeff${GUNICORN.replace("acces_", "access_")}`);
  });

  it.skipIf(process.getuid?.() !== 0)("keeps the owner (only root can give a file away)", async () => {
    const folder = folderOf({ "nginx.conf": NGINX });
    chownSync(join(folder, "nginx.conf"), 1234, 2345);
    chmodSync(join(folder, "nginx.conf"), 0o2604);
    await fix(folder, "--fix", "--only", "nginx/dev-null-target");
    expect(text(folder, "nginx.conf")).toBe(FIXED);
    const { uid, gid, mode } = statSync(join(folder, "nginx.conf"));
    expect([uid, gid, mode & 0o7777]).toEqual([1234, 2345, 0o2604]);
  });

  it("never writes through a symbolic link, to a file or to a folder", async () => {
    const outside = folderOf({ "nginx.conf": NGINX, "conf.d/site.conf": "access_log /dev/null;\n" });
    const folder = folderOf({
      "nginx.conf": "events {}\nhttp {\n  server { listen 80; include linked/site.conf; }\n}\n",
    });
    symlinkSync(join(outside, "conf.d"), join(folder, "linked"));
    mkdirSync(join(folder, "b"));
    symlinkSync(join(outside, "nginx.conf"), join(folder, "b/nginx.conf"));
    const ran = await fix(folder, "--fix", ".", "b/nginx.conf");
    expect(text(outside, "nginx.conf")).toBe(NGINX);
    expect(text(outside, "conf.d/site.conf")).toBe("access_log /dev/null;\n");
    expect(lstatSync(join(folder, "b/nginx.conf")).isSymbolicLink()).toBe(true);
    expect(ran.err).toContain("symbolic link");
  });

  it("never writes outside the given paths", async () => {
    const folder = folderOf({
      "site/nginx.conf": "events {}\nhttp {\n  server { listen 80; include ../common/quiet.conf; }\n}\n",
      "common/quiet.conf": "access_log /dev/null;\n",
    });
    const ran = await fix(folder, "--fix", "site");
    expect(text(folder, "common/quiet.conf")).toBe("access_log /dev/null;\n");
    expect(ran.err).toContain("common/quiet.conf is not changed: it is outside the paths");
  });

  it("refuses standard input", async () => {
    const ran = await loglint(["-", "--stdin-filename", "nginx.conf", "--fix"], { stdin: NGINX });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain("There is no file to fix");
  });

  it("refuses to overwrite a file that changed since it was read", () => {
    const folder = folderOf({ "nginx.conf": "new" });
    const rewriting = diskRewriting(folder);
    expect(() => {
      rewriting.rewrite("nginx.conf", "old", "fixed");
    }).toThrow("changed meanwhile");
    expect(text(folder, "nginx.conf")).toBe("new");
    linkSync(join(folder, "nginx.conf"), join(folder, "other"));
    expect(rewriting.refusal("nginx.conf", ["."])).toBe(null);
    expect(rewriting.refusal(".", ["."])).toContain("not a regular file");
  });
});

describe("--fix-dry-run", () => {
  it("prints a diff that git apply takes, from the top and from a folder below it, and changes nothing", async () => {
    const folder = folderOf({
      "deploy it/nginx.conf": NGINX.trimEnd(),
      "gunicorn.conf.py": GUNICORN.replaceAll("\n", "\r\n"),
    });
    expect(spawnSync("git", ["init", "-q"], { cwd: folder }).status).toBe(0);
    const ran = await fix(folder, "--fix-dry-run", "--fix-unsafe");
    expect(ran.code).toBe(1);
    expect(text(folder, "deploy it/nginx.conf")).toBe(NGINX.trimEnd());
    const applied = spawnSync("git", ["apply", "-"], { cwd: folder, input: ran.out, encoding: "utf8" });
    expect(applied.stderr).not.toContain("error");
    expect(applied.status).toBe(0);
    expect(text(folder, "deploy it/nginx.conf")).toContain("access_log off;");
    expect(text(folder, "gunicorn.conf.py")).toContain("\r\naccess_log_format");
    writeFileSync(join(folder, "deploy it/nginx.conf"), NGINX);
    const below = await fix(join(folder, "deploy it"), "--fix-dry-run");
    expect(spawnSync("git", ["apply"], { cwd: join(folder, "deploy it"), input: below.out }).status).toBe(0);
    expect(text(folder, "deploy it/nginx.conf")).not.toBe(NGINX);
  });

  it("exits 0 and prints nothing when there is nothing to fix", async () => {
    const ran = await fix(
      folderOf({ "nginx.conf": FIXED }),
      "--fix-dry-run",
      "--only",
      "nginx/dev-null-target",
    );
    expect([ran.code, ran.out]).toEqual([0, ""]);
  });
});
