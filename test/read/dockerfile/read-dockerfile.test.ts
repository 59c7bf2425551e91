import { describe, expect, it } from "vitest";
import { readDockerfile } from "../../../src/read/dockerfile/read-dockerfile.ts";
import type { Command, DockerWord, Instruction } from "../../../src/read/dockerfile/tree.ts";
import { resolveParts } from "../../../src/read/dotenv/resolve.ts";
import { readShell } from "../../../src/read/shell/read-shell.ts";
import { randomTexts } from "../seeded-random.ts";
import { spanOutside } from "../spans-in.ts";

function show(word: DockerWord | null): string | null {
  if (word === null) return null;
  return word.parts
    .map((part) =>
      part.kind === "text"
        ? part.value
        : `<${part.name}${part.operator ?? ""}${show({ parts: part.operand, span: part.span }) ?? ""}>`,
    )
    .join("");
}
function showCommand(command: Command): string | string[] {
  return command.form === "exec" ? command.words.map((word) => word.value) : command.script.value;
}
function of<K extends Instruction["kind"]>(text: string, kind: K): (Instruction & { kind: K })[] {
  return readDockerfile(text).stages.flatMap((stage) =>
    stage.instructions.filter((one): one is Instruction & { kind: K } => one.kind === kind),
  );
}
const errorsOf = (text: string): string[] => readDockerfile(text).errors.map((error) => error.message);

const TEXT = `# syntax=docker/dockerfile:1
ARG PY=3.11
FROM --platform=linux/amd64 python:\${PY}-slim AS Base
ENV PYTHONUNBUFFERED=1 LOG_DIR="/var/log/my app" EMPTY=
ENV OLD style value
RUN apt-get update && \\
    # a comment inside
    apt-get install -y nginx \\

    && mkdir -p /var/log/app
COPY --from=build --chown=app:app a b /app/
FROM base
USER \${APP_USER:-app}:app
WORKDIR /app
EXPOSE 8000 $PORT
VOLUME ["/var/log/app", "/data"]
HEALTHCHECK --interval=5s CMD curl localhost
ENTRYPOINT ["/entrypoint.sh"]
CMD ["gunicorn", "--access-logfile", "$LOG", "a\\"b"]
`;

describe("a Dockerfile", () => {
  const file = readDockerfile(TEXT);

  it("has its stages, names in lower case, and arguments before them", () => {
    expect(file.errors).toEqual([]);
    expect(file.before.map((one) => one.kind)).toEqual(["arg"]);
    expect(
      file.stages.map((stage) => [
        show(stage.image),
        stage.name,
        stage.flags.map((flag) => [flag.name, show(flag.value)]),
      ]),
    ).toEqual([
      ["python:<PY>-slim", "base", [["platform", "linux/amd64"]]],
      ["base", null, []],
    ]);
  });
  it("keeps both forms of ENV, with quotes resolved", () => {
    expect(
      of(TEXT, "env").flatMap((one) => one.pairs.map(({ name, value }) => [show(name), show(value)])),
    ).toEqual([
      ["PYTHONUNBUFFERED", "1"],
      ["LOG_DIR", "/var/log/my app"],
      ["EMPTY", ""],
      ["OLD", "style value"],
    ]);
  });
  it("joins continued lines without comments and empty lines, for the shell to read", () => {
    const [run] = of(TEXT, "run");
    if (run?.command.form !== "shell") throw new Error("form");
    expect(run.command.script.value).toBe(
      "apt-get update &&     apt-get install -y nginx     && mkdir -p /var/log/app",
    );
    const script = readShell(run.command.script);
    const chain = script.body[0]!.command;
    if (chain.kind !== "and-or" || chain.rest[1]?.command.kind !== "simple") throw new Error(chain.kind);
    const { start, end } = chain.rest[1].command.words[2]!.span;
    expect(TEXT.slice(start, end)).toBe("/var/log/app");
  });
  it("keeps the words of exec forms without variables, each where it stands", () => {
    const [cmd] = of(TEXT, "cmd");
    if (cmd?.command.form !== "exec") throw new Error("form");
    expect(showCommand(cmd.command)).toEqual(["gunicorn", "--access-logfile", "$LOG", 'a"b']);
    expect(cmd.command.words.map(({ span }) => TEXT.slice(span.start, span.end))).toEqual([
      '"gunicorn"',
      '"--access-logfile"',
      '"$LOG"',
      '"a\\"b"',
    ]);
  });
  it("keeps flags, sources and target of COPY", () => {
    const [copy] = of(TEXT, "copy");
    expect([copy!.flags.map((flag) => flag.name), copy!.sources.map(show), show(copy!.target)]).toEqual([
      ["from", "chown"],
      ["a", "b"],
      "/app/",
    ]);
  });
  it("keeps user, ports, volumes and health check", () => {
    expect(show(of(TEXT, "user")[0]!.value)).toBe("<APP_USER:-app>:app");
    expect(of(TEXT, "expose")[0]!.words.map(show)).toEqual(["8000", "<PORT>"]);
    expect(of(TEXT, "volume")[0]!.words.map(show)).toEqual(["/var/log/app", "/data"]);
    expect(showCommand(of(TEXT, "healthcheck")[0]!.command!)).toBe("curl localhost");
    expect(resolveParts(of(TEXT, "user")[0]!.value.parts, () => "unset")).toEqual({ value: "app:app" });
  });
});

describe("forms of commands", () => {
  it("single quotes and other invalid JSON are the shell form, as docker takes them", () => {
    expect(of("FROM a\nCMD ['gunicorn', 'x']\nCMD [\"a\",]\n", "cmd").map((one) => one.command.form)).toEqual(
      ["shell", "shell"],
    );
  });
  it("an array of other things than strings is an error", () => {
    expect(errorsOf("FROM a\nCMD [1]\n")).toEqual([
      "when using JSON array syntax, arrays must be comprised of strings only",
    ]);
  });
  it("an exec form may go over several lines", () => {
    expect(showCommand(of('FROM a\nCMD ["a", \\\n  "b"]\n', "cmd")[0]!.command)).toEqual(["a", "b"]);
  });
  it("the escape directive makes the backtick continue lines, and only at the top", () => {
    expect(showCommand(of("# escape=`\nFROM a\nRUN a `\n b\\\n", "run")[0]!.command)).toBe("a  b\\");
    expect(readDockerfile("FROM a\n# escape=`\nRUN a `\n").escape).toBe("\\");
  });
});

describe("here-documents", () => {
  it("a RUN of nothing else is its text; with a command it is the command with the text behind it", () => {
    const text = "FROM a\nRUN <<EOF\nmkdir /x\nEOF\nRUN cat <<-'E' > /f\n\tx $Y\n\tE\nRUN b\n";
    expect(of(text, "run").map((one) => showCommand(one.command))).toEqual([
      "mkdir /x\n",
      "cat <<-'E' > /f\nx $Y\nE\n",
      "b",
    ]);
  });
  it("COPY keeps name, text and whether variables are put in", () => {
    const [copy] = of('FROM a\nCOPY <<conf <<"b" /etc/\nuser $U;\nconf\nraw\nb\n', "copy");
    expect(copy!.documents.map((one) => [one.name, one.text.value, one.expands])).toEqual([
      ["conf", "user $U;\n", true],
      ["b", "raw\n", false],
    ]);
  });
  it("one that is never closed is an error", () => {
    expect(errorsOf("FROM a\nRUN <<EOF\nx\n")).toEqual(["unterminated heredoc"]);
  });
});

describe("what docker refuses", () => {
  it.each([
    ["FROM a\nENV A\n", "ENV must have two arguments"],
    ["FROM a\nENV A=1 B\n", 'Syntax error - can\'t find = in "B". Must be of the form: name=value'],
    ["FROM a b\n", "FROM requires either one or three arguments"],
    [
      "FROM a\nCOPY x\n",
      "COPY requires at least two arguments, but only one was provided. Destination could not be determined",
    ],
    ["FROM a\nSHELL /bin/bash\n", "SHELL requires the arguments to be in JSON form"],
    ["RUN x\n", "no build stage in current context"],
    ["FROM a\nFOO x\n", "unknown instruction: foo"],
    ["FROM a\nUSER\n", "USER requires at least one argument"],
    ["FROM a\nONBUILD FROM b\n", "FROM isn't allowed as an ONBUILD trigger"],
    ["FROM a\nHEALTHCHECK x\n", 'Unknown type "x" in HEALTHCHECK (try CMD)'],
  ])("%j", (text, message) => {
    expect(errorsOf(text)).toEqual([message]);
  });
});

describe("hostile input", () => {
  const pieces = [
    "FROM a\n",
    "RUN ",
    "ENV ",
    "COPY ",
    "CMD ",
    "ARG ",
    "A=",
    "[",
    "]",
    '"',
    "'",
    "\\",
    "\\\n",
    "\n",
    "\r\n",
    " ",
    "$A",
    "${A:-",
    "}",
    "<<E",
    "<<-E\n",
    "E\n",
    "#",
    "# escape=`\n",
    "`",
    "--x=",
    ",",
    "ONBUILD ",
    "HEALTHCHECK CMD ",
    "\ud800",
    "\ufeff",
  ];
  it("10 000 random texts: never throws, and every span lies in the file", () => {
    for (const text of randomTexts(4, 10_000, 40, pieces)) {
      const file = readDockerfile(text);
      expect(spanOutside(file, text.length), JSON.stringify(text)).toBeUndefined();
      for (const stage of file.stages)
        for (const one of stage.instructions)
          if (one.kind === "run" && one.command.form === "shell")
            expect(
              spanOutside(readShell(one.command.script), text.length),
              JSON.stringify(text),
            ).toBeUndefined();
    }
  });
  it.each([
    "FROM a\n",
    "\\\n",
    "FROM a\nRUN <<E\n",
    "${A:-",
    "FROM a\nONBUILD ",
    "ONBUILD ",
    '"',
    "[",
    "--a ",
    "A=1 ",
    "RUN a <<E <<E\n",
    "#\n",
  ])("1 MB of %j is read to its end", (piece) => {
    for (const head of ["", "FROM a\nENV ", "FROM a\nCMD ["])
      expect(readDockerfile(head + piece.repeat(1_000_000 / piece.length)).escape).toBe("\\");
  });
});
