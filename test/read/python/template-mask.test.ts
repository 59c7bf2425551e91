import { describe, expect, it } from "vitest";
import { readPython } from "../../../src/read/python/read-python.ts";
import { maskPythonTemplate } from "../../../src/read/python/template-mask.ts";

const TEXT = `# {{ ansible_managed }}
workers = {{ workers }}
accesslog = "/var/log/{{ name["short"] }}/access.log"
{# a note #}
{% if timeout is defined %}
timeout = {{ timeout }}
{% if deep %}
graceful_timeout: int = 5
{% endif %}
{% endif %}
loglevel = "info"
`;

describe("a gunicorn config that jinja makes", () => {
  const masked = maskPythonTemplate("templates/gunicorn.conf.py.j2", TEXT);

  it("is read as Python, each character in its place", () => {
    expect(masked?.text).toHaveLength(TEXT.length);
    expect(masked?.text.split("\n").length).toBe(TEXT.split("\n").length);
    expect(masked?.text.indexOf('loglevel = "info"')).toBe(TEXT.indexOf('loglevel = "info"'));
    expect(readPython(masked?.text ?? "{").errors).toEqual([]);
  });

  it("tells what the engine decides", () => {
    expect(masked?.conditional).toEqual(["timeout", "graceful_timeout"]);
    const cut = masked?.regions.map(({ start, end }) => TEXT.slice(start, end).split("\n")[0]);
    expect(cut).toEqual([
      "{{ ansible_managed }}",
      "{{ workers }}",
      '{{ name["short"] }}',
      "{% if timeout is defined %}",
    ]);
  });

  it("is left alone where nothing says that it is a template", () => {
    expect(maskPythonTemplate("gunicorn.conf.py", TEXT)).toBeNull();
    expect(maskPythonTemplate("gunicorn.conf.py.j2", "workers = 3\n")).toBeNull();
  });

  it.each(["{% if a %}x = 1", "{% endif %}\nx = {{ 1 }}", "{{", "{% for %}{% if %}{% endif %}"])(
    "keeps the length of %s",
    (text) => {
      expect(maskPythonTemplate("a.py.j2", text)?.text).toHaveLength(text.length);
    },
  );
});
