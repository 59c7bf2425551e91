import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readLogrotate } from "../../../src/read/logrotate/read-logrotate.ts";
import { realProgram } from "../../real-programs.ts";
import { randomTexts, seededRandom } from "../seeded-random.ts";
import { spanOutside } from "../spans-in.ts";

const TEXT = `# c
weekly
include /etc/logrotate.d
/var/log/app/*.log "/srv/my site/log"
/x {
  size=10M
  su www-data adm
  dayly
  postrotate
    kill -USR1 1
  endscript
}
`;

it("reads globals, stanzas with several paths, values, scripts, and the line that is ignored", () => {
  const file = readLogrotate(TEXT);
  expect(file.errors.map(({ message, loses }) => [message, loses])).toEqual([
    ["unknown option 'dayly' -- ignoring line", "line"],
  ]);
  expect(
    file.entries.map((entry) =>
      entry.kind === "global" ? entry.directive.name : entry.paths.map(({ value }) => value),
    ),
  ).toEqual(["weekly", "include", ["/var/log/app/*.log", "/srv/my site/log", "/x"]]);
  const stanza = file.entries[2]!;
  if (stanza.kind !== "stanza") throw new Error(stanza.kind);
  expect(stanza.directives.map(({ name, args }) => [name, ...args.map(({ value }) => value)])).toEqual([
    ["size", "10M"],
    ["su", "www-data", "adm"],
    ["postrotate"],
  ]);
  const script = stanza.directives[2]!.script!;
  expect(TEXT.slice(script.start, script.end)).toBe("    kill -USR1 1\n");
});

const logrotate = realProgram("logrotate");

describe.skipIf(logrotate === null)("logrotate -d", () => {
  it("takes and drops the same stanzas of 150 generated files of three", () => {
    const next = seededRandom(21);
    const lines = [
      "daily",
      "weekly",
      "rotate 3",
      "rotate x",
      "rotate",
      "size 10k",
      "size=5M",
      "size 5x",
      "maxsize 1G",
      "missingok",
      "compress # c",
      "delaycompress",
      "create",
      "create 0640 root root",
      "create 0999 root root",
      "create 0640 root root # c",
      "dayly",
      "notifempty extra",
      "postrotate\n kill $(cat x)\n endscript",
      "prerotate\n}\n endscript",
      "maxage 3",
      "maxage -",
      "minage 2",
      "start 1",
      "copytruncate",
      "sharedscripts",
      "dateext",
      "# }",
      "/other",
      "shredcycles 2",
      "123",
    ];
    const folder = mkdtempSync(join(tmpdir(), "loglint-"));
    const wrong: string[] = [];
    let dropped = 0;
    try {
      for (let i = 0; i < 150; i++) {
        const stanzas = Array.from(
          { length: 3 },
          (_, k) =>
            `/nowhere/f${String(k)} {\n${Array.from({ length: 1 + next(4) }, () => `  ${lines[next(lines.length)]!}\n`).join("")}  missingok\n}\n`,
        );
        const text = stanzas.join("");
        const path = join(folder, "c");
        writeFileSync(path, text);
        chmodSync(path, 0o600);
        const run = spawnSync(logrotate!, ["-d", path], { encoding: "utf8" });
        const real = [...run.stderr.matchAll(/^rotating pattern: (\S+)/gm)].map((match) => match[1]!);
        const file = readLogrotate(text);
        const ours = file.entries.flatMap((entry) =>
          entry.kind === "stanza" && !entry.dropped ? entry.paths.map(({ value }) => value) : [],
        );
        if (real.length < 3) dropped++;
        if (JSON.stringify(real) !== JSON.stringify(ours))
          wrong.push(
            `${JSON.stringify(text)}\n  logrotate ${real.join()} ours ${ours.join()}\n${run.stderr
              .split("\n")
              .filter((line) => line.includes("error"))
              .join("\n")}`,
          );
        const ignored = [...run.stderr.matchAll(/unknown option '(\w+)' -- ignoring line/g)].map(
          (match) => match[1],
        );
        const ourIgnored = file.errors
          .filter(({ message }) => message.startsWith("unknown option"))
          .map(({ message }) => /'(\w+)'/.exec(message)![1]);
        if (JSON.stringify(ignored) !== JSON.stringify(ourIgnored))
          wrong.push(`${JSON.stringify(text)} ignored ${ignored.join()} ours ${ourIgnored.join()}`);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(wrong.slice(0, 5).join("\n")).toBe("");
    expect(dropped).toBeGreaterThan(30);
  });
});

describe.skipIf(logrotate === null)("what ends a file early", () => {
  it.each([
    "rotate x\n",
    "}\n",
    "/c {\npostrotate\nx\n}\n",
    "123\n",
    "/c\n",
    "/c {\nrotate x\n",
    "foo\n",
    "/c {\n/d\n}\n",
  ])("%j between two stanzas: logrotate keeps the same ones", (middle) => {
    const folder = mkdtempSync(join(tmpdir(), "loglint-"));
    try {
      const text = `/a {\nmissingok\n}\n${middle}/b {\nmissingok\n`;
      writeFileSync(join(folder, "c"), text, { mode: 0o600 });
      const run = spawnSync(logrotate!, ["-d", join(folder, "c")], { encoding: "utf8" });
      const real = [...run.stderr.matchAll(/^rotating pattern: ((?:\/\w+\s*)+?) {2}/gm)].map((match) =>
        match[1]!.split(/\s+/),
      );
      const ours = readLogrotate(text).entries.flatMap((entry) =>
        entry.kind === "stanza" && !entry.dropped ? [entry.paths.map(({ value }) => value)] : [],
      );
      expect(ours).toEqual(real);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

it("10 000 random texts: never throws, and every span lies in the file", () => {
  for (const text of randomTexts(6, 10_000, 30, [
    "/a ",
    '"',
    "'",
    "{",
    "}",
    "\n",
    "\n",
    " ",
    "rotate ",
    "postrotate\n",
    "endscript\n",
    "size=",
    "x",
    "#",
    "\\",
    "~",
    "\ud800",
    "\ufeff",
  ])) {
    expect(spanOutside(readLogrotate(text), text.length), JSON.stringify(text)).toBeUndefined();
  }
});
