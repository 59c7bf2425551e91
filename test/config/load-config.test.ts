import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/config/config-error.ts";
import { findConfig } from "../../src/config/find-config.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { nearest } from "../../src/config/nearest.ts";
import { KEYS } from "../../src/config/schema-messages.ts";
import { rules } from "../../src/index.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";
import { generatedFiles } from "../../scripts/generate-validators.ts";

const RULES = ["nginx/access-log-off", "nginx/syntax", "gunicorn/capture-output-noop"];

function load(text: string, path = "loglint.config.json") {
  return loadConfig(memoryFileSystem({ [path]: text }), path, "/home/me/site", RULES);
}

/** The problems that loading reports, as `line:column message`. */
async function problemsOf(text: string, path?: string): Promise<string[]> {
  try {
    await load(text, path);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.help).not.toBe("");
    return error.problems.map(
      (problem) => `${problem.address.split(":").slice(1).join(":")} ${problem.message}`,
    );
  }
}

describe("loading a configuration", () => {
  it("gives the preset, the gate, severities and options", async () => {
    const loaded = await load(`{
      // the site's own rules
      "$schema": "x", "extends": "strict", "failOn": "warning",
      "rules": { "nginx/access-log-off": "off", "nginx/syntax": ["error", {"a": 1}], "gunicorn/capture-output-noop": ["info"] },
    }`);
    expect(loaded.selection.preset).toBe("strict");
    expect(loaded.failOn).toBe("warning");
    expect(loaded.selection.rules).toEqual({
      "nginx/access-log-off": { severity: "off", options: {} },
      "nginx/syntax": { severity: "error", options: { a: 1 } },
      "gunicorn/capture-output-noop": { severity: "info", options: {} },
    });
  });

  it("has defaults for everything", async () => {
    const loaded = await load("{}");
    expect(loaded.selection).toEqual({ preset: "recommended", rules: {}, overrides: [] });
    expect(loaded.failOn).toBe("error");
    expect(loaded.ignores("a.conf")).toBe(false);
  });

  it("matches the patterns of overrides and ignores as .gitignore does, from the file's own folder", async () => {
    const text =
      '{"overrides": [{"files": ["dev/**", "*.local.conf"], "rules": {"nginx/syntax": "off"}}], "ignores": ["/vendor/"]}';
    const here = await load(text);
    const [override] = here.selection.overrides;
    expect(
      ["dev/a/nginx.conf", "x/y.local.conf", "prod/nginx.conf"].map((file) => override?.matches(file)),
    ).toEqual([true, true, false]);
    expect(["vendor/a.conf", "x/vendor/a.conf"].map(here.ignores)).toEqual([true, false]);
    const above = await load(text, "../loglint.config.json");
    expect(["vendor/a.conf", "../vendor/a.conf"].map(above.ignores)).toEqual([false, true]);
    expect(["../../vendor/a.conf", "/etc/nginx/nginx.conf", "."].map(above.ignores)).toEqual([
      false,
      false,
      false,
    ]);
  });

  it.each([
    ['{\n  "exends": "strict"\n}', ['2:3 unknown key "exends"; did you mean "extends"?']],
    [
      '{"zzzzzz": 1}',
      [
        '1:2 unknown key "zzzzzz"; known are $schema, extends, failOn, rules, overrides, ignores, versions, processes, requestsLoggedElsewhere, baseline',
      ],
    ],
    [
      '{"extends": "recomended"}',
      ['1:13 "extends" must be one of "recommended", "strict", "security"; did you mean "recommended"?'],
    ],
    [
      '{"rules": {"nginx/acces-log-off": "off"}}',
      ['1:12 there is no rule "nginx/acces-log-off"; did you mean "nginx/access-log-off"?'],
    ],
    [
      '{"rules": {"nginx/syntax": "warn"}}',
      ['1:28 "rules.nginx/syntax" must be one of "off", "info", "warning", "error"; did you mean "warning"?'],
    ],
    [
      '{"rules": {"nginx/syntax": []}}',
      ['1:28 "rules.nginx/syntax" must be a severity, or a list of a severity and options'],
    ],
    ['{"rules": {"nginx/syntax": ["error", 1]}}', ['1:38 "rules.nginx/syntax.1" must be an object']],
    ['{"overrides": [{"files": ["a"]}]}', ['1:16 "overrides.0" lacks the key "rules"']],
    [
      '{"overrides": [{"file": ["a"], "files": [], "rules": {"nginx/sintax": "off"}}]}',
      ['1:17 unknown key "file"; did you mean "files"?'],
    ],
    [
      '{"overrides": [{"files": [], "rules": {"nginx/sintax": "off"}}]}',
      ['1:40 there is no rule "nginx/sintax"; did you mean "nginx/syntax"?'],
    ],
    ['{"versions": {"nginx": 1.24}}', ['1:24 "versions.nginx" must be a string']],
    [
      '{"versions": {"nginx": "latest"}}',
      ['1:24 "versions.nginx" must be a version such as "1.24" or "4.2.1"'],
    ],
    ['{"ignores": "vendor"}', ['1:13 "ignores" must be an array']],
    ["[]", ["1:1 the configuration must be an object"]],
    [
      '{"__proto__": {"extends": "strict"}}',
      [
        '1:2 unknown key "__proto__"; known are $schema, extends, failOn, rules, overrides, ignores, versions, processes, requestsLoggedElsewhere, baseline',
      ],
    ],
    ['{"extends": strict}', ["1:13 unexpected strict; strings need double quotes"]],
    [
      '{"failOn": "x", "ignores": 1}',
      ['1:12 "failOn" must be one of "error", "warning", "info", "never"', '1:28 "ignores" must be an array'],
    ],
  ])("points at what is wrong in %s", async (text, problems) => {
    expect(await problemsOf(text)).toEqual(problems);
  });

  it("reads the key loglint of package.json, and needs it there", async () => {
    const text = '{"name": "x", "unknown": 1, "loglint": {"extends": "strict"}}';
    expect((await load(text, "package.json")).selection.preset).toBe("strict");
    expect(await problemsOf('{"name": "x"}', "package.json")).toEqual(['1:1 has no key "loglint"']);
  });
});

describe("other languages", () => {
  const JSON_TEXT =
    '{"extends": "strict", "rules": {"nginx/syntax": ["error", {"a": 1}]}, "overrides": [{"files": ["a"], "rules": {"nginx/syntax": "off"}}, {"files": ["b"], "rules": {}}], "versions": {"nginx": "1.24"}}';
  const YAML_TEXT =
    'extends: strict\nrules:\n  nginx/syntax: [error, {a: 1}]\noverrides:\n  - files: [a]\n    rules: {nginx/syntax: "off"}\n  - files: [b]\n    rules: {}\nversions:\n  nginx: "1.24"\n';
  const TOML_TEXT =
    '[project]\nname = "x"\n\n[tool.loglint]\nextends = "strict"\nrules."nginx/syntax" = ["error", { a = 1 }]\nversions.nginx = "1.24"\n\n[[tool.loglint.overrides]]\nfiles = ["a"]\nrules = { "nginx/syntax" = "off" }\n\n[[tool.loglint.overrides]]\nfiles = ["b"]\nrules = {}\n\n[tool.other]\nextends = 1\n';

  it("say the same as JSON", async () => {
    const { config } = await load(JSON_TEXT);
    expect((await load(YAML_TEXT, "loglint.config.yaml")).config).toEqual(config);
    expect((await load(TOML_TEXT, "pyproject.toml")).config).toEqual(config);
  });

  it("have their mistakes pointed at", async () => {
    expect(
      await problemsOf("extends: strict\nrules:\n  nginx/sintax: error\n", "loglint.config.yml"),
    ).toEqual(['3:3 there is no rule "nginx/sintax"; did you mean "nginx/syntax"?']);
    expect(await problemsOf("extends: [", "loglint.config.yml")).toHaveLength(1);
    expect(await problemsOf("a: 1\n---\nb: 1\n", "loglint.config.yml")).toEqual(["3:1 a second document"]);
    expect(await problemsOf('[tool.loglint]\nfailOn = "wrning"\n', "pyproject.toml")).toEqual([
      '2:10 "failOn" must be one of "error", "warning", "info", "never"; did you mean "warning"?',
    ]);
    expect(await problemsOf("[tool.loglint.rules]\n'nginx/sintax' = 'off'\n", "pyproject.toml")).toEqual([
      '2:1 there is no rule "nginx/sintax"; did you mean "nginx/syntax"?',
    ]);
    expect(await problemsOf("[tool.loglint\n", "pyproject.toml")).toHaveLength(1);
    expect(await problemsOf("[tool.other]\na = 1\n", "pyproject.toml")).toEqual([
      '1:1 has no key "tool.loglint"',
    ]);
  });

  it("are refused when they grow without end", async () => {
    const bomb = ["a: &a [x, x, x, x, x, x, x, x]"];
    for (let i = 0; i < 8; i++) {
      const [own, last] = [String.fromCharCode(98 + i), String.fromCharCode(97 + i)];
      bomb.push(`${own}: &${own} [${Array(8).fill(`*${last}`).join(", ")}]`);
    }
    expect(await problemsOf(bomb.join("\n"), "loglint.config.yml")).toEqual([
      "6:20 aliases make the document too large",
    ]);
  });

  it("take keys such as __proto__ for keys", async () => {
    expect((await problemsOf("__proto__:\n  extends: strict\n", "loglint.config.yml"))[0]).toContain(
      'unknown key "__proto__"',
    );
    expect(
      (await problemsOf('[tool.loglint.__proto__]\nextends = "strict"\n', "pyproject.toml"))[0],
    ).toContain('unknown key "__proto__"');
  });

  it("are found: YAML by its name, pyproject.toml by its table", () => {
    const find = (files: Record<string, string>) => findConfig(memoryFileSystem(files), "/home/me/site");
    expect(find({ "loglint.config.yml": "{}" })).toBe("loglint.config.yml");
    expect(find({ "pyproject.toml": TOML_TEXT })).toBe("pyproject.toml");
    expect(find({ "pyproject.toml": "[[tool.loglint.overrides]]\nfiles = []\n" })).toBe("pyproject.toml");
    expect(find({ "pyproject.toml": '[project]\nname = "tool.loglint"\n' })).toBeNull();
  });
});

describe("the examples of the documentation", () => {
  const example = async (name: string) => {
    const text = readFileSync(`docs/examples/${name}`, "utf8");
    const ids = rules.map((rule) => rule.id);
    return (await loadConfig(memoryFileSystem({ [name]: text }), name, "/home/me/site", ids)).config;
  };

  it("are valid, and say the same in each language", async () => {
    const json = await example("loglint.config.jsonc");
    expect(await example("loglint.config.yaml")).toEqual(json);
    expect(await example("pyproject.toml")).toEqual(json);
  });
});

describe("finding the configuration", () => {
  const find = (files: Record<string, string>) => findConfig(memoryFileSystem(files), "/home/me/site");

  it("takes the nearest from the working directory upwards, the file before package.json", () => {
    const both = { "loglint.config.json": "{}", "package.json": '{"loglint": {}}' };
    expect(find(both)).toBe("loglint.config.json");
    expect(find({ "package.json": '{"loglint": {}}' })).toBe("package.json");
    expect(find({ "package.json": '{"dependencies": {"loglint": "1"}}' })).toBeNull();
    expect(find({ "package.json": "{" })).toBeNull();
    expect(find({ "../loglint.config.jsonc": "{}" })).toBe("../loglint.config.jsonc");
  });

  it("stops at the root of the repository", () => {
    expect(find({ "../.git/HEAD": "", "../loglint.config.json": "{}" })).toBe("../loglint.config.json");
    expect(find({ ".git/HEAD": "", "../loglint.config.json": "{}" })).toBeNull();
    expect(find({ "../.git/HEAD": "", "../../loglint.config.json": "{}" })).toBeNull();
  });
});

describe("generated files", () => {
  it.each(Object.entries(generatedFiles()))("%s is up to date (npm run generate)", (path, text) => {
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  it("the validator needs nothing at run time", () => {
    expect(readFileSync("src/config/validate.generated.js", "utf8")).not.toMatch(/require\(|import /);
  });

  it("the keys that messages suggest are those of the schema", () => {
    const schema = JSON.parse(readFileSync("src/config/base.schema.json", "utf8")) as {
      properties: Record<string, { properties?: object; items?: { properties?: object } }>;
    };
    expect(KEYS[""]).toEqual(Object.keys(schema.properties));
    expect(KEYS["/versions"]).toEqual(Object.keys(schema.properties["versions"]?.properties ?? {}));
    expect(KEYS["/overrides/*"]).toEqual(
      Object.keys(schema.properties["overrides"]?.items?.properties ?? {}),
    );
  });
});

describe("the nearest name", () => {
  it("is found across swaps, losses, additions and case, and not across everything", () => {
    expect(nearest("fromat", ["format", "output"])).toBe("format");
    expect(nearest("FORMAT", ["format"])).toBe("format");
    expect(nearest("x", ["format"])).toBeUndefined();
    expect(nearest("zzzzzz", ["format", "output"])).toBeUndefined();
    expect(nearest("a".repeat(100_000), ["format"])).toBeUndefined();
    expect(nearest("x", [])).toBeUndefined();
  });
});
