import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { group, nginx, read, refusalOf, remove, scratchOf, serve, type Scratch } from "./scratch-nginx.ts";

const open: Scratch[] = [];
afterEach(() => {
  for (const scratch of open.splice(0)) remove(scratch);
});

async function run(
  rule: string,
  title: string,
  requests: Parameters<typeof serve>[1],
  change = (text: string): string => text,
): Promise<Scratch> {
  const { files } = group(rule, title);
  const scratch = await scratchOf(
    Object.fromEntries(Object.entries(files).map(([file, text]) => [file, change(text)])),
  );
  open.push(scratch);
  await serve(scratch, requests);
  return scratch;
}

function linesWith(scratch: Scratch, file: string, marker: string): string[] {
  return (read(scratch, file) ?? "").split("\n").filter((line) => line.includes(marker));
}

describe.skipIf(nginx === null)("what more of the nginx rules say, done by nginx", () => {
  it("format-swallows-directive: the access_log never takes effect and stands in the lines", async () => {
    const scratch = await run("format-swallows-directive", "The access_log below is swallowed", [
      { path: "/marker" },
    ]);
    expect(read(scratch, "log/access.log")).toBeNull();
    expect(linesWith(scratch, "log/shop.log", "/marker")[0]).toContain("access_log/");
  });

  it("format-escape-misplaced: the words end every line, and a format without text writes empty lines", async () => {
    const text = await run("format-escape-misplaced", "After the strings", [{ path: "/marker" }]);
    expect(read(text, "log/access.log")).toContain("escape=json\n");
    const empty = await run("format-escape-misplaced", "No text, in a file of formats", [
      { path: "/marker" },
    ]);
    expect(read(empty, "log/access.log")).toMatch(/^\n+$/);
  });

  it("condition-constant: if=!$x and if=false log everything, if=0 and a map without a 1 nothing", async () => {
    const scratch = await run("condition-constant", "Words that look like conditions", [{ path: "/marker" }]);
    expect(linesWith(scratch, "log/a.log", "/marker")).toHaveLength(1);
    expect(linesWith(scratch, "log/b.log", "/marker")).toHaveLength(1);
    expect(read(scratch, "log/c.log")).toBe("");
    const never = await run("condition-constant", "A map without a 1, in a file of maps", [
      { path: "/marker" },
    ]);
    expect(read(never, "log/access.log")).toBe("");
  });

  it("same-target-twice: two lines for one request", async () => {
    const scratch = await run("same-target-twice", "Twice in one server", [{ path: "/marker" }]);
    expect(linesWith(scratch, "log/shop.log", "/marker")).toHaveLength(2);
    const included = await run("same-target-twice", "Once written, once included", [{ path: "/marker" }]);
    expect(linesWith(included, "log/access.log", "/marker")).toHaveLength(2);
  });

  it("header-typo: the misspelt header stays a dash though the client sends the real one", async () => {
    const headers = { "x-forwarded-for": "203.0.113.9" };
    const scratch = await run("header-typo", "X-Fowarded-For", [{ path: "/marker", headers }]);
    expect(linesWith(scratch, "log/access.log", "/marker")[0]).toMatch(/"-"$/);
  });

  it("access-log-replaced: the file holds combined lines", async () => {
    const scratch = await run("access-log-replaced", "The same path without the format", [
      { path: "/marker", headers: { "user-agent": "probe" } },
    ]);
    expect(linesWith(scratch, "log/access.log", "/marker")[0]).toContain('"probe"');
  });

  it("real-ip-trusts-anyone: with 0.0.0.0/0 the client chooses the logged address, with 0.0.0.0/32 nobody does", async () => {
    const headers = { "x-forwarded-for": "203.0.113.9" };
    const anyone = await run("real-ip-trusts-anyone", "Everyone", [{ path: "/marker", headers }]);
    expect(linesWith(anyone, "log/access.log", "/marker")[0]).toMatch(/^203\.0\.113\.9 /);
    const nobody = await run("real-ip-trusts-anyone", "Nobody, in a file of its own", [
      { path: "/marker", headers },
    ]);
    expect(linesWith(nobody, "log/access.log", "/marker")[0]).toMatch(/^127\.0\.0\.1 /);
  });

  it("proxy-header-lost: the location with a header of its own sends none of the server's", async () => {
    const seen = new Map<string, unknown>();
    const backend: Server = createServer((request, response) => {
      seen.set(request.url ?? "", request.headers["x-request-id"]);
      response.end();
    });
    await new Promise<void>((resolve) => {
      backend.listen(0, "127.0.0.1", () => {
        resolve();
      });
    });
    const { port } = backend.address() as AddressInfo;
    await run(
      "proxy-header-lost",
      "One header more, three fewer",
      [{ path: "/marker" }, { path: "/ws/marker", headers: { "x-request-id": "forged" } }],
      (text) => text.replaceAll("127.0.0.1:8000", `127.0.0.1:${String(port)}`),
    );
    await new Promise((resolve) => backend.close(resolve));
    expect(seen.get("/marker")).toMatch(/^[0-9a-f]{32}$/);
    expect(seen.get("/ws/marker")).toBe("forged");
  });

  it("format-name-case: main is written as Main, and COMBINED writes empty lines", async () => {
    const main = await run("format-name-case", "Main and main", [{ path: "/marker" }]);
    expect(read(main, "log/access.log")).toMatch(/^(?:127\.0\.0\.1 404\n)+$/);
    const blank = await run("format-name-case", "COMBINED, in a vhost", [{ path: "/marker" }]);
    expect(read(blank, "log/shop.log")).toMatch(/^\n+$/);
    const prepared = await run(
      "format-name-case",
      "The exact name stands elsewhere, so that nginx prepares it",
      [{ path: "/marker" }],
    );
    expect(linesWith(prepared, "log/shop.log", "/marker")).toHaveLength(1);
  });

  it("variable-path: a query argument with ../ writes outside of the log folder, and each host makes a file", async () => {
    const traversal = await run("variable-path", "A query argument as file name", [
      { path: "/marker?site=../html/forged" },
    ]);
    expect(read(traversal, "html/forged.log")).toContain("/marker");
    const flood = await run("variable-path", "One file per host on the default server", [
      { path: "/marker", headers: { host: "any.invalid" } },
    ]);
    expect(read(flood, "log/any.invalid.log")).toContain("/marker");
  });

  it("format-injection: a decoded path forges a line, a header forges a field", async () => {
    const lines = await run("format-injection", "A decoded path", [
      { path: "/a%0A203.0.113.9%20200%20/forged" },
    ]);
    expect(read(lines, "log/access.log")).toContain("\n203.0.113.9 200 /forged\n");
    const fields = await run("format-injection", "A header, in a file of formats", [
      { path: "/a", headers: { "user-agent": 'x" 200' } },
    ]);
    expect(read(fields, "log/access.log")).toContain('127.0.0.1 "x" 200" 404');
  });

  it("condition-hides-errors: a failed request leaves no line, and a second log has it", async () => {
    const hidden = await run("condition-hides-errors", "No default: only 2xx and 3xx are kept", [
      { path: "/marker" },
    ]);
    expect(read(hidden, "log/access.log")).toBe("");
    const gateway = await run("condition-hides-errors", "Gateway errors left out, in a file of maps", [
      { path: "/marker" },
    ]);
    expect(read(gateway, "log/access.log")).toBe("");
    const kept = await run("condition-hides-errors", "A second log has them", [{ path: "/marker" }]);
    expect(linesWith(kept, "log/failed.log", "/marker")).toHaveLength(1);
  });

  it("directive-has-no-effect: access_log off inside types still logs", async () => {
    const scratch = await run("directive-has-no-effect", "access_log in types", [
      { path: "/static/marker.css" },
    ]);
    expect(linesWith(scratch, "log/access.log", "/static/marker.css")).toHaveLength(1);
  });

  it("client-ip-not-forwarded: the application gets no address", async () => {
    let headers: unknown = null;
    const backend: Server = createServer((request, response) => {
      headers = { forwarded: request.headers["x-forwarded-for"], real: request.headers["x-real-ip"] };
      response.end();
    });
    await new Promise<void>((resolve) => {
      backend.listen(0, "127.0.0.1", () => {
        resolve();
      });
    });
    const { port } = backend.address() as AddressInfo;
    await run("client-ip-not-forwarded", "No header at all", [{ path: "/marker" }], (text) =>
      text.replaceAll("127.0.0.1:8000", `127.0.0.1:${String(port)}`),
    );
    await new Promise((resolve) => backend.close(resolve));
    expect(headers).toEqual({ forwarded: undefined, real: undefined });
  });

  it.each(["An error page with its own silence", "The page in a snippet, the level in the main file"])(
    "silent-outage: a refused backend leaves no line (%s)",
    async (title) => {
      const scratch = await run("silent-outage", title, [{ path: "/marker" }]);
      expect(read(scratch, "log/access.log")).toBe("");
      expect(read(scratch, "log/error.log")).toBe("");
      const told = await run("silent-outage", title, [{ path: "/marker" }], (text) =>
        text.replace(/error\.log (?:crit|alert)/, "error.log error"),
      );
      expect(read(told, "log/error.log")).toContain("Connection refused");
    },
  );

  it("relative-log-path: the path is taken from the prefix, and nginx makes no folder", async () => {
    const { files } = group("relative-log-path", "Relative to nobody knows what");
    const scratch = await scratchOf({
      "conf/nginx.conf": files["nginx.conf"] ?? "",
      "conf/logs/README": "beside the configuration\n",
    });
    open.push(scratch);
    expect(refusalOf(scratch)).toBe(
      `open() "${scratch.directory}/logs/error.log" failed (2: No such file or directory)`,
    );
  });
});
