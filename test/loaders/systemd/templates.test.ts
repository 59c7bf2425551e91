import { describe, expect, it } from "vitest";
import { loadUnits } from "../../../src/loaders/systemd/load-units.ts";
import type { Fact } from "../../../src/model/fact.ts";
import type { Launch } from "../../../src/model/launch.ts";
import { maskTemplate } from "../../../src/read/unit/template-mask.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";

function load(text: string, name = "wiki.service.j2"): Launch | undefined {
  const fs = memoryFileSystem({ [name]: text });
  const found = loadUnits({ fs, files: [name], homes: [], known: [], purposeOf: () => "unknown" });
  expect(found.problems).toEqual([]);
  return found.launches[0];
}

const value = (fact: Fact<unknown> | undefined): unknown =>
  fact?.state === "set" ? fact.value : fact?.state;

describe("a unit that is a template", () => {
  const unit = load(
    "[Unit]\nDescription={{ name }}\n[Service]\nUser={{ user }}\nGroup=www-data\n" +
      "{% if logs %}\nStandardOutput=append:/var/log/wiki.log\nReadWritePaths=/var/log/wiki\n{% endif %}\n" +
      "WorkingDirectory=@PREFIX@/wiki\nEnvironment=DJANGO_SETTINGS_MODULE={{ settings }} DEBUG=0\n" +
      "ExecStart={{ venv | default('/srv/venv') }}/bin/gunicorn \\\n  --bind {{ bind }} \\\n{% if more %}\n  --preload \\\n{% endif %}\n  wiki.wsgi\n",
  );

  it("leaves what a placeholder decides unknown, and keeps the rest", () => {
    expect(value(unit?.user)).toBe("unknown");
    expect(value(unit?.cwd)).toBe("unknown");
    expect(value(unit?.groups)).toEqual(["www-data"]);
    expect(value(unit?.environment.values["DJANGO_SETTINGS_MODULE"])).toBe("unknown");
    expect(value(unit?.environment.values["DEBUG"])).toBe("0");
    expect(unit?.words.map((word) => word.value)).toEqual([null, "--bind", null, "--preload", "wiki.wsgi"]);
  });

  it("shows the placeholders as they are written", () => {
    expect(unit?.command).toContain("--bind {{ bind }} --preload");
  });

  it("leaves what a condition may leave out unknown", () => {
    expect(value(unit?.stdout)).toBe("unknown");
    expect(unit?.access.rules.map(({ kind, path }) => `${kind} ${path}`)).toEqual(["read-write /"]);
  });

  it("reads ERB and conditions around commands too", () => {
    const other = load(
      "[Service]\n<% if @user %>\nUser=<%= @user %>\n<% end %>\nExecStart=/usr/bin/gunicorn wiki.wsgi --log-level <%= @level %>\n",
      "wiki.service.erb",
    );
    expect(value(other?.user)).toBe("unknown");
    expect(other?.words.map((word) => word.value)).toEqual([
      "/usr/bin/gunicorn",
      "wiki.wsgi",
      "--log-level",
      null,
    ]);
  });

  it("keeps every character in its place, whatever the text", () => {
    for (const text of [
      "{{",
      "{{}}",
      "{% if %}",
      "a={{x}}\\\n{% endif %}",
      "<%= a\n%>b=@A@\r\n",
      "x=@",
      "{%if a%}b=c\\\r\nd",
    ]) {
      expect(maskTemplate(text)).toHaveLength(text.length);
      expect(
        maskTemplate(text)
          .split("\n")
          .map((line) => line.length),
      ).toEqual(text.split("\n").map((line) => line.length));
    }
  });
});
