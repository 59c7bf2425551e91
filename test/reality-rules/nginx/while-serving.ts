import { spawn } from "node:child_process";
import { connect } from "node:net";
import { request } from "node:http";
import { nginx, type Scratch } from "./scratch-nginx.ts";

/** A running nginx: asks it over HTTP or with raw bytes, and has it reopen its logs. */
export interface Serving {
  readonly get: (path: string, headers?: Readonly<Record<string, string>>, body?: string) => Promise<number>;
  readonly raw: (text: string) => Promise<string>;
  readonly reopen: () => Promise<void>;
}

/** Starts nginx on the scratch folder, lets `act` use it, and ends it. `errors` stands for the compiled-in error log. */
export async function whileServing(
  scratch: Scratch,
  act: (serving: Serving) => Promise<void>,
  errors = "stderr",
): Promise<void> {
  const running = spawn(nginx ?? "", ["-e", errors, "-p", scratch.directory, "-c", scratch.main], {
    stdio: "ignore",
  });
  const ended = new Promise((resolve) => running.on("exit", resolve));
  try {
    for (let tries = 0; tries < 100 && (await ask(scratch.port, "/ready")) === 0; tries++) await pause(20);
    await act({
      get: (path, headers, body) => ask(scratch.port, path, headers, body),
      raw: (text) => sendRaw(scratch.port, text),
      reopen: async () => {
        running.kill("SIGUSR1");
        await pause(200);
      },
    });
  } finally {
    running.kill("SIGQUIT");
    await ended;
  }
}

function ask(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: string,
): Promise<number> {
  return new Promise((resolve) => {
    const method = body === undefined ? "GET" : "POST";
    const sent = request({ host: "127.0.0.1", port, path, headers, method, agent: false }, (response) => {
      response.resume();
      // The connection is closed on this side too, then.
      sent.on("close", () => {
        resolve(response.statusCode ?? 0);
      });
    });
    sent.on("error", () => {
      resolve(0);
    });
    sent.end(body);
  });
}

function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.on("data", (data) => (answer += data.toString()));
    socket.on("error", () => {
      resolve(answer);
    });
    socket.on("close", () => {
      resolve(answer);
    });
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
