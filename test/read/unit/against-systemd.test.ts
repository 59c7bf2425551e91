import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readUnit } from "../../../src/read/unit/read-unit.ts";
import { splitCommand, splitWords } from "../../../src/read/unit/split.ts";
import type { UnitWord } from "../../../src/read/unit/tree.ts";
import { realProgram } from "../../real-programs.ts";
import { randomTexts } from "../seeded-random.ts";

const MANAGER = "/lib/systemd/systemd";
const hasSystemd = realProgram("systemd-analyze") !== null && existsSync(MANAGER);

interface Dumped {
  commands: string[][];
  environment: string[];
}

/** What `systemd --test` makes of units: the words of their commands, and their environment. */
function dump(units: ReadonlyMap<string, string>): Map<string, Dumped> {
  const folder = mkdtempSync(join(tmpdir(), "loglint-"));
  try {
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, "run"));
    chmodSync(join(folder, "run"), 0o777);
    for (const [name, text] of units) writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, "all.target"), `[Unit]\nWants=${[...units.keys()].join(" ")}\n`);
    const env = {
      PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
      HOME: "/nowhere",
      XDG_RUNTIME_DIR: join(folder, "run"),
      SYSTEMD_UNIT_PATH: `${folder}:`,
    };
    const command = [MANAGER, "--test", "--system", "--unit=all.target"];
    // Test mode refuses to run as root.
    const asNobody =
      process.getuid?.() === 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
    const [program = "", ...args] = [...asNobody, ...command];
    const run = spawnSync(program, args, { env, encoding: "utf8", maxBuffer: 1 << 28 });
    const found = new Map<string, Dumped>();
    let unit: Dumped | undefined;
    for (const line of run.stdout.split("\n")) {
      const header = /^\t-> Unit (.*):$/.exec(line);
      if (header !== null) {
        unit = { commands: [], environment: [] };
        found.set(header[1]!, unit);
      }
      const written = /^\t\t\tCommand Line: (.*)$/.exec(line);
      if (written !== null) unit?.commands.push(unquoteDump(written[1]!));
      const variable = /^\t\tEnvironment: (.*)$/.exec(line);
      if (variable !== null) unit?.environment.push(variable[1]!);
    }
    return found;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The dump writes words bare, or in double quotes with escapes. */
function unquoteDump(line: string): string[] {
  const control: Record<string, string> = {
    n: "\n",
    t: "\t",
    r: "\r",
    a: "\u0007",
    b: "\b",
    f: "\f",
    v: "\v",
  };
  const words = line.match(/"(?:[^"\\]|\\.)*"|[^ ]+/g) ?? [];
  return words.map((word) =>
    word.startsWith('"')
      ? word.slice(1, -1).replace(/\\(.)/g, (_, char: string) => control[char] ?? char)
      : word,
  );
}

function written(word: UnitWord): string {
  return word.parts
    .map((part) =>
      part.kind === "text"
        ? part.value
        : part.kind === "variable"
          ? part.splits
            ? `$${part.name}`
            : `\${${part.name}}`
          : `%${part.letter}`,
    )
    .join("");
}

/** Pieces without `$$`, which the dump shows as written: systemd replaces it when it starts the program. */
const PIECES = [
  "a",
  "b c",
  " ",
  " ",
  "'",
  '"',
  "\\\\",
  "\\n",
  "\\'",
  '\\"',
  "\\x41",
  "\\q",
  "\\101",
  "\\u00e9",
  "\\s",
  "\\",
  " ; ",
  ";",
  " \\; ",
  "$X",
  " ${Y}",
  "${",
  "%%",
  "%n",
  "%(h)s",
  "%z",
  "%",
  "\\\n",
  "\\\n# c \\\n",
  "=",
  "\t",
  "/bin/true",
  "é",
];

describe.skipIf(!hasSystemd)("systemd --test", () => {
  it("splits 600 generated ExecStart lines into the same words, or refuses the same ones", () => {
    const lines = randomTexts(5, 600, 14, PIECES).map((text, i) =>
      i % 3 === 0 ? text : `-/bin/echo ${text}`,
    );
    const units = new Map(
      lines.map((line, i) => [
        `u${String(i)}.service`,
        `[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=${line}\n\nExecStop=/bin/true\n`,
      ]),
    );
    const real = dump(units);
    let withCommands = 0;
    for (const [name, text] of units) {
      const section = readUnit(text).sections[0];
      const setting = section?.settings.find(({ key }) => key === "ExecStart");
      const { commands, errors } = splitCommand(setting!.value, (letter) => (letter === "n" ? name : null));
      const ours = commands.map((command) => command.argv.map(written));
      const theirs = real.get(name)?.commands.slice(0, -1) ?? [];
      const isRefused = errors.some((error) => error.fatal) && theirs.length === 0;
      // The text may make specifiers of this very machine out of pieces.
      const isLocal = commands.some((command) =>
        command.argv.some((word) => word.parts.some((part) => part.kind === "specifier")),
      );
      if (!isRefused && !isLocal) expect(ours, JSON.stringify(text)).toEqual(theirs);
      if (theirs.length > 0) withCommands++;
    }
    expect(withCommands).toBeGreaterThan(200);
  });

  it("splits 300 generated Environment lines into the same assignments", () => {
    const lines = randomTexts(6, 300, 12, [
      ...PIECES.filter((piece) => piece !== "\\n" && piece !== "\\s" && piece !== "\t"),
      "A=",
      " B=",
      '"C=',
      "'D=",
    ]);
    const units = new Map(
      lines.map((line, i) => [
        `e${String(i)}.service`,
        `[Service]\nType=oneshot\nEnvironment=Z=1 ${line}\n\nExecStart=/bin/true\n`,
      ]),
    );
    const real = dump(units);
    for (const [name, text] of units) {
      const setting = readUnit(text).sections[0]?.settings.find(({ key }) => key === "Environment");
      const { words } = splitWords(setting!.value, (letter) => (letter === "n" ? name : null));
      const ours = new Map<string, string>();
      if (words.some((word) => word.parts.some((part) => part.kind === "specifier"))) continue;
      for (const word of words.map(written)) {
        const equals = Math.max(word.indexOf("="), 0);
        if (/^[A-Za-z_]\w*$/.test(word.slice(0, equals)))
          ours.set(word.slice(0, equals), word.slice(equals + 1));
      }
      const theirs =
        real
          .get(name)
          ?.environment.map((line) => [
            line.slice(0, line.indexOf("=")),
            line.slice(line.indexOf("=") + 1),
          ]) ?? [];
      expect([...ours].sort(), JSON.stringify(text)).toEqual(theirs.sort());
    }
  });
});
