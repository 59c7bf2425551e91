import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { splitCommandString } from "../../../src/loaders/compose/split-command.ts";
import { realProgram } from "../../real-programs.ts";

/** Strings that go-shellwords and Python's shlex split alike. */
const ALIKE = [
  "gunicorn core.wsgi",
  "gunicorn core.wsgi:application --bind 0.0.0.0:8000",
  "  python   manage.py\trunserver  0.0.0.0:8000 ",
  "gunicorn --access-logfile '-' --error-logfile \"-\" app",
  "gunicorn --access-logformat '%(h)s %(l)s \"%(r)s\" %(s)s' app",
  'gunicorn --access-logformat "%(h)s %(t)s" app',
  "sh -c 'python manage.py migrate && gunicorn app'",
  'sh -c "python manage.py migrate && gunicorn app"',
  'bash -c "while true; do sleep 1; done"',
  "echo a\\ b",
  "echo 'it''s'",
  "echo \"a\"'b'c",
  'echo "" x',
  "echo '' x",
  'echo "say \\"hi\\""',
  "nginx -g 'daemon off;'",
  "celery -A proj worker -l info --concurrency=4",
  "daphne -b 0.0.0.0 -p 8001 proj.asgi:application",
  "sh -c 'for i in 1 2; do echo $i; done'",
  "gunicorn app\n  --workers 3\n  --threads 2",
  "echo 'a\\b'",
  "env A=1 B='2 3' gunicorn app",
  'echo --opt="x y"z',
  "gunicorn app --log-level=info --capture-output",
];

/** Where compose differs from a shell and from shlex: text, words or null for refused, and what ends it. From go-shellwords 1.0.12. */
const OWN: readonly (readonly [string, readonly string[] | null, number | null])[] = [
  ["gunicorn app && echo done", ["gunicorn", "app"], 13],
  ["gunicorn app > /var/log/out.log", ["gunicorn", "app"], 13],
  ["gunicorn app 2>&1", ["gunicorn", "app"], 14],
  ["migrate; gunicorn app", ["migrate"], 7],
  ["gunicorn app | tee x", ["gunicorn", "app"], 13],
  ["gunicorn app & nginx", ["gunicorn", "app"], 13],
  ["gunicorn --access-logformat %(h)s app", null, null],
  ["echo (a)", null, null],
  ["echo $(date +%s) x", ["echo", "$(date +%s)", "x"], null],
  ["echo `date +%s` x", ["echo", "`date +%s`", "x"], null],
  ['echo "a\\nb"', ["echo", "a\nb"], null],
  ["echo a\\tb", ["echo", "a\tb"], null],
  ['echo "\\$HOME"', ["echo", "$HOME"], null],
  ["echo 'open", null, null],
  ['echo "open', null, null],
  ["echo back\\", null, null],
  ["# not a comment", ["#", "not", "a", "comment"], null],
  ["", [], null],
  ["   ", [], null],
];

const python = realProgram("python");

describe("a command string of compose", () => {
  it.skipIf(python === null).each(ALIKE)("is split as shlex splits it: %j", (text) => {
    const code = "import json,shlex,sys; print(json.dumps(shlex.split(sys.argv[1])))";
    const real = spawnSync(python ?? "", ["-c", code, text], { encoding: "utf8" });
    expect(real.status).toBe(0);
    const { words, error, stopped } = splitCommandString(text);
    expect({ words: words.map(({ value }) => value), error, stopped }).toEqual({
      words: JSON.parse(real.stdout) as string[],
      error: null,
      stopped: null,
    });
  });

  it.each(OWN)("is split as go-shellwords does where shlex does not: %j", (text, wanted, stop) => {
    const { words, error, stopped } = splitCommandString(text);
    expect(error === null ? words.map(({ value }) => value) : null).toEqual(wanted);
    expect(stopped).toBe(stop);
  });

  it("knows where each character of a word stands", () => {
    const text = `a 'b c'"d"\\ e`;
    for (const { value, places, start, end } of splitCommandString(text).words) {
      expect(places).toHaveLength(value.length);
      expect(places.map((place) => text[place]).join("")).toBe(value);
      expect(start).toBeLessThan(end);
    }
  });

  it("is split in one pass, however long", () => {
    const text = "a 'b' ".repeat(100_000);
    expect(splitCommandString(text).words).toHaveLength(200_000);
    expect(splitCommandString("\\".repeat(1_000_001)).error).not.toBeNull();
  });
});
