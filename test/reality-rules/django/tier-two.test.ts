import { createServer, type AddressInfo } from "node:net";
import { request } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { pythonWithDjango, realProgram } from "../../real-programs.ts";
import { startSite, type ScratchSite } from "./scratch-site.ts";

const gunicorn = realProgram("gunicorn");
const ready = gunicorn !== null && pythonWithDjango() !== null;

let site: ScratchSite | null = null;
afterEach(async () => {
  await site?.stop();
  site = null;
});

async function start(settings: string): Promise<ScratchSite> {
  site = await startSite(gunicorn ?? "", settings);
  return site;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 300));
}

function loggingWith(handler: string, root = `{"handlers": ["it"], "level": "INFO"}`): string {
  return `
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"it": ${handler}},
    "root": ${root},
}
`;
}

const CONSOLE = loggingWith(`{"class": "logging.StreamHandler"}`);

/** A request with a Host header of its own, which fetch does not allow. */
function getWithHost(port: number, host: string): Promise<number> {
  return new Promise((resolve) => {
    const sent = request(
      { host: "127.0.0.1", port, path: "/ok", headers: { host }, agent: false },
      (response) => {
        response.resume();
        response.on("end", () => {
          resolve(response.statusCode ?? 0);
        });
      },
    );
    sent.on("error", () => {
      resolve(0);
    });
    sent.end();
  });
}

describe.skipIf(!ready)("what more of the Django rules claim happens with real gunicorn and Django", () => {
  it("logging-overwritten: the file of the first LOGGING is never made", async () => {
    const first = loggingWith(`{"class": "logging.FileHandler", "filename": "logs/first.log"}`);
    const running = await start(`DEBUG = False\n${first}${CONSOLE}`);
    await running.get("/say");
    await pause();
    expect(running.output().files["first.log"]).toBeUndefined();
    expect(running.output().stderr).toContain("MARK-info");
  });

  it("basic-config: its file stays empty once LOGGING has a root, and is used when LOGGING has none", async () => {
    const basic = `
import logging
DEBUG = False
logging.basicConfig(filename="logs/basic.log", level=logging.DEBUG)
logging.info("MARK-import")
`;
    const undone = await start(basic + CONSOLE);
    await undone.get("/say");
    await pause();
    expect(undone.output().files["basic.log"]).toContain("MARK-import");
    expect(undone.output().files["basic.log"]).not.toContain("MARK-warning");
    expect(undone.output().stderr).toContain("MARK-info");
    await undone.stop();
    const kept = await start(`${basic}LOGGING = {"version": 1, "disable_existing_loggers": False}\n`);
    await kept.get("/say");
    await pause();
    expect(kept.output().files["basic.log"]).toContain("MARK-warning");
  });

  it("pickle-over-network: what leaves is a pickle with the message in clear text", async () => {
    let received = Buffer.alloc(0);
    const server = createServer((socket) => {
      socket.on("data", (data) => {
        received = Buffer.concat([received, data]);
      });
      socket.on("error", () => undefined);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", () => {
        resolve();
      });
    });
    const { port } = server.address() as AddressInfo;
    const running = await start(
      `DEBUG = False\n${loggingWith(`{"class": "logging.handlers.SocketHandler", "host": "127.0.0.1", "port": ${String(port)}}`)}`,
    );
    await running.get("/say");
    await pause();
    await running.stop();
    server.close();
    expect(received.toString("latin1")).toContain("MARK-warning");
    // Four bytes of length, then a pickle: from the opcode of an empty dict to that of the end.
    expect(received[4]).toBe("}".charCodeAt(0));
    expect(received[3 + received.readUInt32BE(0)]).toBe(".".charCodeAt(0));
  });

  it("syslog-unreachable: a string with host and port, or a socket that is not there, ends in a traceback for each record, a tuple does not", async () => {
    const handler = (address: string): string =>
      loggingWith(`{"class": "logging.handlers.SysLogHandler", "address": ${address}}`);
    const broken = await start(`DEBUG = False\n${handler(`"localhost:9"`)}`);
    await broken.get("/say");
    await pause();
    expect(broken.output().stderr).toContain("--- Logging error ---");
    await broken.stop();
    const absent = await start(`DEBUG = False\n${handler(`"/nowhere/log"`)}`);
    await absent.get("/say");
    await pause();
    expect(absent.output().stderr).toContain("--- Logging error ---");
    await absent.stop();
    const silent = await start(`DEBUG = False\n${handler(`("localhost", 9)`)}`);
    await silent.get("/say");
    await pause();
    expect(silent.output().stderr).not.toContain("Logging error");
    expect(silent.output().stderr).not.toContain("MARK-warning");
  });

  it("disallowed-host-noise: an unknown host is an error with a traceback, unless its logger is silenced", async () => {
    const hosts = `DEBUG = False\nALLOWED_HOSTS = ["127.0.0.1"]\nMIDDLEWARE = ["django.middleware.common.CommonMiddleware"]\n`;
    const noisy = await start(hosts + CONSOLE);
    expect(await getWithHost(noisy.port, "made-up.invalid")).toBe(400);
    await pause();
    expect(noisy.output().stderr).toContain("Invalid HTTP_HOST header: 'made-up.invalid'");
    await noisy.stop();
    const quiet = await start(
      `${hosts}${CONSOLE}LOGGING["loggers"] = {"django.security.DisallowedHost": {"handlers": [], "propagate": False, "level": "CRITICAL"}}\n`,
    );
    expect(await getWithHost(quiet.port, "made-up.invalid")).toBe(400);
    await pause();
    expect(quiet.output().stderr).not.toContain("made-up.invalid");
  });
});
