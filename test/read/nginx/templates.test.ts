import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "../../../src/read/nginx/parse.ts";
import { readNginx } from "../../../src/read/nginx/read-nginx.ts";
import { outline } from "./outline.ts";

function read(text: string): {
  template: string | null;
  outline: string;
  errors: string[];
  placeholders: string[];
} {
  const file = readNginx(text);
  const placeholders: string[] = [];
  const collect = (directives: typeof file.directives): void => {
    for (const directive of directives) {
      for (const arg of directive.args) if (arg.placeholder) placeholders.push(arg.value);
      collect(directive.block ?? []);
    }
  };
  collect(file.directives);
  return {
    template: file.template,
    outline: outline(file.directives),
    errors: file.errors.map((error) => error.message),
    placeholders,
  };
}

describe("templates are read around their placeholders", () => {
  it("Jinja: values, blocks, comments", () => {
    const text = `# {{ ansible_managed }}\n{# note: don't #}\nupstream app {\n{% for host in groups['web'] %}\n  server {{ host }}:{{ port | default("8000") }};\n{% endfor %}\n}\nserver {\n  {%- if ssl %}\n  listen 443 ssl;\n  {%- else %}\n  listen {{ port }};\n  {%- endif %}\n  access_log {{ log_dir }}/access.log{% if fmt %} {{ fmt }}{% endif %};\n  {{ extra }}\n  root "/srv/{{ name }}";\n}\n`;
    expect(read(text)).toEqual({
      template: "jinja",
      outline: `upstream app { server {{ host }}:{{ port | default("8000") }}; } server { listen 443 ssl; listen {{ port }}; access_log {{ log_dir }}/access.log{% if fmt %} {{ fmt }}{% endif %}; root /srv/{{ name }}; }`,
      errors: [],
      placeholders: [
        `{{ host }}:{{ port | default("8000") }}`,
        "{{ port }}",
        "{{ log_dir }}/access.log{% if fmt %} {{ fmt }}{% endif %}",
        "/srv/{{ name }}",
      ],
    });
  });

  it("ERB: values and statements on their own lines", () => {
    const text = `server {\n  listen <%= @port %>;\n  <% if @ssl -%>\n  ssl_certificate <%= @cert %>;\n  <% end -%>\n  <%- @locations.each do |path, target| -%>\n  location <%= path %> { proxy_pass <%= target %>; }\n  <%- end -%>\n  access_log <%= scope['log_dir'] %>/access.log;\n}\n`;
    expect(read(text)).toEqual({
      template: "erb",
      outline:
        "server { listen <%= @port %>; ssl_certificate <%= @cert %>; location <%= path %> { proxy_pass <%= target %>; } access_log <%= scope['log_dir'] %>/access.log; }",
      errors: [],
      placeholders: [
        "<%= @port %>",
        "<%= @cert %>",
        "<%= path %>",
        "<%= target %>",
        "<%= scope['log_dir'] %>/access.log",
      ],
    });
  });

  it("Go and Helm: range, if, end, values", () => {
    const text = `http {\n  {{- range .Values.servers }}\n  server { listen {{ .port }}; server_name {{ $.Values.host }}; }\n  {{- end }}\n  {{- /* don't */}}\n  {{ include "x.snippet" . }}\n  error_log {{ .Values.log }} warn;\n}\n`;
    expect(read(text)).toMatchObject({
      template: "go",
      outline:
        "http { server { listen {{ .port }}; server_name {{ $.Values.host }}; } error_log {{ .Values.log }} warn; }",
      errors: [],
    });
  });

  it("envsubst: upper-case names that nginx could not know", () => {
    const text = `server {\n  listen \${PORT};\n  server_name $DOMAIN;\n  access_log \${LOG_DIR}/access.log;\n  \${EXTRA_DIRECTIVES}\n  proxy_set_header Host $host;\n  root /srv/\${name};\n}\n`;
    expect(read(text)).toEqual({
      template: "envsubst",
      outline:
        "server { listen ${PORT}; server_name $DOMAIN; access_log ${LOG_DIR}/access.log; proxy_set_header Host $host; root /srv/${name}; }",
      errors: [],
      placeholders: ["${PORT}", "$DOMAIN", "${LOG_DIR}/access.log"],
    });
  });

  it.each([
    ["map $uri $LOGGABLE { default 1; } access_log /a b if=$LOGGABLE;", "a variable of the file's own"],
    ["proxy_set_header A ${HTTP_HOST};", "a variable of nginx, which ignores case"],
    ["location ~ ^/(?<NAME>x)$ { root /a/$NAME; }", "a named capture"],
    [`return 200 '{"a":{"b":1}}';`, "JSON"],
    ["rewrite ^ /${host}x;", "a plain variable in braces"],
    ['location ~ "^/{{2}" { }', "braces in a regular expression"],
    ["server {# {% comment %}\n}", "a comment"],
  ])("is no template: %s (%s)", (text) => {
    const file = read(text);
    expect([file.template, file.placeholders, file.errors]).toEqual([null, [], []]);
  });

  it.each([
    ["server { listen 80; server_name {SERVER_NAME}; }", "server { listen 80; server_name {SERVER_NAME}; }"],
    ["location / { proxy_pass http://{bind}; }", "location / { proxy_pass http://{bind}; }"],
    ["access_log %(shared)s/nginx.log main;", "access_log %(shared)s/nginx.log main;"],
    ['alias "%(root)s/static";', 'alias "%(root)s/static";'],
  ])("words that a Python script fills in are placeholders: %s", (text, whole) => {
    const file = read(text);
    expect([file.template, file.errors, file.placeholders.length]).toEqual(["python", [], 1]);
    expect(file.outline.replaceAll(/"/g, "")).toBe(whole.replaceAll(/"/g, ""));
  });

  it.each([
    "location / {return}",
    "server { listen {port} }",
    "server_name {a};",
    "location ~ ^/\\p{Greek}+ { }",
  ])("braces that are no placeholder stay nginx's blocks: %s", (text) => {
    const file = read(text);
    expect(file.template).toBeNull();
    expect(file.errors).not.toEqual([]);
  });

  it("a real syntax error beside a placeholder stays an error", () => {
    expect(read("server {\n listen {{ port }};\n root /a\n}").errors).toEqual(['unexpected "}"']);
  });

  it("branches of one if that each open the same block still balance", () => {
    const text = `{% if a %}\nserver {\n{% endif %}\nlisten 1;\n}\n`;
    expect(read(text)).toMatchObject({ outline: "server { listen 1; }", errors: [] });
  });

  it("a file that nginx accepts has the same tree as without template handling", () => {
    const cases = readFileSync(new URL("cases/nginx-tokens.jsonl", import.meta.url), "utf8")
      .trim()
      .split("\n");
    let accepted = 0;
    for (const line of cases) {
      const { source, ok } = JSON.parse(line) as { source: string; ok: boolean };
      if (!ok) continue;
      accepted++;
      expect(
        JSON.stringify(readNginx(source).directives).replaceAll('"placeholder":true', '"placeholder":false'),
      ).toBe(JSON.stringify(parse(source).directives));
    }
    expect(accepted).toBe(92);
  });
});
