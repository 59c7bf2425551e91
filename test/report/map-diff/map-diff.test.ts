import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { diskFileSystem } from "../../../src/index.ts";
import { loglint } from "../../cli/run-loglint.ts";

const validate = new Ajv({ strict: true }).compile(
  JSON.parse(readFileSync("schema/diff.schema.json", "utf8")),
);
const fs = diskFileSystem(".");

const NGINX = (more: string): string =>
  `events {}\nhttp {\n  access_log /var/log/nginx/a.log;\n  server {\n    server_name shop.example;\n${more}  }\n}\n`;

interface Change {
  readonly change: string;
  readonly event: string;
  readonly location?: string;
  readonly before: { readonly because: readonly { readonly at: { readonly file: string } }[] } | null;
  readonly after: { readonly because: readonly { readonly at: { readonly file: string } }[] } | null;
}

async function changes(
  files: Readonly<Record<string, string>>,
): Promise<{ changes: Change[]; same: number }> {
  const ran = await loglint(["diff", "one", "two", "--format", "json"], { files });
  expect(ran.code, ran.err).toBe(0);
  const result: unknown = JSON.parse(ran.out);
  expect(validate(result), JSON.stringify(validate.errors)).toBe(true);
  return result as { changes: Change[]; same: number };
}

describe("loglint diff", () => {
  it("tells two settings modules apart, with places on both sides", async () => {
    const argv = [
      "diff",
      "config.settings.production",
      "config.settings.local",
      "--in",
      "fixtures/split-settings",
    ];
    const { out, code } = await loglint(argv, { fs, terminal: true, columns: 100, env: { NO_COLOR: "1" } });
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "- config.settings.production
      + config.settings.local

      gunicorn, fixtures/split-settings/deploy/gunicorn.conf.py
        unhandled exception: ends elsewhere
          - mail to ops@example.com
          - /var/log/orders/gunicorn.log
          - {$LOG_DIR}/orders.log (maybe)
          - /var/log/orders/orders.log (maybe)
              fixtures/split-settings/config/settings/production.py:13:31 handler mail
              fixtures/split-settings/config/settings/production.py:8:31 handler file
              fixtures/split-settings/config/settings/production.py:8:31 target of file: LOG_DIR is set;
              LOG_DIR is not set
          + /var/log/orders/gunicorn.log
              fixtures/split-settings/deploy/gunicorn.conf.py:6:12 errorlog /var/log/orders/gunicorn.log
        logger apps ERROR, logger apps INFO, logger config ERROR: ends elsewhere
          - /var/log/orders/gunicorn.log
          - {$LOG_DIR}/orders.log (maybe)
          - /var/log/orders/orders.log (maybe)
              fixtures/split-settings/config/settings/production.py:8:31 handler file
              fixtures/split-settings/config/settings/production.py:8:31 target of file: LOG_DIR is set;
              LOG_DIR is not set
          + /var/log/orders/gunicorn.log
              fixtures/split-settings/deploy/gunicorn.conf.py:6:12 errorlog /var/log/orders/gunicorn.log

      4 changes: 4 elsewhere. 12 kinds of record end where they did.
      "
    `);
  });

  it("finds nothing between a folder and its copy, whatever the copy is called", async () => {
    const site = { "nginx.conf": NGINX(""), "gunicorn.conf.py": 'accesslog = "logs/access.log"\n' };
    const files = Object.fromEntries(
      ["one", "two"].flatMap((folder) =>
        Object.entries(site).map(([name, text]) => [`${folder}/${name}`, text]),
      ),
    );
    const { changes: found, same } = await changes(files);
    expect(found).toEqual([]);
    expect(same).toBeGreaterThan(3);
    const ran = await loglint(["diff", "one", "two", "--exit-code"], { files });
    expect(ran.code).toBe(0);
    expect(ran.out).toContain("Nothing changes: ");
  });

  it("compares a location that logs for itself on one side with the server on the other", async () => {
    const off = NGINX("    location /api/ { access_log off; }\n");
    const { changes: lost } = await changes({ "one/nginx.conf": NGINX(""), "two/nginx.conf": off });
    expect(lost.map(({ change, event, location }) => [change, event, location])).toEqual([
      ["lost", "nginx.access", "/api/"],
    ]);
    expect(lost[0]?.before?.because[0]?.at.file).toBe("one/nginx.conf");
    expect(lost[0]?.after?.because[0]?.at.file).toBe("two/nginx.conf");
    const { changes: gained } = await changes({ "one/nginx.conf": off, "two/nginx.conf": NGINX("") });
    expect(gained.map(({ change, location }) => [change, location])).toEqual([["gained", "/api/"]]);
  });

  it("knows what is lost, new and gone; --exit-code makes that 1", async () => {
    const files = {
      "one/nginx.conf": NGINX(""),
      "two/nginx.conf": NGINX("    access_log off;\n").replace(
        "}\n}",
        "}\n  server { server_name b.example; }\n}",
      ),
    };
    const { changes: found } = await changes(files);
    expect(found.map(({ change, event }) => `${change} ${event}`).sort()).toEqual([
      "added nginx.access",
      "added nginx.error",
      "lost nginx.access",
    ]);
    const ran = await loglint(["diff", "one", "two", "--exit-code"], { files });
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(
      /requests: lost\n {4}- \/var\/log\/nginx\/a\.log\n.*\n {4}\+ nowhere: access_log off\n/,
    );
    expect(ran.out).toContain("3 changes: 1 lost, 2 new. 1 kind of record ends where it did.");
  });

  it("teaches those who give too little, or what is not there", async () => {
    const files = { "one/nginx.conf": NGINX("") };
    expect((await loglint(["diff", "one"], { files })).err).toContain("diff takes two things to compare");
    const missing = await loglint(["diff", "one", "tow"], {
      files: { ...files, "two/nginx.conf": NGINX("") },
    });
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining("Did you mean two?")]);
    const empty = await loglint(["diff", "one", "two"], { files: { ...files, "two/x.txt": "" } });
    expect([empty.code, empty.err]).toEqual([3, expect.stringContaining("nothing to check in two")]);
  });

  it("refuses JSON that breaks its schema", () => {
    expect(validate({ version: 1, a: "x", b: "y", changes: [{ change: "better" }], same: 0 })).toBe(false);
  });
});
