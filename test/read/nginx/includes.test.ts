import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { splitDump, isDump } from "../../../src/read/nginx/dump.ts";
import { expandIncludes } from "../../../src/read/nginx/expand-includes.ts";
import type { ExpandedConfig, ExpandedDirective, ExpandOptions } from "../../../src/read/nginx/includes.ts";
import { diskFileSystem } from "../../../src/text/disk-file-system.ts";
import { isUnreadable } from "../../../src/text/file-system.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";
import { sourceFile } from "../../../src/text/source-file.ts";
import { realProgram } from "../../real-programs.ts";

const nginx = realProgram("nginx");

function expand(files: Record<string, string>, main: string, options: ExpandOptions = {}): ExpandedConfig {
  return expandIncludes(sourceFile(main, files[main]!), memoryFileSystem(files), options);
}

function flat(directives: readonly ExpandedDirective[]): string {
  return directives
    .map(({ directive, block, file, via }) => {
      const head = `${[directive.name, ...directive.args.map((arg) => arg.value)].join(" ")}@${file.path}${"^".repeat(via.length)}`;
      return block === null ? head : `${head}{${flat(block)}}`;
    })
    .join(" ");
}

function outcomes(config: ExpandedConfig): string[] {
  return config.includes.map(({ kind, pattern, files }) => `${kind} ${pattern} ${files.join(",")}`.trim());
}

describe("includes in memory", () => {
  it("puts what is included in the place of the include, in any block, with the way there", () => {
    const config = expand(
      {
        "etc/nginx.conf": "a; http { include sub/*.conf; types { include mime; } b; }",
        "etc/sub/1.conf": "server { include inner; }",
        "etc/sub/2.conf": "c;",
        "etc/inner": "d;",
        "etc/mime": "t x;",
      },
      "etc/nginx.conf",
    );
    expect(flat(config.directives)).toBe(
      "a@etc/nginx.conf http@etc/nginx.conf{server@etc/sub/1.conf^{d@etc/inner^^} c@etc/sub/2.conf^ types@etc/nginx.conf{t x@etc/mime^} b@etc/nginx.conf}",
    );
    expect(config.files.map((file) => file.path)).toEqual([
      "etc/nginx.conf",
      "etc/sub/1.conf",
      "etc/inner",
      "etc/sub/2.conf",
      "etc/mime",
    ]);
    const inner = config.directives[1]!.block![0]!.block![0]!;
    expect(inner.via).toEqual([
      { file: "etc/nginx.conf", start: 10, end: 29 },
      { file: "etc/sub/1.conf", start: 9, end: 23 },
    ]);
  });

  it("says what cannot be read, and goes on", () => {
    const config = expand(
      {
        "n.conf": "include gone; include none/*; include d; include a b; include ${DIR}/x; include /abs; z;",
        "d/x": "",
      },
      "n.conf",
      {
        resolve: (path) => (path.startsWith("/") ? null : path),
      },
    );
    expect(outcomes(config)).toEqual([
      "missing gone gone",
      "read none/*",
      "directory d d",
      "invalid a",
      "placeholder ${DIR}/x",
      "unmapped /abs",
    ]);
    expect(config.includes[0]!.why).toBe('open() "gone" failed (2: No such file or directory)');
    expect(flat(config.directives)).toBe("z@n.conf");
  });

  it("maps server paths to files of the repository", () => {
    const config = expand(
      {
        "deploy/nginx.conf": "include /etc/nginx/conf.d/*.conf; include extra;",
        "deploy/conf.d/a.conf": "a;",
        "deploy/extra": "b;",
      },
      "deploy/nginx.conf",
      {
        serverPath: "/etc/nginx/nginx.conf",
        resolve: (path) => (path.startsWith("/etc/nginx/") ? path.replace("/etc/nginx", "deploy") : null),
      },
    );
    expect(flat(config.directives)).toBe("a@deploy/conf.d/a.conf^ b@deploy/extra^");
    expect(config.includes.map((include) => include.path)).toEqual([
      "/etc/nginx/conf.d/*.conf",
      "/etc/nginx/extra",
    ]);
  });

  it("ends at cycles, and at files that double without bound", () => {
    const cycle = expand({ a: "x; include b;", b: "y; include a; include b;" }, "a");
    expect(outcomes(cycle)).toEqual(["read b b", "cycle a a", "cycle b b"]);
    expect(flat(cycle.directives)).toBe("x@a y@b^");
    const doubling: Record<string, string> = {};
    for (let i = 0; i < 40; i++) doubling[`f${i}`] = `include f${i + 1}; include f${i + 1};`;
    doubling["f40"] = "x;";
    const config = expand(doubling, "f0");
    expect(config.includes.some((include) => include.kind === "limit")).toBe(true);
    expect(config.directives.length).toBeLessThan(100_001);
  });

  it("reads 20,000 included files, and a chain as deep as is allowed", () => {
    const files: Record<string, string> = { main: "http { include s/*; }" };
    for (let i = 0; i < 20_000; i++) files[`s/${i}`] = `server { listen ${i}; }`;
    expect(expand(files, "main").directives[0]!.block).toHaveLength(20_000);
    const chain: Record<string, string> = {};
    for (let i = 0; i < 200; i++) chain[`c${i}`] = `include c${i + 1};`;
    expect(expand(chain, "c0").includes.at(-1)?.kind).toBe("limit");
  });
});

describe.skipIf(nginx === null)("nginx itself opens the same files in the same order", () => {
  const files: Record<string, string> = {
    "etc/nginx.conf": `events {}\nhttp {\n include conf.d/*.conf;\n include sites/*;\n include cls/[a-c]?.conf;\n include cls/[!a-c]*;\n include cls/\\[x\\]*;\n include lit.conf;\n include none/*.conf;\n include sub*/in[[:digit:]].conf;\n include sub1/../lit2.conf;\n include conf.d/.h*;\n}\n`,
    "etc/conf.d/B.conf": "",
    "etc/conf.d/a.conf": "include inner.conf;",
    "etc/conf.d/10-a.conf": "# configuration file /not/a/header:\n",
    "etc/conf.d/2-b.conf": "index a;",
    "etc/conf.d/_c.conf": "\n\n",
    "etc/conf.d/.hidden.conf": "",
    "etc/conf.d/a.conf~": "",
    "etc/conf.d/é.conf": "",
    "etc/conf.d/🎉.conf": "",
    "etc/conf.d/\uff5a.conf": "",
    "etc/inner.conf": "include lit.conf;",
    "etc/conf.d/inner.conf.no": "",
    "etc/sites/default": "map $uri $a { include lit3; }\n",
    "etc/sites/default.bak": "",
    "etc/lit3": "k v;",
    "etc/cls/aa.conf": "",
    "etc/cls/bb.conf": "# configuration file ",
    "etc/cls/ddd": "",
    "etc/cls/[x]y": "",
    "etc/cls/c.conf": "",
    "etc/lit.conf": "# no newline at the end",
    "etc/lit2.conf": "",
    "etc/sub1/in1.conf": "",
    "etc/sub2/in2.conf": "",
    "etc/sub2/inx.conf": "",
  };

  it("sorted globs, hidden files, classes, escapes, nested includes; and its -T dump splits back into exactly these files", () => {
    const directory = mkdtempSync(join(tmpdir(), "nginx-inc-"));
    try {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(directory, path)), { recursive: true });
        writeFileSync(join(directory, path), text);
      }
      symlinkSync("../lit.conf", join(directory, "etc/sites/link"));
      const main = join(directory, "etc/nginx.conf");
      const run = spawnSync(
        nginx!,
        ["-T", "-c", main, "-p", directory, "-e", "stderr", "-g", `pid ${directory}/pid;`],
        { encoding: "utf8" },
      );
      expect(run.stderr).toContain("test is successful");
      for (const output of [run.stdout, run.stderr + run.stdout]) {
        expect(isDump(output)).toBe(true);
        const dump = splitDump(output)!;
        const read = diskFileSystem(directory);
        const source = read.read(main);
        if (isUnreadable(source)) throw new Error(source.unreadable);
        const config = expandIncludes(source, read);
        expect(dump.map((file) => file.path.replace("sub1/../", ""))).toEqual(
          config.files.map((file) => file.path),
        );
        expect(dump.map((file) => file.text)).toEqual(config.files.map((file) => file.source.text));
        expect(config.files).toHaveLength(23);
        expect(config.includes.filter((include) => include.kind !== "read")).toEqual([]);
      }
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it.each([
    ["a missing literal file", "include gone.conf;", "missing"],
    ["a directory", "include d;", "directory"],
    ["a directory that a glob matches", "include *d;", "directory"],
    ["a dangling link that a glob matches", "include dangling*;", "missing"],
    ["two arguments", "include a b;", "invalid"],
  ])("refuses %s", (_, text, kind) => {
    const directory = mkdtempSync(join(tmpdir(), "nginx-inc-"));
    try {
      mkdirSync(join(directory, "d"));
      symlinkSync("nowhere", join(directory, "dangling"));
      const main = join(directory, "nginx.conf");
      writeFileSync(main, `events {}\n${text}\n`);
      const run = spawnSync(
        nginx!,
        ["-t", "-c", main, "-p", directory, "-e", "stderr", "-g", `pid ${directory}/pid;`],
        { encoding: "utf8" },
      );
      expect(run.status).toBe(1);
      const config = expandIncludes(sourceFile(main, `events {}\n${text}\n`), diskFileSystem(directory));
      expect(config.includes.map((include) => include.kind)).toEqual([kind]);
      if (config.includes[0]!.why!.includes("(2")) expect(run.stderr).toContain(config.includes[0]!.why!);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

describe("dumps", () => {
  it("plain configuration is no dump", () => {
    expect(isDump("events {}\n# configuration file /a:\n")).toBe(false);
    expect(splitDump("user www-data;\n")).toBeNull();
  });

  it("a header counts only when an include before it asks for its path", () => {
    const text =
      "# configuration file /e/n.conf:\ninclude a.conf;\n# configuration file /e/b.conf:\nx;\n\n# configuration file /e/a.conf:\n# configuration file /e/n.conf:\ny;\n";
    expect(splitDump(text)).toEqual([
      { path: "/e/n.conf", text: "include a.conf;\n# configuration file /e/b.conf:\nx;\n", offset: 32 },
      {
        path: "/e/a.conf",
        text: "# configuration file /e/n.conf:\ny;",
        offset: text.lastIndexOf("# configuration"),
      },
    ]);
  });

  it("nginx's own lines of 2>&1 are no configuration", () => {
    const text =
      'nginx: [warn] conflicting server name "" on 0.0.0.0:80, ignored\nnginx: the configuration file /n syntax is ok\nnginx: configuration file /n test is successful\n# configuration file /n:\na;\n\n';
    expect(splitDump(text)).toMatchObject([{ path: "/n", text: "a;\n" }]);
  });
});
