import { expect, it } from "vitest";
import { readProcfile } from "../../../src/read/procfile/read-procfile.ts";
import { randomTexts } from "../seeded-random.ts";
import { spanOutside } from "../spans-in.ts";

it("reads processes, comments and junk, with places", () => {
  const text = "# c\nweb: gunicorn site.wsgi --log-file -\r\nrelease-1:python manage.py migrate\njunk\n\n";
  const file = readProcfile(text);
  expect(
    file.processes.map((one) => [
      one.name,
      one.command.value,
      text.slice(one.commandSpan.start, one.commandSpan.end),
    ]),
  ).toEqual([
    ["web", "gunicorn site.wsgi --log-file -", "gunicorn site.wsgi --log-file -"],
    ["release-1", "python manage.py migrate", "python manage.py migrate"],
  ]);
  expect(file.errors.map(({ span }) => text.slice(span.start, span.end))).toEqual(["junk"]);
});

it("5 000 random texts: never throws, and every span lies in the file", () => {
  for (const text of randomTexts(1, 5000, 20, ["web", ":", " ", "\n", "\r", "#", "a", "\ufeff", "\ud800"])) {
    expect(spanOutside(readProcfile(text), text.length), JSON.stringify(text)).toBeUndefined();
  }
});
