import { readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { diskFileSystem } from "../../../src/index.ts";
import { loglint } from "../../cli/run-loglint.ts";

const validate = new Ajv({ strict: true }).compile(
  JSON.parse(readFileSync("schema/trace.schema.json", "utf8")),
);

interface Risk {
  readonly event: string;
  readonly holds: string;
  readonly names: readonly string[];
  readonly readers: readonly { readonly who: string }[];
}

async function traced(folder: string, ...argv: string[]): Promise<{ risks?: Risk[] }> {
  const ran = await loglint(["trace", ...argv, "--in", folder, "--format", "json", "--output", "out.json"], {
    fs: diskFileSystem("."),
  });
  expect(ran.code, ran.err).toBe(0);
  const text = ran.written["out.json"] ?? "";
  // Each deployment that answers is one document.
  const [first = ""] = text.split(/^(?=\{$)/m);
  return first === "" ? {} : (JSON.parse(first) as { risks?: Risk[] });
}

describe("loglint trace --format json", () => {
  for (const fixture of readdirSync("fixtures").sort()) {
    it(`is valid by its schema for fixtures/${fixture}`, async () => {
      const folder = `fixtures/${fixture}`;
      for (const argv of [
        ["/"],
        ["/a?token=SECRET", "--exception", "--show-secrets-risk"],
        ["/a", "--upstream-down"],
      ]) {
        const result = await traced(folder, ...argv);
        if (Object.keys(result).length > 0)
          expect(validate(result), JSON.stringify(validate.errors)).toBe(true);
      }
    });
  }

  it("refuses what breaks the contract", () => {
    expect(validate({ version: 1, request: {}, lines: [], nowhere: false, steps: [] })).toBe(false);
  });
});

describe("loglint trace --show-secrets-risk", () => {
  it("names every line that would hold the token, and who can read it as far as known", async () => {
    const { risks } = await traced(
      "fixtures/systemd-vm",
      "/reset?token=SECRET",
      "--exception",
      "--show-secrets-risk",
    );
    expect(
      risks?.map(({ event, holds, names, readers }) => [event, holds, names, readers.map(({ who }) => who)]),
    ).toEqual([
      [
        "nginx.access",
        "yes",
        ["token"],
        ["root, and everybody on the machine unless its mode or its folder forbids it"],
      ],
      [
        "gunicorn.access",
        "yes",
        ["token"],
        ["wiki, root, the group www-data: logrotate makes it with mode 0640"],
      ],
      [
        "django.exception",
        "maybe",
        ["token"],
        ["every recipient, and the mail servers on the way; the mail shows GET parameters"],
      ],
    ]);
  });

  it("shows the token in the lines, which whoever asks has written, and says what to write instead", async () => {
    const argv = ["trace", "/reset?token=SECRET", "--show-secrets-risk", "--in", "fixtures/systemd-vm"];
    const { out } = await loglint(argv, { fs: diskFileSystem(".") });
    expect(out).toContain('"GET /reset?token=SECRET HTTP/1.1" 200');
    expect(out).toContain("What would hold the value of token\n  nginx access log");
    expect(out).toContain("$uri instead of $request");
  });

  it("takes no number of a line for a short value, and is silent where the format has no query", async () => {
    const files = {
      "nginx.conf":
        "events {}\nhttp {\n  log_format path '$remote_addr 1 $request_method $uri $status';\n  access_log /var/log/a.log path;\n  server { listen 80; location / { return 204; } }\n}\n",
    };
    const { out } = await loglint(["trace", "/list?page=1", "--show-secrets-risk"], { files });
    expect(out).toContain("No line here holds the value of page.");
    const asked = await loglint(["trace", "/list", "--show-secrets-risk"], { files });
    expect(asked.out).toContain("The path has no query string");
    const held = { "nginx.conf": files["nginx.conf"].replace("$uri", "$request_uri") };
    const { out: bad } = await loglint(["trace", "/list?page=1", "--show-secrets-risk"], { files: held });
    expect(bad).toContain("What would hold the value of page\n");
  });
});
