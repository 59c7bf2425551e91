import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { splitExpansions } from "../../../src/read/ini/expansions.ts";
import { readIni } from "../../../src/read/ini/read-ini.ts";
import type { IniDialect } from "../../../src/read/ini/tree.ts";
import { realProgram } from "../../real-programs.ts";
import { randomTexts } from "../seeded-random.ts";
import { spanOutside } from "../spans-in.ts";

const SUPERVISOR = `; main
[program:web]
command=gunicorn site.wsgi
  --bind :8000 ; the port
  # no
  --log-level info#x
Environment: A="1",B="%(ENV_HOME)s/x" ;c
stdout_logfile=%(here)s/log/%(program_name)s_%(process_num)02d.log
[program:web]
user = www-data
`;

describe("a supervisor file", () => {
  const file = readIni(SUPERVISOR, "supervisor");
  it("joins indented lines, cuts comments behind blanks, and lowers names", () => {
    expect(file.errors).toEqual([]);
    expect(
      file.sections.flatMap((section) =>
        section.options.map((one) => [section.name, one.name, one.value.value]),
      ),
    ).toEqual([
      ["program:web", "command", "gunicorn site.wsgi\n--bind :8000\n--log-level info#x"],
      ["program:web", "environment", 'A="1",B="%(ENV_HOME)s/x"'],
      ["program:web", "stdout_logfile", "%(here)s/log/%(program_name)s_%(process_num)02d.log"],
      ["program:web", "user", "www-data"],
    ]);
  });
  it("splits expansions with their places", () => {
    const { parts, errors } = splitExpansions(file.sections[0]!.options[2]!.value);
    expect(errors).toEqual([]);
    expect(
      parts.map((part) =>
        part.kind === "text"
          ? part.value
          : [part.name, part.conversion, SUPERVISOR.slice(part.span.start, part.span.end)],
      ),
    ).toEqual([
      ["here", "s", "%(here)s"],
      "/log/",
      ["program_name", "s", "%(program_name)s"],
      "_",
      ["process_num", "02d", "%(process_num)02d"],
      ".log",
    ]);
  });
  it("a lone % is an error, %% is not", () => {
    const value = readIni("[a]\nx=100%% %h\n", "supervisor").sections[0]!.options[0]!.value;
    expect([splitExpansions(value).errors.length, splitExpansions(value).parts[0]]).toMatchObject([
      1,
      { value: "100% %h" },
    ]);
  });
});

describe("configparser's dialect", () => {
  it("keeps inline comments and refuses duplicates", () => {
    const text = "[a]\nx = 1 ; c\nX = 2\n[a]\n";
    const file = readIni(text, "configparser");
    expect(file.sections[0]!.options.map((one) => one.value.value)).toEqual(["1 ; c", "2"]);
    expect(file.errors.map(({ message }) => message)).toEqual([
      "option 'x' in section 'a' already exists",
      "section 'a' already exists",
    ]);
  });
});

const python = realProgram("python");
const hasSupervisor = realProgram("supervisord") !== null;

describe.skipIf(python === null || !hasSupervisor)("Python's configparser and supervisor's own", () => {
  it.each(["supervisor", "configparser"] as const)(
    "%s: 10 000 generated files are accepted or refused alike, with the same options",
    (dialect: IniDialect) => {
      const pieces = [
        "[a]\n",
        "[b]",
        "x=1",
        "y : 2",
        "x",
        "=",
        ":",
        "\n",
        "\n",
        "\n  ",
        "\n\t",
        " ;c",
        ";",
        " #d",
        "#",
        " ",
        "\\",
        "[",
        "]",
        "%",
        "z = ",
        "\r\n",
        "\r",
      ];
      const inputs = randomTexts(12, 10_000, 25, pieces).map((text, i) =>
        i % 4 === 0 ? text : `[s]\n${text}`,
      );
      const make =
        dialect === "supervisor"
          ? "from supervisor.options import UnhosedConfigParser\nmake=UnhosedConfigParser"
          : "import configparser\nmake=configparser.RawConfigParser";
      const program = `import io,json,sys\n${make}\nout=[]
for t in json.load(sys.stdin):
    p=make()
    try:
        p.read_file(io.StringIO(t, newline=None))
        out.append([[s,o,v] for s,os in p._sections.items() for o,v in os.items()])
    except Exception as e: out.append(None)
json.dump(out,sys.stdout)`;
      const run = spawnSync(python!, ["-c", program], {
        input: JSON.stringify(inputs),
        encoding: "utf8",
        maxBuffer: 1 << 28,
      });
      const real = JSON.parse(run.stdout) as ([string, string, string][] | null)[];
      let accepted = 0;
      inputs.forEach((text, i) => {
        const file = readIni(text, dialect);
        const sections = new Map<string, Map<string, string>>();
        for (const section of file.sections) {
          const options = sections.get(section.name) ?? new Map<string, string>();
          sections.set(section.name, options);
          for (const option of section.options) options.set(option.name, option.value.value);
        }
        const ours =
          file.errors.length > 0
            ? null
            : [...sections].flatMap(([name, options]) =>
                [...options].map(([option, value]) => [name, option, value]),
              );
        expect(ours, JSON.stringify(text)).toEqual(real[i]);
        if (ours !== null) accepted++;
      });
      expect(accepted).toBeGreaterThan(500);
    },
  );
});

describe("hostile input", () => {
  it("10 000 random texts: never throws, and every span lies in the file", () => {
    for (const text of randomTexts(2, 10_000, 30, [
      "[a]\n",
      "x=",
      "\n ",
      "\n",
      "\r",
      "=",
      ":",
      ";",
      "#",
      "%(a)s",
      "%",
      "\ufeff",
      "\ud800",
      " ",
    ])) {
      const file = readIni(text, "supervisor");
      expect(
        spanOutside(
          [
            file,
            file.sections.flatMap((section) => section.options.map((one) => splitExpansions(one.value))),
          ],
          text.length,
        ),
        JSON.stringify(text),
      ).toBeUndefined();
    }
  });
  it.each(["[a]\n", "a=1\n", " x\n", ";", "#;", " ;", "%(", "\n", "["])(
    "1 MB of %j is read to its end",
    (piece) => {
      const { sections } = readIni(`[a]\nx=${piece.repeat(1_000_000 / piece.length)}`, "supervisor");
      expect(sections.length).toBeGreaterThan(0);
    },
  );
});
