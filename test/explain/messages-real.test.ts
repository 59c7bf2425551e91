import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { messagesIn } from "../../src/explain/match-message.ts";
import { pythonWithDjango, realProgram } from "../real-programs.ts";

const nginx = realProgram("nginx");
const gunicorn = realProgram("gunicorn");
const python = pythonWithDjango();
const logrotate = realProgram("logrotate");
const scratch = mkdtempSync(join(tmpdir(), "loglint-explain-"));
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

/** Ids and subjects of what is known in everything that the program prints. */
function knownIn(program: string, args: readonly string[], cwd = scratch): [string, string | null][] {
  const { stdout, stderr } = spawnSync(program, args, { cwd, encoding: "utf8", stdio: "pipe" });
  return messagesIn(`${stdout}\n${stderr}`).map((each) => [each.message.id, each.path ?? each.name]);
}

function nginxSays(http: string, main = ""): [string, string | null][] {
  const file = join(scratch, "nginx.conf");
  writeFileSync(file, `${main}\npid ${scratch}/nginx.pid;\nevents {}\nhttp { ${http} }\n`);
  return knownIn(nginx ?? "", ["-t", "-e", "stderr", "-p", scratch, "-c", file]);
}

describe.skipIf(nginx === null)("messages of the real nginx", () => {
  it("are known: a format that is not defined, and an option in its place", () => {
    expect(nginxSays("access_log x.log main;")).toContainEqual(["nginx-unknown-format", "main"]);
    expect(nginxSays("access_log x.log buffer=32k;")).toContainEqual(["nginx-unknown-format", "buffer=32k"]);
  });

  it("are known: a directive in the wrong block, a level and a variable that do not exist", () => {
    expect(nginxSays("server { log_format x '$uri'; }")).toContainEqual([
      "nginx-not-allowed-here",
      "log_format",
    ]);
    expect(nginxSays("error_log x.log warning;")).toContainEqual(["nginx-invalid-level", "warning"]);
    expect(nginxSays("log_format x '$statuss';")).toContainEqual(["nginx-unknown-variable", "statuss"]);
  });

  it("are known: a folder that does not exist", () => {
    const path = join(scratch, "none", "x.log");
    expect(nginxSays(`access_log ${path};`)).toContainEqual(["nginx-open-missing", path]);
  });
});

describe.skipIf(gunicorn === null)("messages of the real gunicorn", () => {
  const app = ["-b", "127.0.0.1:0", "app:app"];

  it("are known: a log that cannot be written, an option that does not exist", () => {
    const path = join(scratch, "none", "access.log");
    expect(knownIn(gunicorn ?? "", ["--access-logfile", path, ...app])).toContainEqual([
      "gunicorn-not-writable",
      path,
    ]);
    expect(knownIn(gunicorn ?? "", ["--access-log-file", "-", ...app])).toContainEqual([
      "gunicorn-unrecognised-argument",
      "--access-log-file",
    ]);
  });

  it("are known: capture_output into a pipe", () => {
    // the shell's pipe: Node's own is a socket, which cannot be opened at all
    const line = `'${gunicorn ?? ""}' --capture-output --error-logfile /dev/stderr ${app.join(" ")} 2>&1 | cat`;
    const known = knownIn("/bin/sh", ["-c", line]);
    expect(known.map(([id]) => id)).toContain("gunicorn-not-seekable");
  });

  it("are known: a device behind which is a socket, as under systemd's journal", () => {
    const known = knownIn(gunicorn ?? "", ["--capture-output", "--error-logfile", "/dev/stderr", ...app]);
    expect(known).toContainEqual(["python-no-such-device", "/dev/stderr"]);
  });

  it("are known: an application that does not load", () => {
    const known = knownIn(gunicorn ?? "", ["-b", "127.0.0.1:0", "no_such_module:app"]);
    expect(known.map(([id]) => id)).toContain("gunicorn-worker-boot");
  });

  it.skipIf(python === null)("are known: formats that raise", () => {
    for (const format of ["%h %t", "%(h)", "%(s)d %(nothing)d x", "$remote_addr %"]) {
      const script = `from gunicorn.glogging import SafeAtoms\nprint(${JSON.stringify(format)} % SafeAtoms({"h": "1", "s": "200"}))`;
      const known = knownIn(python ?? "", ["-c", script]).map(([id]) => id);
      const raised = spawnSync(python ?? "", ["-c", script]).status !== 0;
      expect([format, raised, raised ? known : ["gunicorn-format-broken"]]).toEqual([
        format,
        raised,
        ["gunicorn-format-broken"],
      ]);
    }
  });
});

describe.skipIf(python === null)("messages of the real Python and Django", () => {
  const handlerIn = (handler: string, more = ""): [string, string | null][] =>
    knownIn(python ?? "", [
      "-c",
      `import logging.config\nlogging.config.dictConfig({"version": 1, "handlers": {"file": ${handler}}${more}})`,
    ]);

  it("are known: a level in lower case, a class and a folder that do not exist", () => {
    expect(handlerIn('{"class": "logging.StreamHandler", "level": "info"}')).toEqual([
      ["python-unknown-level", "info"],
      ["python-cannot-configure", "file"],
    ]);
    expect(handlerIn('{"class": "pythonjsonlogger.jsonlogger.Handler"}')).toEqual([
      ["python-cannot-resolve", "pythonjsonlogger.jsonlogger.Handler"],
      ["python-cannot-configure", "file"],
    ]);
    const path = join(scratch, "none", "app.log");
    expect(handlerIn(`{"class": "logging.FileHandler", "filename": "${path}"}`)).toEqual([
      ["python-no-such-file", path],
      ["python-cannot-configure", "file"],
    ]);
  });

  it("are known: a handler that raises while it writes", () => {
    const script = 'import logging\nlogging.basicConfig()\nlogging.warning("%d", "x")';
    const known = knownIn(python ?? "", ["-c", script]).map(([id]) => id);
    expect(known).toContain("python-logging-error");
  });

  it("are known: a host that is not allowed", () => {
    const script = [
      "import django",
      "from django.conf import settings",
      'settings.configure(DEBUG=False, ALLOWED_HOSTS=["a.example"], ROOT_URLCONF="none")',
      "django.setup()",
      "from django.test import RequestFactory",
      'RequestFactory().get("/", HTTP_HOST="10.0.0.1").get_host()',
    ].join("\n");
    expect(knownIn(python ?? "", ["-c", script])).toContainEqual(["django-invalid-host", "10.0.0.1"]);
  });
});

describe.skipIf(logrotate === null)("messages of the real logrotate", () => {
  it("are known: a folder that others may write, and a second stanza", () => {
    const folder = join(scratch, "open");
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    const log = join(folder, "app.log");
    writeFileSync(log, "x\n");
    const config = join(scratch, "rotate.conf");
    writeFileSync(config, `${log} {\n  daily\n}\n${log} {\n  weekly\n}\n`, { mode: 0o644 });
    const known = knownIn(logrotate ?? "", ["-d", "-f", "-s", join(scratch, "state"), config]);
    expect(known).toContainEqual(["logrotate-insecure-directory", log]);
    expect(known).toContainEqual(["logrotate-duplicate", log]);
  });
});
