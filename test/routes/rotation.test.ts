import { describe, expect, it } from "vitest";
import { afterRotation, type FileWriter, type RotationAct } from "../../src/routes/rotation.ts";
import { rotatedFiles } from "../../src/routes/file-rotations.ts";
import { loadStack } from "../../src/index.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";

/** What the real programs do is in test/reality/rotation.test.ts; here is what they are not run with. */
const handler = (change: Partial<Extract<FileWriter, { kind: "handler" }>> = {}): FileWriter => ({
  kind: "handler",
  class: "logging.FileHandler",
  on: "root",
  openedBy: "worker",
  workersRenewed: false,
  processes: 1,
  workers: "reopen",
  ...change,
});
const renamed = (signal: "none" | "USR1" | "HUP" | "restart"): RotationAct => ({ kind: "rename", signal });

describe("the file that a writer writes after a rotation", () => {
  it.each<[FileWriter, RotationAct, string]>([
    [handler(), renamed("restart"), "new"],
    [{ kind: "supervisor" }, renamed("none"), "old"],
    [{ kind: "supervisor" }, renamed("USR1"), "old"],
    [{ kind: "supervisor" }, { kind: "itself" }, "new"],
    [{ kind: "supervisor" }, { kind: "copytruncate" }, "new"],
    [handler({ workersRenewed: true }), renamed("none"), "both"],
    [handler({ workersRenewed: true, openedBy: "master" }), renamed("none"), "old"],
    [handler({ openedBy: "unknown" }), renamed("none"), "old"],
    [handler({ openedBy: "unknown", on: "named" }), renamed("HUP"), "new"],
    [handler({ openedBy: "unknown" }), renamed("HUP"), "unknown"],
    [handler({ workersRenewed: "unknown" }), renamed("none"), "unknown"],
    [handler({ workersRenewed: "unknown", openedBy: "master" }), renamed("none"), "old"],
    [handler({ workers: "killed" }), renamed("USR1"), "new"],
    [handler({ workers: "unknown" }), renamed("USR1"), "unknown"],
    [handler({ class: "shop.logs.Handler" }), renamed("USR1"), "unknown"],
    [
      handler({ class: "logging.handlers.RotatingFileHandler", processes: null }),
      { kind: "itself" },
      "unknown",
    ],
    [handler(), { kind: "itself" }, "unknown"],
    [{ kind: "nginx", path: "cached" }, renamed("USR1"), "old"],
    [handler(), { kind: "rename", signal: "none", removesOld: true }, "nowhere"],
    [{ kind: "nginx", path: "variables" }, { kind: "rename", signal: "none", removesOld: true }, "new"],
  ])("of %j after %j is the %s one", (writer, act, lines) => {
    expect(afterRotation(writer, act).lines).toBe(lines);
  });
});

const SITE = {
  "shop/settings.py": `LOGGING = {"version": 1, "disable_existing_loggers": False,
  "handlers": {"file": {"class": "logging.FileHandler", "filename": "/var/log/shop/shop.log"},
    "watched": {"class": "logging.handlers.WatchedFileHandler", "filename": "/var/log/shop/watched.log"}},
  "root": {"handlers": ["file", "watched"], "level": "INFO"}}\n`,
  "manage.py": `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n`,
  "shop/wsgi.py": `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n`,
  "gunicorn.conf.py": `wsgi_app = "shop.wsgi"\nerrorlog = "/var/log/shop/error.log"\nworkers = 3\n`,
};

function found(stanza: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const files = { ...SITE, "deploy/logrotate.d/shop": `/var/log/shop/*.log {\n${stanza}\n}\n`, ...more };
  const { stacks } = loadStack({ fs: memoryFileSystem(files), paths: ["."] });
  const rows = stacks.flatMap(rotatedFiles);
  return Object.fromEntries(
    rows.map(({ path, rotations }) => [
      path,
      rotations.map(({ by, after }) => `${by} ${after.lines}`).join(),
    ]),
  );
}

describe("the written files of a stack with what rotates them", () => {
  it("follows the signal of the stanza", () => {
    expect(found("weekly\npostrotate\n  kill -USR1 $(cat /run/shop.pid)\nendscript")).toEqual({
      "/var/log/shop/error.log": "logrotate new",
      "/var/log/shop/shop.log": "logrotate old",
      "/var/log/shop/watched.log": "logrotate new",
    });
  });

  it("knows a stanza that tells nobody, and one that copies", () => {
    expect(found("weekly")["/var/log/shop/error.log"]).toBe("logrotate old");
    expect(found("copytruncate")["/var/log/shop/error.log"]).toBe("logrotate new");
  });

  it.each([
    ["compress", "nowhere"],
    ["compress\ndelaycompress", "old"],
    ["compress\ndelaycompress\nnodelaycompress", "nowhere"],
    ["compress\nnocompress", "old"],
    ["rotate 0", "nowhere"],
    ["rotate 7", "old"],
  ])("knows that %j leaves nothing, or the renamed file, to who is told nothing", (lines, expected) => {
    expect(found(`weekly\n${lines}`)["/var/log/shop/error.log"]).toBe(`logrotate ${expected}`);
  });

  it("knows that a global compress holds for the stanzas below it", () => {
    const stanza = "/var/log/shop/*.log {\n  weekly\n}\n";
    const below = found("", { "deploy/logrotate.d/shop": `compress\n${stanza}` });
    expect(below["/var/log/shop/error.log"]).toBe("logrotate nowhere");
    const above = found("", { "deploy/logrotate.d/shop": `${stanza}compress\n` });
    expect(above["/var/log/shop/error.log"]).toBe("logrotate old");
  });

  it("lets who opens the new file be, whatever becomes of the old one", () => {
    const stanza = "weekly\ncompress\npostrotate\n  kill -USR1 $(cat /run/shop.pid)\nendscript";
    expect(found(stanza)).toMatchObject({
      "/var/log/shop/error.log": "logrotate new",
      "/var/log/shop/shop.log": "logrotate nowhere",
    });
  });

  it("does not take a signal to nginx for one to gunicorn", () => {
    const toNginx = "weekly\npostrotate\n  kill -USR1 $(cat /run/nginx.pid)\nendscript";
    expect(found(toNginx)["/var/log/shop/error.log"]).toBe("logrotate old");
  });

  it("does not commit itself to a script that it does not know", () => {
    const own = "weekly\npostrotate\n  /usr/local/bin/after-rotation\nendscript";
    expect(found(own)["/var/log/shop/error.log"]).toBe("logrotate unknown");
  });
});
