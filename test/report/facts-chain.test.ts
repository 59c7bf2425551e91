import { describe, expect, it } from "vitest";
import { loadStacks } from "../../src/link/load-stacks.ts";
import { factsResult } from "../../src/report/facts/facts.ts";
import { factsText } from "../../src/report/facts/facts-text.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";
import { OPTIONS } from "./sample.ts";

const FILES = {
  "deploy/shop.service": `[Service]
User=shop
WorkingDirectory=/srv/shop
EnvironmentFile=/srv/shop/deploy/shop.env
ExecStart=/srv/shop/venv/bin/gunicorn -c gunicorn.conf.py --log-level warning shop.wsgi
`,
  "deploy/shop.env":
    'GUNICORN_CMD_ARGS="--log-level debug --access-logfile -"\nSENTRY_DSN=https://abcdef@sentry.example.com/1\nERRORS=/var/log/shop/error.log\n',
  "gunicorn.conf.py":
    'import os\nloglevel = "info"\naccesslog = "/var/log/shop/access.log"\nerrorlog = os.environ["ERRORS"]\n',
  "manage.py": "",
  "shop/__init__.py": "",
  "shop/wsgi.py": "",
};
const loaded = { ...loadStacks({ fs: memoryFileSystem(FILES), paths: ["."] }), config: null };

describe("which of a file, the environment and the command line wins", () => {
  it("is told with every loser, the strongest first", () => {
    const [gunicorn] = factsResult(loaded).gunicorn;
    const losers = gunicorn?.shadowed.filter(({ setting }) => setting === "loglevel");
    expect(gunicorn?.settings["loglevel"]).toMatchObject({
      value: "warning",
      from: "cli",
      at: { file: "deploy/shop.service", start: { line: 5 } },
    });
    expect(losers?.map(({ fact }) => fact)).toMatchObject([
      { value: "debug", at: { file: "deploy/shop.env", start: { line: 1 } } },
      { value: "info", at: { file: "gunicorn.conf.py", start: { line: 2 } } },
    ]);
  });

  it("is a ladder in the text: the winner, and beneath it what it overrides", () => {
    const lines = factsText(loaded, { ...OPTIONS, width: 120 }).split("\n");
    const at = lines.findIndex((line) => /^ {2}loglevel /.test(line));
    expect(lines[at]).toMatch(/"warning" +deploy\/shop\.service:5:\d+, command line$/);
    expect(lines[at + 1]).toMatch(/^ +overrides "debug" +deploy\/shop\.env:1:\d+, environment/);
    expect(lines[at + 2]).toMatch(/^ +overrides "info" +gunicorn\.conf\.py:2:12$/);
  });

  it("leads through the file that sets a variable", () => {
    expect(factsResult(loaded).gunicorn[0]?.settings["errorlog"]).toMatchObject({
      value: "/var/log/shop/error.log",
      at: { file: "gunicorn.conf.py" },
    });
    expect(factsText(loaded, OPTIONS)).toMatch(/errorlog .*through deploy\/shop\.env:3/s);
  });

  it("never shows what a variable holds that is not a setting", () => {
    expect(factsText(loaded, { ...OPTIONS, verbose: true })).toContain("SENTRY_DSN");
    expect(factsText(loaded, { ...OPTIONS, verbose: true })).not.toContain("abcdef");
    expect(JSON.stringify(factsResult(loaded))).not.toContain("abcdef");
  });
});
