import { CONFIG_NAMES, findConfig } from "../config/find-config.ts";
import { lint } from "../index.ts";
import { escapeLine } from "../report/escape.ts";
import { technologyName } from "../report/technology.ts";
import { count } from "../report/wrap.ts";
import type { Run } from "./command.ts";
import type { Io } from "./io.ts";
import { refuseOperands } from "./operands.ts";
import { UsageError } from "./usage-error.ts";
import { VERSION } from "./version.ts";
import { whyNotWritten } from "./why-not-written.ts";

const FILE = "loglint.config.jsonc";

/** `loglint init`: asks nothing, overwrites nothing. */
export const init: Run = ({ operands, io }) => {
  refuseOperands("init", operands, "It looks at the working directory.");
  const existing = CONFIG_NAMES.find((name) => io.fs.kindOf(name) !== undefined);
  if (existing !== undefined) {
    throw new UsageError(
      `There is a ${existing} already, and init overwrites nothing.`,
      "`loglint config` shows what it says.",
    );
  }
  const above = findConfig(io.fs, io.cwd);
  const result = lint({ fs: io.fs, paths: ["."], selection: { only: [] } });
  const found = new Map<string, number>();
  for (const { as } of result.read) found.set(technologyName(as), (found.get(technologyName(as)) ?? 0) + 1);
  const seen = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, number]) => `${name} (${number})`);
  try {
    io.writeFile(FILE, configuration(seen));
  } catch (error) {
    throw new UsageError(
      `${FILE} cannot be written: ${whyNotWritten(error)}.`,
      "It belongs into the working directory.",
    );
  }
  const lines = [
    `Wrote ${FILE}: ${count(result.read.length, "file")} read here${seen.length === 0 ? "" : `, ${seen.join(", ")}`}.`,
  ];
  if (above !== null)
    lines.push(`It takes the place of ${escapeLine(above)} for this folder and those below it.`);
  lines.push("", "For .pre-commit-config.yaml:", "", ...PRE_COMMIT, ...continuousIntegration(io));
  lines.push("", "Next: `loglint`, and `loglint --write-baseline` when what there is must wait.");
  io.stdout.write(`${lines.join("\n")}\n`);
  return Promise.resolve(0);
};

/** A configuration that changes nothing until a line of it is uncommented. */
function configuration(seen: readonly string[]): string {
  return `{
  // Configuration of loglint. \`loglint config\` shows what is in effect, \`loglint rules\` lists every rule.
  // Read here when this file was made: ${seen.length === 0 ? "nothing that configures a log" : seen.join(", ")}.

  // Which rules run: recommended, strict (all of them) or security.
  "extends": "recommended",

  // The lowest severity that fails a run: error, warning, info or never.
  "failOn": "error",

  // Severities of single rules: off, info, warning or error.
  "rules": {
    // "nginx/dev-null-target": "off"
  },

  // Other severities for some files; the last one that matches wins.
  "overrides": [
    // { "files": ["deploy/staging/"], "rules": { "nginx/error-log-debug": "off" } }
  ],

  // Files that are not read; patterns as in .gitignore.
  "ignores": [
    // "vendor/"
  ],

  // Versions on the server, where the files do not tell.
  "versions": {
    // "nginx": "1.22.1", "gunicorn": "20.1.0", "django": "3.2.25"
  }
}
`;
}

const PRE_COMMIT = [
  "  - repo: local",
  "    hooks:",
  "      - id: loglint",
  "        name: loglint",
  "        entry: loglint hook",
  "        language: system",
  "        require_serial: true",
];

/** A job for the host that the repository shows; both where it shows none. */
function continuousIntegration(io: Io): string[] {
  const isGitHub = io.fs.kindOf(".github") === "directory";
  const isGitLab = io.fs.kindOf(".gitlab-ci.yml") === "file";
  const lines: string[] = [];
  if (isGitHub || !isGitLab) {
    lines.push(
      "",
      "For GitHub, .github/workflows/loglint.yml:",
      "",
      "name: loglint",
      "on: [push, pull_request]",
      "permissions:",
      "  contents: read",
      "jobs:",
      "  loglint:",
      "    runs-on: ubuntu-latest",
      "    steps:",
      "      - uses: actions/checkout@v4",
      `      - run: npx --yes loglint@${VERSION} --format github`,
    );
  }
  if (isGitLab || !isGitHub) {
    lines.push(
      "",
      "For GitLab, .gitlab-ci.yml:",
      "",
      "loglint:",
      "  image: node:22-slim",
      "  script:",
      `    - npx --yes loglint@${VERSION} --format text --format gitlab=gl-code-quality-report.json`,
      "  artifacts:",
      "    when: always",
      "    reports:",
      "      codequality: gl-code-quality-report.json",
    );
  }
  return lines;
}
