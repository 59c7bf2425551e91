import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readShell } from "../../../src/read/shell/read-shell.ts";
import { seededRandom } from "../seeded-random.ts";
import { spanOutside } from "../spans-in.ts";

function found(path: string): boolean {
  if (!existsSync(path) && process.env["LOGLINT_REQUIRE_REAL"] === "1")
    throw new Error(`${path} is not installed`);
  return existsSync(path);
}
const hasShells = found("/bin/bash") && found("/bin/dash");

function accepts(shell: "bash" | "dash", text: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), "loglint-"));
  try {
    writeFileSync(join(folder, "s"), text);
    return spawnSync(`/bin/${shell}`, ["-n", join(folder, "s")]).status === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Scripts in the shape of entrypoints, from a grammar; some are broken by leaving out one token. */
function generated(count: number): string[] {
  const next = seededRandom(11);
  const pick = (list: readonly string[]): string => list[next(list.length)]!;
  const word = (): string =>
    pick([
      "a",
      '"$A"',
      "${A:-b c}",
      "'x y'",
      "$(cat f)",
      "/var/log/*.log",
      '"${B:-"$C"}"',
      "`date`",
      "$((1 + 2))",
      "--x=$1",
      '"$@"',
      "a\\ b",
      "${A%/*}",
      "{a,b}",
    ]);
  const simple = (): string =>
    pick([
      `A=${word()}`,
      `exec gunicorn ${word()} ${word()}`,
      `mkdir -p ${word()}`,
      `chown -R x ${word()} >> ${word()} 2>&1`,
      `A=1 cmd ${word()} &`,
      `cat > f <<EOF\nx $A\nEOF`,
      `export A=${word()}`,
      `: "\${A:=b}"`,
      `[ -f ${word()} ] && b || c`,
      `a | b ${word()}`,
      `! a`,
      "set -e",
    ]);
  const block = (depth: number): string => {
    if (depth === 0) return simple();
    const inner = (): string => block(depth - 1);
    return pick([
      `if ${simple()}\nthen\n${inner()}\nelif b\nthen\n${inner()}\nelse\n${inner()}\nfi`,
      `case ${word()} in\na|b)\n${inner()}\n;;\n*)\n${inner()}\n;;\nesac`,
      `for x in ${word()} b\ndo\n${inner()}\ndone`,
      `while a\ndo\n${inner()}\ndone`,
      `f() {\n${inner()}\n}`,
      `{\n${inner()}\n}`,
      `(\n${inner()}\n)`,
      `${inner()}\n${inner()}`,
      simple(),
    ]);
  };
  return Array.from({ length: count }, (_, i) => {
    const script = `#!/bin/sh\n${block(1 + next(3))}\n${simple()}\n`;
    if (i % 3 !== 0) return script;
    const tokens = script.match(/\n|[^\n ]+| /g) ?? [];
    tokens.splice(next(tokens.length), 1);
    return tokens.join("");
  });
}

/** What bash takes and dash refuses. */
const BASH_ONLY = [
  "A=(a b)\n",
  "f() { A=(x); }\n",
  "cat <(a)\n",
  "cat <<< x\n",
  "a |& b\n",
  "for ((i=0;i<3;i++)); do a; done\n",
  "case a in a) b;& c) d;; esac\n",
  "function f() { a; }\n",
  "function f { a; }\n",
  "select x in a; do b; done\n",
];

describe.skipIf(!hasShells)("bash -n and dash -n", () => {
  it("accept and refuse the same 360 generated scripts as the reader", () => {
    let refused = 0;
    const wrong: string[] = [];
    for (const text of generated(360)) {
      const script = readShell(text);
      const bash = accepts("bash", text);
      if (!bash) refused++;
      if (bash !== (script.errors.length === 0)) wrong.push(`bash ${String(bash)}: ${JSON.stringify(text)}`);
      const dash = accepts("dash", text);
      if (dash !== (script.errors.length === 0 && script.bashOnly.length === 0))
        wrong.push(`dash ${String(dash)}: ${JSON.stringify(text)}`);
    }
    expect(wrong).toEqual([]);
    expect(refused).toBeGreaterThan(20);
  });

  it.each(BASH_ONLY)("%j: bash takes it, dash refuses it, and the reader says so", (text) => {
    const script = readShell(text);
    expect([accepts("bash", text), accepts("dash", text)]).toEqual([true, false]);
    expect([script.errors, script.bashOnly.length]).toEqual([[], 1]);
  });
});

describe("shell scripts of this machine", () => {
  it("every one that bash takes is read without an error", () => {
    const wrong: string[] = [];
    for (const folder of [
      "/usr/bin",
      "/usr/sbin",
      "/etc/init.d",
      "/etc/profile.d",
      "/usr/share/debconf",
      "/var/lib/dpkg/info",
    ]) {
      if (!existsSync(folder)) continue;
      for (const name of readdirSync(folder)) {
        const path = join(folder, name);
        if (!existsSync(path) || !statSync(path).isFile() || statSync(path).size > 300_000) continue;
        const text = readFileSync(path, "utf8");
        if (!/^#! ?\/(usr\/)?bin\/(env )?(ba|da)?sh\b/.test(text)) continue;
        const script = readShell(text);
        if (spanOutside(script, text.length) !== undefined) wrong.push(`${path}: span`);
        if (script.errors.length > 0 && spawnSync("/bin/bash", ["-n", path]).status === 0)
          wrong.push(`${path}: ${script.errors[0]!.message}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
