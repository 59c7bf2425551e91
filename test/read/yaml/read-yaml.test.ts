import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { decodedScalar, entryOf, valueAt } from "../../../src/read/yaml/lookup.ts";
import { readYaml } from "../../../src/read/yaml/read-yaml.ts";
import type { YamlNode } from "../../../src/read/yaml/tree.ts";
import { realProgram } from "../../real-programs.ts";
import { randomTexts } from "../seeded-random.ts";
import { spanOutside } from "../spans-in.ts";

function plain(node: YamlNode | null): unknown {
  if (node === null) return null;
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "sequence":
      return node.items.map(plain);
    case "mapping":
      return Object.fromEntries(node.entries.map((entry) => [entry.key, plain(entry.value)]));
  }
}
const read = (text: string): unknown[] => readYaml(text).documents.map((document) => plain(document.root));
const errorsOf = (text: string): string[] => readYaml(text).errors.map((error) => error.message);

const COMPOSE = `x-base: &base
  restart: always
  environment: &env { A: "1" }
services:
  web:
    <<: *base
    restart: "no"
    command: >-
      gunicorn site.wsgi
      --bind :8000
    environment:
      <<: *env
      B: 2
    tag: "{{.Name}}/{{.ID}}"
    user: 1000:1000
    ports: !override ["80:80"]
`;

describe("a compose file", () => {
  const file = readYaml(COMPOSE);
  const web = valueAt(file.documents[0]!.root, "services", "web");

  it("is read with anchors and merge keys resolved; what is written wins", () => {
    expect([file.errors, file.template]).toEqual([[], false]);
    expect(plain(web)).toEqual({
      restart: "no",
      command: "gunicorn site.wsgi --bind :8000",
      environment: { A: "1", B: 2 },
      tag: "{{.Name}}/{{.ID}}",
      user: "1000:1000",
      ports: ["80:80"],
    });
  });
  it("says what a merge key brought in, and where that is written", () => {
    const merged = entryOf(valueAt(web, "environment"), "A")!;
    expect([merged.merged, COMPOSE.slice(merged.keySpan.start, merged.keySpan.end)]).toEqual([true, "A"]);
    expect(merged.value.span.start).toBeLessThan(COMPOSE.indexOf("services"));
  });
  it("places keys and values, and keeps tags", () => {
    const ports = entryOf(web, "ports")!;
    expect([COMPOSE.slice(ports.keySpan.start, ports.keySpan.end), ports.value.tag]).toEqual([
      "ports",
      "!override",
    ]);
    const user = valueAt(web, "user")!;
    expect(COMPOSE.slice(user.span.start, user.span.end)).toBe("1000:1000");
  });
});

describe("scalars", () => {
  it("have their type and their text", () => {
    const root = readYaml("a: yes\nb: 1.10\nc: 0o17\nd: ~\ne:\nf: '1'\n").documents[0]!.root;
    const shown =
      root?.kind === "mapping"
        ? root.entries.map(({ value }) => value.kind === "scalar" && [value.value, value.text])
        : [];
    expect(shown).toEqual([
      ["yes", "yes"],
      [1.1, "1.10"],
      [15, "0o17"],
      [null, "~"],
      [null, ""],
      ["1", "1"],
    ]);
  });
  it("a block knows where each of its characters is written", () => {
    const text = 'data:\n  nginx.conf: |\n    http {\n\n      access_log off;\n    }\n  q: "a\\"b c"\n';
    const root = readYaml(text).documents[0]!.root;
    for (const [key, needle] of [
      ["nginx.conf", "access_log"],
      ["q", "b c"],
    ] as const) {
      const node = valueAt(root, "data", key);
      if (node?.kind !== "scalar") throw new Error("kind");
      const decoded = decodedScalar(text, node);
      expect(decoded.value).toBe(node.value);
      expect(decoded.starts[decoded.value.indexOf(needle)]).toBe(text.indexOf(needle));
    }
  });
});

describe("several documents and errors", () => {
  it("each document is read", () => {
    expect(read("a: 1\n---\nb: 2\n--- \n")).toEqual([{ a: 1 }, { b: 2 }, null]);
  });
  it("a duplicate key is an error, and the last one counts", () => {
    expect([errorsOf("a: 1\nb: 2\na: 3\n"), read("a: 1\nb: 2\na: 3\n")]).toEqual([
      ['duplicate key "a"'],
      [{ b: 2, a: 3 }],
    ]);
  });
  it("an error does not hide what stands around it", () => {
    const file = readYaml('a: 1\nb: "x\nc: 2\n');
    expect(file.errors.length).toBeGreaterThan(0);
    expect(valueAt(file.documents[0]!.root, "a")).toMatchObject({ value: 1 });
  });
  it("keys such as __proto__ and constructor are keys like any other", () => {
    const root = readYaml("__proto__: 1\nconstructor: 2\n").documents[0]!.root;
    expect(valueAt(root, "__proto__")).toMatchObject({ value: 1 });
    expect(entryOf(root, "toString")).toBeNull();
  });
});

describe("templates", () => {
  const HELM = `apiVersion: v1
{{- if .Values.on }}
spec:
  containers:
    - name: {{ .Chart.Name }}-web
      image: "{{ .Values.image }}:{{ .Values.tag | default "x" }}"
      args: ["gunicorn", {{ .Values.app | quote }}]
      {{- with .Values.env }}
      env:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      command: [sh]
{{- end }}
`;
  it("a Helm manifest is read around its placeholders, which stay as written", () => {
    const file = readYaml(HELM);
    expect([file.errors, file.template, file.placeholders.length]).toEqual([[], true, 9]);
    expect(plain(file.documents[0]!.root)).toEqual({
      apiVersion: "v1",
      spec: {
        containers: [
          {
            name: "{{ .Chart.Name }}-web",
            image: '{{ .Values.image }}:{{ .Values.tag | default "x" }}',
            args: ["gunicorn", "{{ .Values.app | quote }}"],
            env: null,
            command: ["sh"],
          },
        ],
      },
    });
    const image = valueAt(file.documents[0]!.root, "spec", "containers");
    if (image?.kind !== "sequence") throw new Error("kind");
    expect(valueAt(image.items[0]!, "image")).toMatchObject({ placeholder: true });
    expect(valueAt(image.items[0]!, "command")).toMatchObject({ kind: "sequence" });
  });
  it("a Jinja loop becomes comments", () => {
    expect(read("a:\n{% for x in y %}\n  - {{ x }}\n{% endfor %}\n")).toEqual([{ a: ["{{ x }}"] }]);
  });
});

const python = realProgram("python");
const hasYaml = python !== null && spawnSync(python, ["-c", "import yaml"]).status === 0;

describe.skipIf(!hasYaml)("PyYAML", () => {
  it("reads the compose file to the same values", () => {
    const program =
      "import sys,yaml,json\nyaml.SafeLoader.add_multi_constructor('!', lambda l,s,n: l.construct_sequence(n))\njson.dump(yaml.safe_load(sys.stdin)['services'], sys.stdout)";
    const run = spawnSync(python!, ["-c", program], { input: COMPOSE, encoding: "utf8" });
    expect(plain(valueAt(readYaml(COMPOSE).documents[0]!.root, "services"))).toEqual(JSON.parse(run.stdout));
  });
});

describe("hostile input", () => {
  it("a bomb of aliases is refused, not expanded", () => {
    const lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"];
    for (let i = 1; i < 12; i++)
      lines.push(
        `a${String(i)}: &a${String(i)} [${Array.from({ length: 10 }, () => `*a${String(i - 1)}`).join(",")}]`,
      );
    expect(errorsOf(lines.join("\n"))).toContain("aliases make the document too large");
  });
  const pieces = [
    "a: ",
    "- ",
    "\n",
    "  ",
    "    ",
    '"',
    "'",
    "|\n",
    ">-\n",
    "{",
    "}",
    "[",
    "]",
    ",",
    "&x ",
    "*x",
    "<<: ",
    "!t ",
    "{{ a }}",
    "{{",
    "{% if %}",
    "%}",
    "#",
    "---\n",
    "...\n",
    "\t",
    "\r",
    "? ",
    ": ",
    "\ud800",
    "\ufeff",
    "\u0000",
    "%YAML 1.1\n",
  ];
  it("10 000 random texts: never throws, and every span lies in the file", () => {
    for (const text of randomTexts(8, 10_000, 30, pieces)) {
      const file = readYaml(text);
      expect(spanOutside(file, text.length), JSON.stringify(text)).toBeUndefined();
      for (const { root } of file.documents)
        if (root?.kind === "scalar")
          expect(
            decodedScalar(text, root).starts.every((at) => at <= text.length),
            JSON.stringify(text),
          ).toBe(true);
    }
  });
  it.each([
    "[",
    "{",
    "- ",
    "a: ",
    "? ",
    "{{ x }}\n",
    "{{",
    "{%",
    "&a *a ",
    "a: 1\n",
    "- &x a\n",
    "---\n",
    "'",
    "|\n",
    "!t ",
    "#\n",
  ])("100 000 of %j: read to its end, without a stack overflow", (piece) => {
    const text = piece.repeat(100_000);
    expect(spanOutside(readYaml(text).errors, text.length)).toBeUndefined();
  });
  it("stops after a thousand syntax errors, with what stands before them", () => {
    const { errors, documents } = readYaml(`a: 1\n${"[b]\n".repeat(100_000)}`);
    expect(errors.length).toBeGreaterThan(500);
    expect(errors.length).toBeLessThanOrEqual(1000);
    expect(plain(documents[0]?.root ?? null)).toMatchObject({ a: 1 });
  });
  it("50 000 different keys in one mapping are no duplicates", () => {
    expect(errorsOf(Array.from({ length: 50_000 }, (_, i) => `k${String(i)}: 1`).join("\n"))).toEqual([]);
  });
});
