import { DEBIAN_NGINX_FILES } from "../images/nginx-files.data.ts";
import { addDirectory } from "./path-table.ts";
import type { RunCommand } from "./run-command.ts";
import { PACKAGE_PATHS } from "./run-programs.data.ts";
import type { RunShell } from "./run-state.ts";

/** `apt-get install nginx`: the directories for logs, users and configuration that the package brings. */
export function installPackages({ name, operands, at, by }: RunCommand, shell: RunShell): void {
  if (!["install", "add", "upgrade"].some((verb) => operands.includes(verb))) return;
  for (const row of PACKAGE_PATHS) {
    if (!row.managers.includes(name) || !operands.some((each) => each !== null && row.package.test(each)))
      continue;
    for (const { path, owner, group, mode } of row.paths) {
      addDirectory(shell.build.table, { path, isDirectory: true, owner, group, mode, at, by }, "0755");
    }
    if (row.source.startsWith("Debian nginx")) {
      for (const file of DEBIAN_NGINX_FILES) {
        if (!shell.build.files.has(file.path)) shell.build.files.set(file.path, file.text);
      }
      shell.build.users.set("www-data", { id: 33, group: "www-data" });
    }
  }
}
