import { expect, it } from "vitest";
import { loadStacks } from "../../../src/link/load-stacks.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";

function load(text: string) {
  const { stacks } = loadStacks({ fs: memoryFileSystem({ "supervisor/site.conf.j2": text }), paths: ["."] });
  const [stack] = stacks;
  if (stack === undefined) throw new Error("nothing was loaded");
  return stack;
}

const command = (line: string): string => `[program:shop]\ncommand=${line}\n`;

/** A placeholder is one word or a part of one, whatever blanks and percent signs stand in it: the template engine replaces it first. */
it.each([
  ["gunicorn shop.wsgi --workers {{ count }} --log-level=warning", ["unknown", '"warning"']],
  ["gunicorn shop.wsgi --workers <%= @count %> --log-level=warning", ["unknown", '"warning"']],
  [
    "gunicorn shop.wsgi --workers {{ c | default('2') }}{# why #} --log-level=warning",
    ["unknown", '"warning"'],
  ],
  ["gunicorn shop.wsgi --workers 3 --log-level={{ level }}", ["3", "unknown"]],
])("%s", (line, expected) => {
  const { gunicorn: gunicorns } = load(command(line));
  const [gunicorn] = gunicorns;
  const { workers, loglevel } = gunicorn?.settings ?? {};
  expect(
    [workers, loglevel].map((setting) =>
      setting?.state === "set" ? JSON.stringify(setting.value) : setting?.state,
    ),
  ).toEqual(expected);
  expect(gunicorns.flatMap(({ problems }) => problems)).toEqual([]);
});

it("shows placeholders as they are written, in the name and in the command", () => {
  const { processes } = load("[program:{{ project }}]\ncommand={{ base }}/bin/gunicorn shop.wsgi\n");
  expect(processes.map(({ name, command: shown }) => [name, shown])).toEqual([
    ["{{ project }}", "{{ base }}/bin/gunicorn shop.wsgi"],
  ]);
});

it("knows nothing of an option that a condition may leave out", () => {
  const { processes } = load(
    `${command("gunicorn shop.wsgi")}{% if quiet %}\nstderr_logfile=NONE\n{% endif %}\nuser=shop\n`,
  );
  expect(processes.map(({ stderr, user }) => [stderr.state, user.state])).toEqual([["unknown", "set"]]);
});
