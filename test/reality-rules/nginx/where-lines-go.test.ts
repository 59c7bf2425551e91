import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { BUILDS } from "../../../src/loaders/nginx/builds.data.ts";
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
): Promise<{ scratch: Scratch; statuses: number[] }> {
  const { files } = group(rule, title);
  const changed = Object.fromEntries(Object.entries(files).map(([file, text]) => [file, change(text)]));
  const scratch = await scratchOf(changed);
  open.push(scratch);
  return { scratch, statuses: await serve(scratch, requests) };
}

describe.skipIf(nginx === null)("what the nginx rules say, done by nginx", () => {
  it("log-target-is-a-word: files named off and on appear in the prefix, and the inherited log gets nothing", async () => {
    const { scratch } = await run("log-target-is-a-word", "error_log off, access_log on", [
      { path: "/marker" },
    ]);
    expect(read(scratch, "on")).toContain("/marker");
    expect(read(scratch, "off")).toContain("Connection refused");
    expect(read(scratch, "log/access.log")).not.toContain("/marker");
  });

  it("log-target-is-a-word: STDERR, stdout and OFF are files", async () => {
    const { scratch } = await run("log-target-is-a-word", "Streams and upper case", [{ path: "/marker" }]);
    expect(read(scratch, "OFF")).toContain("/marker");
    expect(read(scratch, "stdout")).toBe("");
    expect(read(scratch, "STDERR")).not.toBeNull();
  });

  it("log-target-is-a-word: a format name and a level in the place of the path are files", async () => {
    const { scratch } = await run(
      "log-target-is-a-word",
      "A format or a level in the place of the path",
      [{ path: "/marker" }],
      (text) => text.replace("error_log warn;", "error_log warn;\n    server {\n        listen 80;\n    }"),
    );
    expect(read(scratch, "timed")).toContain("/marker");
    expect(read(scratch, "warn")).toContain("/marker");
  });

  it("log-target-is-a-word: $host in error_log is part of the name", async () => {
    const { scratch } = await run("log-target-is-a-word", "A variable in error_log, in a vhost", [
      { path: "/marker" },
    ]);
    expect(read(scratch, "log/$host.error.log")).toContain("/marker");
  });

  it("off-cancels-paths: the file is there and empty, and no other log has the request", async () => {
    const { scratch } = await run("off-cancels-paths", "Off first, then a path of its own", [
      { path: "/api/marker" },
    ]);
    expect(read(scratch, "log/api.log")).toBe("");
    expect(read(scratch, "log/access.log")).not.toContain("/api/marker");
  });

  it("access-log-off: a location inside one that is off leaves no line", async () => {
    const { scratch, statuses } = await run(
      "access-log-off",
      "A location inside one that is off inherits it",
      [{ path: "/api/marker" }],
    );
    expect(statuses).toEqual([502]);
    for (const file of readdirSync(`${scratch.directory}/log`))
      expect(read(scratch, `log/${file}`)).not.toContain("/api/marker");
  });

  it("error-level-hides-upstream: a refused connection is written at error and not at crit", async () => {
    const title = "crit for the whole site";
    const hidden = await run("error-level-hides-upstream", title, [{ path: "/marker" }]);
    expect(hidden.statuses).toEqual([502]);
    expect(read(hidden.scratch, "log/error.log")).toBe("");
    const shown = await run("error-level-hides-upstream", title, [{ path: "/marker" }], (text) =>
      text.replace("error.log crit", "error.log error"),
    );
    expect(read(shown.scratch, "log/error.log")).toContain("Connection refused");
  });

  it("format-json-invalid: a quote in the user agent breaks the line without escape=json and not with it", async () => {
    const requests = [{ path: "/marker", headers: { "user-agent": 'say "hi"' } }];
    const broken = await run("format-json-invalid", "No escape=json", requests);
    expect(() => JSON.parse(lineWith(broken.scratch, "hi")) as unknown).toThrow();
    const valid = await run(
      "format-json-invalid",
      "Escaped, and everything that may be empty in quotes",
      requests,
    );
    expect(JSON.parse(lineWith(valid.scratch, "hi"))).toMatchObject({ ua: 'say "hi"' });
  });

  it("format-json-invalid: an upstream time without quotes is no JSON when no upstream answers", async () => {
    const { scratch } = await run(
      "format-json-invalid",
      "Upstream times without quotes, in a file of formats",
      [{ path: "/marker" }],
    );
    expect(() => JSON.parse(lineWith(scratch, "upstream")) as unknown).toThrow();
  });

  it("format-secrets: the credentials of a request are in the log", async () => {
    const headers = { authorization: "Basic c2VjcmV0", cookie: "sessionid=s3ss10n" };
    const { scratch } = await run("format-secrets", "The Authorization header and cookies", [
      { path: "/marker", headers },
    ]);
    expect(read(scratch, "log/access.log")).toContain("Basic c2VjcmV0");
    expect(read(scratch, "log/access.log")).toContain("s3ss10n");
  });

  it("access-log-missing: the compiled-in path of this build is the one in the table", () => {
    const options = spawnSync(nginx ?? "", ["-V"], { encoding: "utf8" }).stderr;
    expect(/--http-log-path=(\S+)/.exec(options)?.[1]).toBe(BUILDS["debian"]?.access);
  });
});

function lineWith(scratch: Scratch, marker: string): string {
  const line = (read(scratch, "log/access.log") ?? "").split("\n").find((each) => each.includes(marker));
  expect(line).toBeDefined();
  return line ?? "";
}
