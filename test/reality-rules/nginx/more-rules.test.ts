import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { group, nginx, read, remove, scratchOf, serve, type Scratch } from "./scratch-nginx.ts";

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

  it("access-log-replaced: the file holds combined lines, and syslog is gone", async () => {
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
});
