import { dirname } from "../../text/path.ts";
import { addDirectory } from "./path-table.ts";
import type { RunCommand } from "./run-command.ts";
import type { RunShell } from "./run-state.ts";
import type { Field } from "./run-words.ts";

/**
 * `useradd` of shadow 4.13, `adduser` of Debian 3.134 and of busybox 1.36: the user with its number, and its home directory where it is made.
 * The home of a plain `adduser` is made, that of `useradd` only with `-m`.
 */
export function addUser(
  { name, options, operands, at, by }: RunCommand,
  words: readonly Field[],
  shell: RunShell,
): void {
  const user = userName(name, operands, words);
  if (user === null) return;
  const long = longOptions(words);
  const id = options.get("u") ?? long.get("uid") ?? null;
  const written =
    options.get("g") ??
    long.get("gid") ??
    long.get("ingroup") ??
    (name === "adduser" ? options.get("G") : undefined);
  const group =
    written !== undefined && written !== "" && !/^\d+$/.test(written)
      ? written
      : written === undefined
        ? user
        : "?";
  shell.build.users.set(user, { id: id === null || !/^\d+$/.test(id) ? null : Number(id), group });
  const home =
    (name === "useradd" ? options.get("d") : options.get("h")) ??
    long.get("home") ??
    long.get("home-dir") ??
    `/home/${user}`;
  const makes =
    name === "useradd"
      ? options.has("m") || long.has("create-home")
      : !options.has("H") && !long.has("no-create-home");
  const isSystem = options.has("r") || long.has("system") || (name === "adduser" && options.has("S"));
  if (!makes || (name === "adduser" && isSystem) || !home.startsWith("/")) return;
  const { table } = shell.build;
  const parent = {
    path: dirname(home),
    isDirectory: true,
    owner: "root",
    group: "root",
    mode: "0755",
    at,
    by,
  };
  if (parent.path !== "/") addDirectory(table, parent);
  // Its mode depends on HOME_MODE or DIR_MODE of the distribution.
  addDirectory(
    table,
    { path: home, isDirectory: true, owner: user, group: group === "?" ? null : group, mode: "0700", at, by },
    "0755",
  );
}

/** `adduser` takes the values of long options as words of their own: the name is the last operand, or the first for a user and a group. */
function userName(
  name: string,
  operands: readonly (string | null)[],
  words: readonly Field[],
): string | null {
  if (name === "useradd") return operands.at(-1) ?? null;
  const values = new Set(longOptions(words).values());
  const left = operands.filter((operand) => operand !== null && operand !== "" && !values.has(operand));
  return left[0] ?? operands.at(-1) ?? null;
}

const LONG_WITH_VALUE = new Set([
  "uid",
  "gid",
  "home",
  "home-dir",
  "ingroup",
  "shell",
  "gecos",
  "comment",
  "groups",
  "base-dir",
  "password",
  "firstuid",
  "lastuid",
  "add_extra_groups",
]);

function longOptions(words: readonly Field[]): Map<string, string> {
  const found = new Map<string, string>();
  words.forEach(({ text }, i) => {
    if (text?.startsWith("--") !== true) return;
    const equals = text.indexOf("=");
    const key = equals < 0 ? text.slice(2) : text.slice(2, equals);
    if (equals >= 0) found.set(key, text.slice(equals + 1));
    else found.set(key, LONG_WITH_VALUE.has(key) ? (words[i + 1]?.text ?? "") : "");
  });
  return found;
}
