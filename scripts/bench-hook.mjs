import { spawnSync } from "node:child_process";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A repository with loglint as its hook, and the commands of a warm run of pre-commit on it: without a hook of ours, and with. */
export function hookCommands(folder, node, loglint) {
  const commandIn = (name, entry) => {
    const top = join(folder, name);
    cpSync("fixtures/blog", top, { recursive: true });
    writeFileSync(
      join(top, ".pre-commit-config.yaml"),
      `repos:\n  - repo: local\n    hooks:\n      - id: hook\n        name: hook\n        language: system\n        entry: ${entry}\n`,
    );
    for (const args of [
      ["init", "-q"],
      ["add", "-A"],
    ])
      spawnSync("git", args, { cwd: top });
    const command = `cd '${top}' && PRE_COMMIT_HOME='${folder}/pre-commit' exec pre-commit run --all-files`;
    spawnSync("/bin/sh", ["-c", command]);
    return ["/bin/sh", "-c", command];
  };
  return [
    ["pre-commit run, a hook that does nothing", commandIn("plain", "/bin/true")],
    ["pre-commit run, loglint hook", commandIn("hooked", `${node} ${loglint} hook`)],
  ];
}
