import { spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { lint } from "../../../src/index.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";
import { pythonWithDjango, realProgram, runsAsRoot } from "../../real-programs.ts";

const folder = mkdtempSync(join(tmpdir(), "loglint-stack-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Is `rule` reported for these files? */
function isReported(rule: string, files: Record<string, string>): boolean {
  const { findings } = lint({ fs: memoryFileSystem(files), paths: ["."] });
  return findings.some((finding) => finding.rule === rule);
}

describe("stack/output-truncated", () => {
  // systemd cannot run here, where it is not process 1; its flags are in acquire_path of execute.c (252): O_CREAT, and for file: neither O_APPEND nor O_TRUNC.
  it("is right that the flags of file: overwrite the start and leave the rest", () => {
    const path = join(folder, "file");
    writeFileSync(path, "why the first run died\nand its last line\n");
    const descriptor = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_NOCTTY, 0o666);
    writeSync(descriptor, "second\n");
    closeSync(descriptor);
    expect(readFileSync(path, "utf8")).toBe("second\n first run died\nand its last line\n");
  });

  it.each([
    [">", true],
    [">>", false],
  ])("is right that a shell's %s empties the file: %s", (operator, empties) => {
    const path = join(folder, "redirected");
    writeFileSync(path, "old\n");
    spawnSync("sh", ["-c", `exec echo new ${operator} ${path}`]);
    expect(readFileSync(path, "utf8")).toBe(empties ? "new\n" : "old\nnew\n");
    const script = `#!/bin/sh\nexec gunicorn shop.wsgi ${operator} /var/log/shop/g.log 2>&1\n`;
    expect(isReported("stack/output-truncated", { "start.sh": script })).toBe(empties);
  });
});

const logrotate = realProgram("logrotate");

describe.skipIf(logrotate === null)("stack/rotation-broken", () => {
  const kept = (text: string): number => {
    const path = join(folder, "stanzas");
    writeFileSync(path, text);
    chmodSync(path, 0o600);
    const { stderr } = spawnSync(logrotate ?? "", ["-d", path], { encoding: "utf8" });
    return [...stderr.matchAll(/^rotating pattern: /gm)].length;
  };
  it.each([
    ["a bad count", "/nowhere/a.log {\n  rotate many\n}\n/nowhere/b.log {\n  daily\n}\n", 1],
    ["a brace too many", "/nowhere/a.log {\n  daily\n}\n}\n/nowhere/b.log {\n  daily\n}\n", 1],
    ["a bad size", "/nowhere/a.log {\n  size big\n}\n/nowhere/b.log {\n  daily\n}\n", 1],
    ["nothing wrong", "/nowhere/a.log {\n  daily\n}\n/nowhere/b.log {\n  daily\n}\n", 2],
  ])("is right about what logrotate keeps of a file with %s", (_, text, count) => {
    expect(kept(text)).toBe(count);
    expect(isReported("stack/rotation-broken", { "deploy/shop.logrotate": text })).toBe(count < 2);
  });
});

const envsubst = realProgram("envsubst");

describe.skipIf(envsubst === null)("stack/envsubst-empties-format", () => {
  const template =
    "log_format shop '$remote_addr \"${request}\" $NGINX_HOST';\nserver { server_name ${NGINX_HOST}; access_log /a.log shop; }\n";
  const made = (...args: string[]): string =>
    spawnSync(envsubst ?? "", args, {
      encoding: "utf8",
      input: template,
      env: { NGINX_HOST: "shop.example.org" },
    }).stdout;
  const files = (call: string): Record<string, string> => ({
    "site.template": template,
    "compose.yaml": `services:\n  web:\n    image: nginx:1.27\n    environment: {NGINX_HOST: shop.example.org}\n    volumes: ["./site.template:/etc/nginx/site.template"]\n    command: sh -c "${call} < /etc/nginx/site.template > /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'"\n`,
  });

  it("is right that envsubst without an argument empties nginx's variables", () => {
    expect(made()).toContain("log_format shop ' \"\" shop.example.org';");
    expect(isReported("stack/envsubst-empties-format", files("envsubst"))).toBe(true);
  });

  it("is right that a named variable leaves the others alone", () => {
    expect(made("$NGINX_HOST")).toContain("log_format shop '$remote_addr \"${request}\" shop.example.org';");
    expect(isReported("stack/envsubst-empties-format", files("envsubst '$$NGINX_HOST'"))).toBe(false);
  });
});

const python = pythonWithDjango();
const isRoot = runsAsRoot();

describe.skipIf(python === null || !isRoot)("stack/log-path-unwritable", () => {
  it("is right that a command of manage.py leaves a file of root's that its user cannot open", () => {
    const site = mkdtempSync(join(tmpdir(), "loglint-site-"));
    try {
      chmodSync(site, 0o777);
      const path = join(site, "django.log");
      const settings = `SECRET_KEY = "x"\nLOGGING = {"version": 1, "handlers": {"file": {"class": "logging.FileHandler", "filename": ${JSON.stringify(path)}}}, "root": {"handlers": ["file"]}}\n`;
      writeFileSync(join(site, "settings.py"), settings);
      const check = (more: object): ReturnType<typeof spawnSync> =>
        spawnSync(python ?? "", ["-m", "django", "check"], {
          cwd: site,
          encoding: "utf8",
          env: { DJANGO_SETTINGS_MODULE: "settings", PYTHONPATH: site, PYTHONDONTWRITEBYTECODE: "1" },
          ...more,
        });
      expect(check({}).status).toBe(0);
      const other = check({ uid: 65534, gid: 65534 });
      expect(String(other.stderr)).toContain("PermissionError: [Errno 13] Permission denied");
      expect(other.status).not.toBe(0);
      rmSync(path);
      expect(check({ uid: 65534, gid: 65534 }).status).toBe(0);
    } finally {
      rmSync(site, { recursive: true });
    }
  });
});
