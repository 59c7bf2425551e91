import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "loglint-bundle-"));
const bin = join(folder, "package/dist/loglint.cjs");

function bash(command: string, input = ""): { code: number | null; out: string; err: string } {
  const env = { PATH: process.env["PATH"], NODE: process.execPath, BIN: bin };
  const { status, stdout, stderr } = spawnSync("bash", ["--norc", "-c", command], {
    cwd: folder,
    env,
    input,
    encoding: "utf8",
  });
  return { code: status, out: stdout, err: stderr };
}

beforeAll(() => {
  const built = spawnSync(process.execPath, ["scripts/build.mjs", "--quiet"], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(built.stderr);
  cpSync("dist", join(folder, "package/dist"), { recursive: true });
  cpSync("package.json", join(folder, "package/package.json"));
  cpSync(resolve("fixtures/blog-broken"), join(folder, "site"), { recursive: true });
  const servers = Array.from(
    { length: 3000 },
    (_, i) => `server { server_name s${i}; access_log on; listen ${i + 1}; }\n`,
  );
  writeFileSync(join(folder, "many.conf"), servers.join(""));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("the bundle, alone in a folder without node_modules", () => {
  it("checks a site and exits 1", () => {
    const ran = bash('"$NODE" "$BIN" site');
    expect(ran.err).toBe("");
    expect(ran.out).toContain("site/nginx.conf:");
    expect(ran.code).toBe(1);
  });

  it("ends quietly when its reader has seen enough, and keeps its exit code", () => {
    const ran = bash(
      'set -o pipefail; "$NODE" "$BIN" --format compact many.conf | head -n 1; echo "${PIPESTATUS[0]}"',
    );
    expect(ran.err).toBe("");
    expect(ran.out.trim().split("\n")).toHaveLength(2);
    expect(ran.out.trim().split("\n")[1]).toBe("1");
  });

  it("says that standard output is full", () => {
    const ran = bash('"$NODE" "$BIN" site > /dev/full');
    expect(ran).toMatchObject({
      code: 2,
      err: "loglint: standard output cannot be written: no space is left.\n",
    });
  });

  it("leaves a snapshot to its owner, also where a file lay that others may read", () => {
    const ran = bash(
      'mkdir -p root; echo x > host.tar; chmod 644 host.tar; "$NODE" "$BIN" collect --root root -o host.tar; stat -c %a host.tar; ls host.tar.* 2>/dev/null',
    );
    expect(ran.out).toBe("600\n");
  });

  it("prints everything to a slow reader", () => {
    const ran = bash('"$NODE" "$BIN" --format compact many.conf | (sleep 0.5; wc -l)');
    expect(Number(ran.out)).toBeGreaterThanOrEqual(3000);
  });

  it("reads standard input", () => {
    const ran = bash(
      '"$NODE" "$BIN" --format compact -',
      `# configuration file /etc/nginx/nginx.conf:\nevents {}\nhttp { access_log on; }\n`,
    );
    expect(ran.out).toContain("/etc/nginx/nginx.conf:");
  });

  it("explains a rule from the pages that it carries", () => {
    expect(bash('"$NODE" "$BIN" explain nginx/log-target-is-a-word').out).toMatch(/ {4}│ /);
  });

  it("writes a report into a file, whole or not at all", () => {
    expect(bash('"$NODE" "$BIN" site --format sarif=out.sarif --quiet').code).toBe(1);
    expect(JSON.parse(readFileSync(join(folder, "out.sarif"), "utf8"))).toMatchObject({ version: "2.1.0" });
    expect(bash('"$NODE" "$BIN" site --format sarif=missing/out.sarif').code).toBe(2);
    expect(existsSync(join(folder, "missing"))).toBe(false);
    expect(bash("ls -A").out).not.toContain(".tmp");
  });

  it("has the version of the package, and the API", () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(bash('"$NODE" "$BIN" --version').out).toBe(`loglint ${version}\n`);
    const script =
      'import("./package/dist/index.js").then((api) => console.log(api.lint({ fs: api.memoryFileSystem({}), paths: ["."] }).read.length))';
    expect(bash(`"$NODE" -e '${script}'`).out).toBe("0\n");
  });
});
