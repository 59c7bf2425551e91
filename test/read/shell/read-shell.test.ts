import { describe, expect, it } from "vitest";
import { readShell } from "../../../src/read/shell/read-shell.ts";
import type { ShellCommand, ShellPart, ShellWord } from "../../../src/read/shell/tree.ts";
import { randomTexts } from "../seeded-random.ts";
import { spanOutside } from "../spans-in.ts";

function show(word: ShellWord): string {
  return word.parts.map(showPart).join("");
}
function showPart(part: ShellPart): string {
  switch (part.kind) {
    case "text":
    case "glob":
    case "brace":
      return part.value;
    case "variable":
      return `<${part.name}${part.operation?.kind === "default" ? `${part.operation.operator}${show(part.operation.operand)}` : ""}>`;
    default:
      return `<${part.kind}>`;
  }
}
function commandsOf(text: string): ShellCommand[] {
  return readShell(text).body.map((statement) => statement.command);
}

const ENTRYPOINT = `#!/bin/bash
set -euo pipefail
: "\${LOG_DIR:=/var/log/app}"
export WORKERS="\${WORKERS:-2}" DEBUG=
mkdir -p "$LOG_DIR" /run/{a,b} && chown -R app:app "$LOG_DIR"
if [ "$1" = web ]; then
  NAME=x exec gunicorn site.wsgi --bind "0.0.0.0:\${PORT:-8000}" >> "$LOG_DIR/out.log" 2>&1
elif [[ -n $2 ]]; then celery worker & fi
case $1 in migrate|m) python manage.py migrate;; *) exec "$@";; esac
cat > /etc/nginx/conf.d/x.conf <<EOF
access_log $LOG_DIR/access.log;
EOF
cat <<-'END' | tee f
	raw $X
	END
`;

describe("an entrypoint", () => {
  const script = readShell(ENTRYPOINT);
  const commands = script.body.map((statement) => statement.command);

  it("has its shebang, no errors, and nothing that a POSIX shell refuses", () => {
    expect([script.shebang, script.errors, script.bashOnly]).toEqual(["/bin/bash", [], []]);
  });
  it("keeps defaults and quotes of words", () => {
    expect(commands.slice(0, 3).map((c) => c.kind === "simple" && c.words.map(show))).toEqual([
      ["set", "-euo", "pipefail"],
      [":", "<LOG_DIR:=/var/log/app>"],
      ["export", "WORKERS=<WORKERS:-2>", "DEBUG="],
    ]);
  });
  it("keeps chains with their operators", () => {
    expect(commands[3]).toMatchObject({ kind: "and-or", rest: [{ operator: "&&" }] });
  });
  it("gives conditionals as branches, each with its commands, assignments and redirections", () => {
    const choice = commands[4]!;
    if (choice.kind !== "if") throw new Error(choice.kind);
    const run = choice.branches[0]!.body[0]!.command;
    if (run.kind !== "simple") throw new Error(run.kind);
    expect(run.words.map(show)).toEqual(["exec", "gunicorn", "site.wsgi", "--bind", "0.0.0.0:<PORT:-8000>"]);
    expect(run.assignments.map(({ name, value }) => [name, show(value!)])).toEqual([["NAME", "x"]]);
    expect(
      run.redirections.map(({ descriptor, operator, target }) => [descriptor, operator, show(target)]),
    ).toEqual([
      [1, ">>", "<LOG_DIR>/out.log"],
      [2, ">&", "1"],
    ]);
    expect([choice.branches.length, choice.otherwise, choice.branches[1]!.body[0]!.background]).toEqual([
      2,
      null,
      true,
    ]);
  });
  it("gives a case with its patterns", () => {
    const choice = commands[5]!;
    if (choice.kind !== "case") throw new Error(choice.kind);
    expect(choice.items.map((item) => item.patterns.map(show))).toEqual([["migrate", "m"], ["*"]]);
  });
  it("keeps the text of here-documents, with variables or raw, without the tabs of <<-", () => {
    const [plain, piped] = commands.slice(6);
    if (plain?.kind !== "simple" || piped?.kind !== "pipeline" || piped.commands[0]?.kind !== "simple")
      throw new Error("shape");
    expect(plain.redirections.map((one) => [one.operator, show(one.target)])).toEqual([
      [">", "/etc/nginx/conf.d/x.conf"],
      ["<<", "access_log <LOG_DIR>/access.log;\n"],
    ]);
    expect(show(piped.commands[0].redirections[0]!.target)).toBe("raw $X\n");
  });
  it("places words where they stand", () => {
    const first = commands[1]!;
    if (first.kind !== "simple") throw new Error(first.kind);
    const { start, end } = first.words[1]!.span;
    expect(ENTRYPOINT.slice(start, end)).toBe('"${LOG_DIR:=/var/log/app}"');
  });
});

describe("words", () => {
  it("an empty quoted word is a word, with a quoted empty text", () => {
    const [command] = commandsOf(`a "" ''`);
    expect(
      command?.kind === "simple" &&
        command.words
          .slice(1)
          .map((word) => word.parts.map((part) => part.kind === "text" && part.value === "" && part.quoted)),
    ).toEqual([[true], [true]]);
  });
  it("substitutions hold their commands; operations that change a value are not defaults", () => {
    const [command] = commandsOf("a $(cat x) `cat y` ${#A} ${A%.log} ${A/x/y} $((1+1))");
    expect(
      command?.kind === "simple" &&
        command.words
          .slice(1)
          .map((word) =>
            word.parts[0]!.kind === "variable" ? word.parts[0]!.operation?.kind : word.parts[0]!.kind,
          ),
    ).toEqual(["command", "command", "other", "remove", "other", "arithmetic"]);
  });
  it("a function keeps its body and is no call", () => {
    expect(commandsOf("f() { a; b; }")[0]).toMatchObject({ kind: "function", name: "f", body: [{}, {}] });
  });
});

describe("a decoded text", () => {
  it("places everything where it was written", () => {
    const source = 'RUN a \\\n  "b c"';
    const starts = [4, 5, 8, 9, 10, 11, 12, 13, 14];
    const { body } = readShell({ value: 'a   "b c"', starts, end: 15 });
    const command = body[0]!.command;
    if (command.kind !== "simple") throw new Error(command.kind);
    expect(source.slice(command.words[1]!.span.start, command.words[1]!.span.end)).toBe('"b c"');
    expect(command.span).toEqual({ start: 4, end: 15 });
  });
});

describe("hostile input", () => {
  const pieces = [
    "'",
    '"',
    "`",
    "$(",
    ")",
    "$((",
    "))",
    "${",
    "}",
    "{",
    ";",
    "&",
    "|",
    "\n",
    " ",
    "a",
    "A=",
    "if ",
    "then ",
    "fi",
    "case x in ",
    "esac",
    "do ",
    "done",
    "while ",
    "<<E",
    "<<-E\n",
    "E\n",
    ">",
    "<(",
    "[[ ",
    " ]]",
    "((",
    "\\",
    "#",
    "f()",
    "\u0000",
    "\ud800",
    "*",
    "[",
    "]",
    "\ufeff",
  ];

  it("10 000 random texts: never throws, and every span lies in the file", () => {
    for (const text of randomTexts(3, 10_000, 40, pieces))
      expect(spanOutside(readShell(text), text.length), JSON.stringify(text)).toBeUndefined();
  });
  it.each([
    "(",
    "$(",
    "{ ",
    "if ",
    "`",
    "${a:-",
    "((",
    "[[ (",
    '"$(',
    "a && ",
    "a | ",
    "f() { ",
    "case x in a) ",
    "a\n",
    "<<E\n",
    "'",
    "$((",
    "A=(",
    "a=b ",
  ])("100 000 of %j: no stack overflow", (piece) => {
    const text = piece.repeat(100_000);
    expect(spanOutside(readShell(text), text.length)).toBeUndefined();
  });
});
