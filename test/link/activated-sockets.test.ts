import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadStack, memoryFileSystem } from "../../src/index.ts";
import type { GunicornInstance } from "../../src/model/gunicorn.ts";
import { realProgram } from "../real-programs.ts";

const gunicorn = realProgram("gunicorn");
const python = realProgram("python");
const scratch = mkdtempSync(join(tmpdir(), "loglint-sockets-"));
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

const service = (args: string): string =>
  `[Unit]\nRequires=wiki.socket\n[Service]\nWorkingDirectory=/srv/wiki\nExecStart=/usr/bin/gunicorn ${args}wiki.wsgi\n`;
const socket = (...addresses: readonly string[]): string =>
  `[Socket]\n${addresses.map((address) => `ListenStream=${address}\n`).join("")}`;

function gunicornOf(files: Readonly<Record<string, string>>): GunicornInstance {
  const { stacks } = loadStack({ fs: memoryFileSystem(files), paths: ["."] });
  return stacks.flatMap((stack) => stack.gunicorn)[0]!;
}

describe("a gunicorn that systemd gives its sockets to", () => {
  it.each([
    [["/run/wiki.sock"], ["unix:/run/wiki.sock"]],
    [["%t/wiki.sock"], ["unix:/run/wiki.sock"]],
    [["8000"], ["[::]:8000"]],
    [
      ["127.0.0.1:8000", "/run/wiki.sock"],
      ["127.0.0.1:8000", "unix:/run/wiki.sock"],
    ],
  ])("listens on %j, whatever bind says", (written, value) => {
    const files = {
      "deploy/wiki.service": service("--bind 127.0.0.1:9000 "),
      "deploy/wiki.socket": socket(...written),
    };
    expect(gunicornOf(files).settings["bind"]).toMatchObject({
      state: "set",
      value,
      at: { file: "deploy/wiki.socket" },
    });
  });

  it.each(["{{ socket_path }}", "%S/wiki.sock"])("listens on what is not known for %s", (written) => {
    const files = { "deploy/wiki.service": service(""), "deploy/wiki.socket.j2": socket(written) };
    expect(gunicornOf(files).settings["bind"]?.state).toBe("unknown");
  });

  it("keeps its own bind beside a socket of another service", () => {
    const files = {
      "deploy/wiki.service": service("--bind 127.0.0.1:9000 "),
      "deploy/other.socket": socket("/run/other.sock"),
    };
    expect(gunicornOf(files).settings["bind"]).toMatchObject({ value: ["127.0.0.1:9000"] });
  });
});

describe("the links of nginx to a gunicorn", () => {
  it("are one where two locations pass to one upstream", () => {
    const { stacks } = loadStack({
      fs: memoryFileSystem({
        "deploy/wiki.service": service(""),
        "deploy/wiki.socket": socket("/run/wiki.sock"),
        "deploy/nginx.conf":
          "events {} http { upstream wiki { server unix:/run/wiki.sock; }\n" +
          "server { location / { proxy_pass http://wiki; } location /api/ { proxy_pass http://wiki; } } }\n",
      }),
      paths: ["."],
    });
    expect(stacks.flatMap((stack) => stack.links)).toMatchObject([
      { address: "unix:/run/wiki.sock", to: "wiki.service", at: { file: "deploy/wiki.socket" } },
    ]);
  });
});

/** Opens the socket as systemd does, as file descriptor 3, and becomes the program. */
const ACTIVATE = `
import os, socket, sys
opened = socket.socket(socket.AF_UNIX)
opened.bind(sys.argv[1])
opened.listen(8)
os.dup2(opened.fileno(), 3)
os.set_inheritable(3, True)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.argv[2], sys.argv[2:])
`;

describe.skipIf(gunicorn === null)("the installed gunicorn", () => {
  it("listens on the socket that it is given, and not on its bind", async () => {
    const path = join(scratch, "given.sock");
    const refused = join(scratch, "refused.sock");
    writeFileSync(join(scratch, "wiki.py"), "def application(environ, start): ...\n");
    const command = [gunicorn!, "--bind", `unix:${refused}`, "--chdir", scratch, "wiki"];
    const child = spawn(python!, ["-c", ACTIVATE, path, ...command], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    const said = await new Promise<string>((resolve) => {
      let text = "";
      child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        if (/Listening at: .*\n/.test(text)) child.kill();
      });
      child.on("close", () => {
        resolve(text);
      });
    });
    const address = /Listening at: (\S+)/.exec(said)?.[1];
    const files = {
      "deploy/wiki.service": service(`--bind unix:${refused} `),
      "deploy/wiki.socket": socket(path),
    };
    const bind = gunicornOf(files).settings["bind"];
    expect(bind).toMatchObject({ state: "set", value: [address] });
    expect(said).not.toContain(refused);
  });
});
