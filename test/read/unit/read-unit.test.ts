import { describe, expect, it } from "vitest";
import { lastOf, listOf, mergeUnits } from "../../../src/read/unit/merge.ts";
import { readUnit } from "../../../src/read/unit/read-unit.ts";
import { splitCommand, splitWords } from "../../../src/read/unit/split.ts";
import type { UnitWord } from "../../../src/read/unit/tree.ts";
import { randomTexts } from "../seeded-random.ts";

const TEXT = `# c
[Unit]
Description=A site
[Service]
ExecStart=/srv/venv/bin/gunicorn \\
    # the port
    --bind 127.0.0.1:8000 \\
    --access-logformat "%%(h)s" --log-level \${LEVEL} $EXTRA site.wsgi
User = www-data
Environment=A=1
Environment=
Environment=B=2 "C=3 4"
junk
`;

function words(list: readonly UnitWord[]): string[] {
  return list.map((word) =>
    word.parts
      .map((part) =>
        part.kind === "text"
          ? part.value
          : part.kind === "variable"
            ? `<${part.name}${part.splits ? "*" : ""}>`
            : `%${part.letter}`,
      )
      .join(""),
  );
}

describe("a service", () => {
  const unit = readUnit(TEXT);
  const merged = mergeUnits({ file: "a.service", tree: unit }, []);

  it("gives the command's words, with variables, across continuation and comment", () => {
    const { commands, errors } = splitCommand(lastOf(merged, "Service", "ExecStart")!.value);
    expect(errors).toEqual([]);
    expect(words(commands[0]!.argv)).toEqual([
      "/srv/venv/bin/gunicorn",
      "--bind",
      "127.0.0.1:8000",
      "--access-logformat",
      "%(h)s",
      "--log-level",
      "<LEVEL>",
      "<EXTRA*>",
      "site.wsgi",
    ]);
  });
  it("places each word where it is written, with its quotes", () => {
    const { commands } = splitCommand(lastOf(merged, "Service", "ExecStart")!.value);
    const written = commands[0]!.argv.map(({ span }) => TEXT.slice(span.start, span.end));
    expect(written.slice(2, 8)).toEqual([
      "127.0.0.1:8000",
      "--access-logformat",
      '"%%(h)s"',
      "--log-level",
      "${LEVEL}",
      "$EXTRA",
    ]);
  });
  it("places keys and values without the blanks around them", () => {
    const user = lastOf(merged, "Service", "User")!;
    expect([
      user.value.value,
      TEXT.slice(user.keySpan.start, user.keySpan.end),
      TEXT.slice(user.value.span.start, user.value.span.end),
    ]).toEqual(["www-data", "User", "www-data"]);
  });
  it("an empty assignment resets a list", () => {
    expect(
      listOf(merged, "Service", "Environment").flatMap((one) => words(splitWords(one.value).words)),
    ).toEqual(["B=2", "C=3 4"]);
  });
  it("a line without = is ignored, with an error at the line", () => {
    expect(
      unit.errors.map(({ message, span, fatal }) => [message, TEXT.slice(span.start, span.end), fatal]),
    ).toEqual([["Missing '=', ignoring line.", "junk", false]]);
  });
});

describe("drop-ins", () => {
  it("come after the unit by file name, may reset a list and unset a value, and name their file", () => {
    const merged = mergeUnits(
      { file: "a.service", tree: readUnit("[Service]\nUser=a\nExecStart=/bin/a\n") },
      [
        { file: "/etc/systemd/system/a.service.d/20-b.conf", tree: readUnit("[Service]\nUser=\n") },
        {
          file: "/run/systemd/system/a.service.d/10-c.conf",
          tree: readUnit("[Service]\nUser=c\nExecStart=\nExecStart=/bin/c\n"),
        },
      ],
    );
    expect(lastOf(merged, "Service", "User")).toBeNull();
    expect(listOf(merged, "Service", "ExecStart").map(({ value, file }) => [value.value, file])).toEqual([
      ["/bin/c", "/run/systemd/system/a.service.d/10-c.conf"],
    ]);
  });
});

describe("commands", () => {
  const commandOf = (value: string, letters: Record<string, string> = {}) =>
    splitCommand(
      readUnit(`[Service]\nExecStart=${value}`).sections[0]!.settings[0]!.value,
      (letter) => letters[letter] ?? null,
    );

  it("prefixes are taken off the path, in any order and each once", () => {
    expect(commandOf("-+/bin/a").commands[0]).toMatchObject({ prefixes: ["-", "+"] });
    expect(commandOf("!!:/bin/a $X").commands[0]).toMatchObject({ prefixes: ["!!", ":"] });
    expect(words(commandOf(":/bin/a $X ${Y}").commands[0]!.argv)).toEqual(["/bin/a", "$X", "${Y}"]);
    expect(words(commandOf("@/bin/a b c").commands[0]!.argv)).toEqual(["b", "c"]);
  });
  it("a specifier is resolved by the caller or stays one; Apache's %h is the home directory", () => {
    expect(words(commandOf("/bin/a %i %h %(h)s $$x", { i: "web" }).commands[0]!.argv)).toEqual([
      "/bin/a",
      "web",
      "%h",
      "%(h)s",
      "$x",
    ]);
  });
  it("$NAME within a word is no variable", () => {
    expect(words(commandOf("/bin/a x$Y x${Y}z").commands[0]!.argv)).toEqual(["/bin/a", "x$Y", "x<Y>z"]);
  });
  it("a relative path, an open quote and a specifier that does not exist are errors", () => {
    expect(commandOf("bin/a").errors[0]?.message).toBe(
      "Neither a valid executable name nor an absolute path",
    );
    expect(commandOf('/bin/a "b').errors[0]?.message).toBe("Unbalanced quoting, ignoring");
    expect(commandOf("/bin/a http://x/%20y").errors[0]?.message).toBe(
      "Failed to resolve unit specifiers: there is no %2",
    );
  });
});

describe("hostile input", () => {
  it("10 000 random texts: never throws, and every span lies in the file", () => {
    const pieces = [
      "[",
      "]",
      "[S]\n",
      "=",
      "A=",
      "\\",
      "\n",
      "\r",
      "'",
      '"',
      " ",
      "%",
      "n",
      "$",
      "{",
      "}",
      ";",
      "#",
      "\\x4",
      "\u0000",
      "\ud800",
      "@",
      "-",
      "/",
    ];
    for (const text of randomTexts(9, 10_000, 40, pieces)) {
      const unit = readUnit(text);
      const settings = unit.sections.flatMap((section) => section.settings);
      const split = settings.flatMap(({ value }) => [splitCommand(value), splitWords(value)]);
      const all = split.flatMap((one) =>
        "commands" in one
          ? one.commands.flatMap((command) => [{ span: command.span, parts: [] }, ...command.argv])
          : one.words,
      );
      const spans = [
        ...unit.errors,
        ...split.flatMap((one) => one.errors),
        ...settings,
        ...settings.map(({ value }) => value),
        ...unit.sections,
        ...all,
        ...all.flatMap((word) => word.parts),
      ];
      for (const { span } of spans)
        expect(
          0 <= span.start && span.start <= span.end && span.end <= text.length,
          JSON.stringify(text),
        ).toBe(true);
    }
  });
  it.each(["[S]\nA=1\\\n", "[", "[S]\nA='\n", "A=${", "[S]\n", "\\", "[S]\nA=%"])(
    "1 MB of %j is read to its end",
    (piece) => {
      const unit = readUnit(`[S]\nA=x ${piece.repeat(1_000_000 / piece.length)}`);
      for (const section of unit.sections)
        for (const setting of section.settings)
          expect(splitCommand(setting.value).commands.length).toBeLessThan(1_000_000);
      expect(unit.sections.length).toBeGreaterThan(0);
    },
  );
});
