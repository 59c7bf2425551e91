import { request } from "node:http";
import { connect } from "node:net";

export interface Question {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The client's address, 127.0.0.1 unless told otherwise. */
  readonly from?: string;
}

/** Sends one request to 127.0.0.1 on a connection of its own; the status, 0 when there is no answer. */
export function ask({ port, path, headers, from }: Question): Promise<number> {
  return new Promise((resolve) => {
    const sent = request({
      host: "127.0.0.1",
      port,
      path,
      headers,
      agent: false,
      timeout: 10_000,
      ...(from === undefined ? {} : { localAddress: from }),
    });
    sent.on("response", (response) => {
      response.resume();
      response.on("error", () => {
        resolve(0);
      });
      response.on("end", () => {
        resolve(response.statusCode ?? 0);
      });
    });
    sent.on("timeout", () => {
      sent.destroy();
    });
    sent.on("error", () => {
      resolve(0);
    });
    sent.end();
  });
}

/** Sends bytes as they are, and waits for the connection to close. */
export function sendRaw(port: number, text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.setTimeout(5000, () => socket.destroy());
    socket.on("data", () => undefined);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      resolve();
    });
  });
}
