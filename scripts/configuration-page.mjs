/** docs/configuration.md from the schema of the configuration and the rules. */
import { readFileSync } from "node:fs";

export function configurationPage(rules) {
  const schema = JSON.parse(readFileSync("src/config/base.schema.json", "utf8"));
  const presets = schema.properties.extends.enum.map((name) => {
    const own = rules.filter((rule) => name === "strict" || rule.presets.includes(name));
    return `| ${name} | ${own.length} | ${SAYS[name]} |`;
  });
  return `${[
    "# Configuration",
    "",
    "Generated from src/config/base.schema.json by `npm run generate`. loglint needs no configuration; \`loglint init\` writes a first one,",
    "and \`loglint config\` shows the one in use with the place of each value.",
    "",
    "## Where it stands",
    "",
    "The nearest of these, from the working directory up to the root of the repository:",
    "",
    "- `loglint.config.json`, `loglint.config.jsonc` (comments and trailing commas are allowed in both)",
    "- `loglint.config.yaml`, `loglint.config.yml`",
    "- the key `loglint` of `package.json`",
    "- `[tool.loglint]` of `pyproject.toml`",
    "",
    "`--config FILE` names another, `--no-config` none. Nothing in it is executed. Editors take its schema from",
    "`schema/loglint.config.schema.json` of the package. A key, rule or value that does not exist is an error with its line; a pattern",
    "that matches nothing and a process that does not exist are told on standard error.",
    "",
    "## Keys",
    "",
    "| key | default | says |",
    "| --- | --- | --- |",
    ...rows(schema, ""),
    "",
    "## Presets",
    "",
    "| preset | rules | |",
    "| --- | --- | --- |",
    ...presets,
    "",
    "## An example in each language",
    "",
    "```jsonc",
    readFileSync("docs/examples/loglint.config.jsonc", "utf8").trimEnd(),
    "```",
    "",
    "```yaml",
    readFileSync("docs/examples/loglint.config.yaml", "utf8").trimEnd(),
    "```",
    "",
    "```toml",
    readFileSync("docs/examples/pyproject.toml", "utf8").trimEnd(),
    "```",
  ].join("\n")}\n`;
}

const SAYS = {
  recommended: "what is lost, wrong or growing without bound, where loglint is sure; the default",
  strict: "every rule, advice and less certain findings too",
  security: "logs that leak, that can be forged, or that strangers can read",
};

/** One line for each key, those of objects inside with their path. */
function rows(schema, prefix) {
  return Object.entries(schema.properties ?? {}).flatMap(([name, own]) => {
    if (name.startsWith("$")) return [];
    const key = prefix + name;
    const allowed =
      own.enum === undefined ? "" : ` One of ${own.enum.map((each) => `\`${each}\``).join(", ")}.`;
    const value = own.default === undefined ? "" : `\`${JSON.stringify(own.default)}\``;
    const inner =
      own.items ?? (typeof own.additionalProperties === "object" ? own.additionalProperties : own);
    const separator = own.items !== undefined ? "[]." : own.additionalProperties ? ".NAME." : ".";
    return [
      `| \`${key}\` | ${value} | ${own.description ?? ""}${allowed} |`,
      ...rows(inner, key + separator),
    ];
  });
}
