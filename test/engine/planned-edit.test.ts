import { describe, expect, it } from "vitest";
import { settled, type PlannedEdit } from "../../src/engine/planned-edit.ts";
import { sourceFile } from "../../src/text/source-file.ts";

type Asked = PlannedEdit extends infer Plan
  ? Plan extends unknown
    ? Omit<Plan, "file" | "start" | "end">
    : never
  : never;

/** The text after a plan at the marked place `«...»`, or null where there is no fix. */
function after(marked: string, asked: Asked, file = "settings.py"): string | null {
  const start = marked.indexOf("«");
  const end = marked.indexOf("»") - 1;
  const text = marked.replace("«", "").replace("»", "");
  const edits = settled([{ ...asked, file, start, end }], new Map([[file, sourceFile(file, text)]]));
  if (edits === null) return null;
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((changed, edit) => changed.slice(0, edit.start) + edit.text + changed.slice(edit.end), text);
}

describe("a value that is replaced", () => {
  const asked = { how: "replace", was: "warn", text: "warning" } as const;

  it.each([
    ["a = «'warn'»  # x", "a = 'warning'  # x"],
    ['a = «"warn"»', 'a = "warning"'],
    ["a = «NAME»", null],
    ['a = «f"warn"»', null],
    ['a = «"wa" "rn"»', null],
    ['a = «os.environ.get("X", "warn")»', null],
    ['a = «"{{ level }}"»', null],
  ])("of Python: %s", (before, expected) => {
    expect(after(before, asked)).toBe(expected);
  });

  it.each([
    ["gunicorn «--log-level warn» a:b", "gunicorn --log-level warning a:b"],
    ["gunicorn «--log-level=warn» a:b", "gunicorn --log-level=warning a:b"],
    ['gunicorn «--log-level "warn"» a:b', 'gunicorn --log-level "warning" a:b'],
    ['CMD [«"--log-level", "warn"», "a:b"]', 'CMD ["--log-level", "warning", "a:b"]'],
    ["gunicorn «--log-level ${LEVEL:-warn}» a:b", null],
    ["gunicorn «--log-levelwarn» a:b", null],
  ])("of a command: %s", (before, expected) => {
    expect(after(before, asked, "start.sh")).toBe(expected);
  });

  it("is left alone in a template", () => {
    expect(after("level «warn»; {% if x %}", asked, "nginx.conf.j2")).toBe(null);
    expect(after("level «warn»; {{ x }}", asked, "nginx.conf.j2")).toBe(null);
    expect(after("level «warn»; <% x %>", asked, "nginx.conf.erb")).toBe(null);
  });
});

describe("an option that is taken out", () => {
  const asked = { how: "switch-off" } as const;

  it.each([
    ["x = «True» # y", "x = False # y", "a.py"],
    ["x = «not DEBUG»", null, "a.py"],
    ["gunicorn «--reload» a:b", "gunicorn a:b", "a.sh"],
    ["gunicorn a:b «--reload»", "gunicorn a:b", "a.sh"],
    ["gunicorn \\\n  «--reload» \\\n  a:b\n", "gunicorn \\\n  a:b\n", "a.sh"],
    ["gunicorn \\\n  a:b \\\n  «--reload»\nnext\n", "gunicorn \\\n  a:b\nnext\n", "a.sh"],
    ["gunicorn \\\r\n  a:b \\\r\n  «--reload»\r\nnext\r\n", "gunicorn \\\r\n  a:b\r\nnext\r\n", "a.sh"],
    ["command: >\n  gunicorn\n  «--reload»\n  a:b\n", "command: >\n  gunicorn\n  a:b\n", "a.yml"],
    ["command:\n  - gunicorn\n  - «--reload»\n  - a:b\n", "command:\n  - gunicorn\n  - a:b\n", "a.yml"],
    ["command:\n  - «--reload»  # why\n", null, "a.yml"],
    ['CMD ["gunicorn", «"--reload"», "a:b"]', 'CMD ["gunicorn", "a:b"]', "Dockerfile"],
    ['CMD ["gunicorn", "a:b", «"--reload"»]', 'CMD ["gunicorn", "a:b"]', "Dockerfile"],
    ['X="«--reload»"', null, "a.sh"],
  ])("%j", (before, expected, file) => {
    expect(after(before, asked, file)).toBe(expected);
  });
});

describe("a statement that is taken out", () => {
  const asked = { how: "remove" } as const;

  it.each([
    ["a;\n\t«b on;»\nc;\n", "a;\nc;\n"],
    ["a;\r\n  «b on;»\r\nc;\r\n", "a;\r\nc;\r\n"],
    ["a;\n  «b on;»", "a;\n"],
    ["  «b on;»  # why\n", "  # why\n"],
    ["server { «b on;» c; }", "server { c; }"],
  ])("%j", (before, expected) => {
    expect(after(before, asked, "nginx.conf")).toBe(expected);
  });
});

describe("words of nginx", () => {
  it.each([
    ["log_format «j» 'x';", "log_format j escape=json 'x';"],
    ["log_format \"«j»\" 'x';", "log_format \"j\" escape=json 'x';"],
  ])("get another behind them: %s", (before, expected) => {
    expect(after(before, { how: "behind-word", text: " escape=json" }, "nginx.conf")).toBe(expected);
  });

  it.each([
    ["log_format j 'x' «escape=json»;", "log_format j 'x';"],
    ["log_format j 'x'\n    '«escape=json»';", "log_format j 'x';"],
    ["log_format j 'x' # why\n    «escape=json»;", "log_format j 'x' # why\n    ;"],
  ])("go: %j", (before, expected) => {
    expect(after(before, { how: "remove-word" }, "nginx.conf")).toBe(expected);
  });
});

describe("a new entry of a dict", () => {
  const first = { how: "entry-first", key: "version", value: "1" } as const;
  const behind = { how: "entry-after", after: "class", key: "delay", value: "True" } as const;

  it.each([
    ['X = «{»"a": 1}', 'X = {"version": 1, "a": 1}'],
    ["X = «{»\n    'a': 1,\n}", "X = {\n    'version': 1,\n    'a': 1,\n}"],
    ['X = «{»  # why\r\n\t"a": 1,\r\n}', 'X = {  # why\r\n\t"version": 1,\r\n\t"a": 1,\r\n}'],
    ["X = «{»**BASE}", null],
    ["X = «dict(a=1)»", null],
    ["X = «{»}", null],
  ])("comes first: %j", (before, expected) => {
    expect(after(before, first)).toBe(expected);
  });

  it.each([
    ["{'class': «'x.Y'», 'a': 1}", "{'class': 'x.Y', 'delay': True, 'a': 1}"],
    ["{'class': «'x.Y'»}", "{'class': 'x.Y', 'delay': True}"],
    ['{\n\t"class": «"x.Y"»\n}', '{\n\t"class": "x.Y",\n\t"delay": True\n}'],
    ['{\n    "class": «"x.Y"»,  # why\n}', '{\n    "class": "x.Y",\n    "delay": True,  # why\n}'],
    ["{'class': «NAME»}", null],
    ["dict(class=«'x.Y'»)", null],
    ["{'level': «'x.Y'»}", null],
  ])("comes behind another: %j", (before, expected) => {
    expect(after(before, behind)).toBe(expected);
  });
});

describe("a new line", () => {
  it("is spaced and indented as the one beside it, also at the end of a file", () => {
    const asked = { how: "line-after", text: "b=0" } as const;
    expect(after("[p]\na = «x»\nc=1\n", asked, "a.ini")).toBe("[p]\na = x\nb = 0\nc=1\n");
    expect(after("[p]\r\na=«x»", asked, "a.ini")).toBe("[p]\r\na=x\r\nb=0");
    expect(after("  CMD «x»\n", { how: "line-before", text: "ENV A=1" }, "Dockerfile")).toBe(
      "  ENV A=1\n  CMD x\n",
    );
  });

  it("stands first between braces, as far in as what follows", () => {
    const asked = { how: "line-in-braces", text: "copytruncate" } as const;
    expect(after("«/a.log»\n{\n\tdaily\n}\n", asked, "a")).toBe("/a.log\n{\n\tcopytruncate\n\tdaily\n}\n");
    expect(after("«/a.log» {\n}\n", asked, "a")).toBe(null);
    expect(after("«/a.log» { daily\n}\n", asked, "a")).toBe(null);
  });
});

describe("what stands on lines that nobody writes by hand", () => {
  it("is left alone", () => {
    const long = `${"a;".repeat(2000)}«b on;»${"a;".repeat(2000)}`;
    expect(after(long, { how: "remove" }, "nginx.conf")).toBe(null);
  });
});
