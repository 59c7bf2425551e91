import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import type { Running } from "./programs.ts";
import type { Scratch } from "./scratch.ts";

/** Something that listens for what programs send away. */
export interface Listener extends Running {
  /** All that has come, once it is stopped. */
  readonly received: () => string;
}

/** Listens for datagrams of syslog on 127.0.0.1. */
export async function startSyslog(port: number): Promise<Listener> {
  const socket = createSocket("udp4");
  const texts: string[] = [];
  socket.on("message", (message) => texts.push(message.toString("utf8")));
  await new Promise<void>((resolve) => {
    socket.bind(port, "127.0.0.1", () => {
      resolve();
    });
  });
  return {
    received: () => texts.join("\n"),
    stop: () =>
      new Promise<void>((resolve) => {
        // What is in the socket's queue is delivered before.
        setImmediate(() => {
          socket.close(() => {
            resolve();
          });
        });
      }),
  };
}

/** Node has no datagrams on sockets of the file system. The process ends when its input does, and reads all that is there before. */
const UNIX_SYSLOG = `
import os, select, socket, sys

listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind(sys.argv[1])
print("ready", flush=True)
with open(sys.argv[2], "ab") as received:
    while True:
        ready, _, _ = select.select([listener, 0], [], [])
        if listener in ready:
            received.write(listener.recv(65536) + b"\\n")
        elif not os.read(0, 1024):
            break
`;

/** Listens at run/log.sock, as /dev/log does. */
export async function startSyslogSocket(scratch: Scratch): Promise<Listener> {
  const file = join(scratch.root, "run", "syslog.txt");
  const args = ["-c", UNIX_SYSLOG, join(scratch.root, "run", "log.sock"), file];
  const child = spawn("/usr/bin/python3", args, { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => {
      resolve();
    });
  });
  await new Promise<void>((resolve) => {
    child.stdout.once("data", () => {
      resolve();
    });
  });
  return {
    received: () => (existsSync(file) ? readFileSync(file, "utf8") : ""),
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

/** Takes mail on 127.0.0.1 and leaves each one in a file in `mail`. */
export async function startMail(scratch: Scratch): Promise<Running> {
  let count = 0;
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    talk(socket, (text) => {
      writeFileSync(join(scratch.root, "mail", String(count++)), text);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(scratch.mailPort, "127.0.0.1", () => {
      resolve();
    });
  });
  return {
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** As much of RFC 5321 as smtplib needs. */
function talk(socket: Socket, keep: (text: string) => void): void {
  let waiting = "";
  let isData = false;
  socket.write("220 sink\r\n");
  socket.on("data", (data) => {
    waiting += data.toString("latin1");
    for (;;) {
      const end = isData ? "\r\n.\r\n" : "\r\n";
      const at = waiting.indexOf(end);
      if (at < 0) return;
      const text = waiting.slice(0, at);
      waiting = waiting.slice(at + end.length);
      if (isData) keep(text);
      const word = text.slice(0, 4).toUpperCase();
      const isStart = !isData && word === "DATA";
      const isEnd = !isData && word === "QUIT";
      isData = isStart;
      socket.write(isStart ? "354 go on\r\n" : isEnd ? "221 bye\r\n" : "250 ok\r\n");
      if (isEnd) socket.end();
    }
  });
}
