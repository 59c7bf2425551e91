import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { rules } from "../../src/index.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";
import { BROKEN, CLEAN, loglint } from "./run-loglint.ts";

const RULE = "nginx/log-target-is-a-word";

describe("loglint check", () => {
  it("is what runs when no command is named, with and without a path", async () => {
    const named = await loglint(["check", "."], { files: BROKEN });
    expect(named.code).toBe(1);
    expect(named.out).toContain(`nginx.conf:8:20  error  ${RULE}`);
    expect(await loglint([], { files: BROKEN })).toEqual(named);
    expect(await loglint(["."], { files: BROKEN })).toEqual(named);
    expect((await loglint(["nginx.conf"], { files: BROKEN })).out).toBe(named.out);
    expect((await loglint(["/home/me/site/nginx.conf"], { files: BROKEN })).out).toBe(named.out);
  });

  it("exits 0 without findings, 1 with, and as --fail-on says", async () => {
    expect((await loglint([], { files: CLEAN })).code).toBe(0);
    expect((await loglint(["--fail-on", "never"], { files: BROKEN })).code).toBe(0);
    expect((await loglint(["--fail-on=error"], { files: BROKEN })).code).toBe(1);
  });

  it("exits 3 and says what was looked for when there is nothing to check", async () => {
    const ran = await loglint([], { files: { "README.md": "text", "a/b.txt": "x" } });
    expect(ran.code).toBe(3);
    expect(ran.out).toBe("");
    expect(ran.err).toContain("nothing to check in the working directory");
    expect(ran.err).toContain("gunicorn.conf.py");
  });

  it("still prints valid JSON when there is nothing to check", async () => {
    const ran = await loglint(["--format", "json"], { files: { "README.md": "text" } });
    expect(ran.code).toBe(3);
    expect(JSON.parse(ran.out)).toMatchObject({ version: 1, read: [], findings: [] });
    expect(ran.err).toContain("nothing to check");
  });

  it.each([
    [["nope.conf"], 'There is no file or folder "nope.conf"'],
    [["nginx.cnf"], "Did you mean nginx.conf?"],
    [["chek"], "Did you mean `loglint check`?"],
    [["--fromat", "json"], "There is no option --fromat. Did you mean --format?"],
    [["--format", "jsn"], 'There is no format "jsn". Did you mean json?'],
    [["--format", "json", "--format", "text"], "Only one format can go to standard output"],
    [["--format"], "--format needs a value"],
    [["--format", "--quiet"], "--format needs a value"],
    [["--format", "sarif="], "names no file"],
    [["--quiet=yes"], "--quiet takes no value"],
    [["--fail-on", "eror"], "Did you mean error?"],
    [["--preset", "all"], "--preset is one of recommended, strict, security"],
    [["--strict", "--preset", "security"], "contradict each other"],
    [["--color", "--no-color"], "contradict each other"],
    [["--config", "a.json", "--no-config"], "contradict each other"],
    [["--only", "nginx/log-target-is-a-wrod"], `Did you mean ${RULE}?`],
    [["--stdin-filename", "x.conf"], "which is not read"],
    [["facts", "--fail-on", "error"], "`loglint facts` has no option --fail-on"],
    [["rules", "x"], "takes no operand"],
    [["-x"], "There is no option -x"],
    [["--config", "gone.json"], "gone.json: no such file"],
    [["--format", "json=missing/x.json"], "The report cannot be written to missing/x.json"],
  ])("exits 2 with one clear message for %j", async (argv, message) => {
    const ran = await loglint(argv, { files: BROKEN });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(message);
    expect(ran.err).not.toContain("    at ");
    if (!argv[1]?.includes("=missing")) expect(ran.out).toBe("");
  });

  it("exits 2 when loglint itself fails, and says that it is a bug", async () => {
    const fs = { ...memoryFileSystem(BROKEN), kindOf: () => { throw new Error("boom"); } }; // prettier-ignore
    const ran = await loglint(["."], { fs });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain("this is a bug of loglint");
    expect(ran.err).toContain("boom");
  });

  it("writes several formats at once, colourless into files", async () => {
    const ran = await loglint(
      ["--format", "text", "--format", "sarif=out.sarif", "--format=json=out.json", "--color"],
      { files: BROKEN },
    );
    expect(ran.code).toBe(1);
    expect(ran.out).toContain("\u001b[");
    expect(Object.keys(ran.written)).toEqual(["out.sarif", "out.json"]);
    expect(JSON.parse(ran.written["out.sarif"] ?? "")).toMatchObject({ version: "2.1.0" });
    const alone = await loglint(["--format", "sarif=out.sarif"], { files: BROKEN });
    expect(alone.out).toContain(RULE);
    const output = await loglint(["--output", "report.txt"], { files: BROKEN });
    expect(output.out).toBe("");
    expect(output.written["report.txt"]).toContain(RULE);
  });

  it("prints only the findings with --quiet", async () => {
    const ran = await loglint(["-q"], { files: BROKEN });
    expect(ran.out.startsWith("nginx.conf:8:20")).toBe(true);
    expect((await loglint(["-q"], { files: CLEAN })).out).toBe("");
  });

  it("takes paths that begin with a dash, or that are named like a command, behind --", async () => {
    const files = { "-odd.conf": BROKEN["nginx.conf"], facts: BROKEN["nginx.conf"] };
    expect((await loglint(["--", "-odd.conf"], { files })).out).toContain("-odd.conf:8:20");
    expect((await loglint(["--", "facts"], { files })).err).not.toContain("no file or folder");
  });

  it("prints the time of each phase and of the slowest rules on standard error", async () => {
    const ran = await loglint(["--timings"], { files: CLEAN });
    expect(ran.err).toMatch(/^reading +\d+\.\d ms$/m);
    expect(ran.err).toMatch(/^rules +\d+\.\d ms\n(?: {2}[a-z]+\/[a-z-]+ +\d+\.\d ms\n){5}reporting/m);
  });

  it("runs only the rules that --only names", async () => {
    const ran = await loglint(["--only", "nginx/syntax"], { files: BROKEN });
    expect(ran.code).toBe(0);
    expect((await loglint(["--only", RULE], { files: BROKEN })).code).toBe(1);
  });

  it.each(["blog", "blog-broken", "blog-files"])(
    "prints JSON for fixtures/%s that is as its schema says",
    async (name) => {
      const { diskFileSystem } = await import("../../src/text/disk-file-system.ts");
      const validate = new Ajv({ strict: true }).compile(
        JSON.parse(readFileSync("schema/check.schema.json", "utf8")),
      );
      const ran = await loglint(["--format", "json", "--strict", `fixtures/${name}`], {
        fs: diskFileSystem(process.cwd()),
      });
      expect(validate(JSON.parse(ran.out)), JSON.stringify(validate.errors)).toBe(true);
      const facts = new Ajv({ strict: true, allowUnionTypes: true }).compile(
        JSON.parse(readFileSync("schema/facts.schema.json", "utf8")),
      );
      const shown = await loglint(["facts", "--format", "json", `fixtures/${name}`], {
        fs: diskFileSystem(process.cwd()),
      });
      expect(shown.code).toBe(0);
      expect(facts(JSON.parse(shown.out)), JSON.stringify(facts.errors)).toBe(true);
    },
  );
});

describe("standard input", () => {
  const dump = `# configuration file /etc/nginx/nginx.conf:\n${BROKEN["nginx.conf"]}\n`;

  it("is read as the output of nginx -T, with the files named as the server names them", async () => {
    const ran = await loglint(["-"], {
      stdin: `nginx: configuration file /etc/nginx/nginx.conf test is successful\n${dump}`,
    });
    expect(ran.code).toBe(1);
    expect(ran.out).toContain(`/etc/nginx/nginx.conf:8:20  error  ${RULE}`);
  });

  it("may have been saved to a file, which is then named", async () => {
    const ran = await loglint(["saved.txt"], { files: { "saved.txt": dump } });
    expect(ran.code).toBe(1);
    expect(ran.out).toContain(`/etc/nginx/nginx.conf:8:20  error  ${RULE}`);
    const folder = await loglint(["."], { files: { "saved.conf": dump, "nginx.conf": CLEAN["nginx.conf"] } });
    expect(folder.code).toBe(0);
    expect(folder.out).toContain("saved.conf (the output of nginx -T");
  });

  it("never mixes this machine's own files into a dump", async () => {
    const withInclude = dump.replace("events {}", "events {}\ninclude /etc/nginx/secret.conf;");
    const ran = await loglint(["-", "--format", "json"], {
      stdin: withInclude,
      files: { "/etc/nginx/secret.conf": "user root;" },
    });
    const { read } = JSON.parse(ran.out) as { read: { file: string }[] };
    expect(read.map(({ file }) => file)).toEqual(["/etc/nginx/nginx.conf"]);
  });

  it("stands for the file that --stdin-filename names", async () => {
    const ran = await loglint(["-", "--stdin-filename", "conf/nginx.conf"], { stdin: BROKEN["nginx.conf"] });
    expect(ran.out).toContain(`conf/nginx.conf:8:20  error  ${RULE}`);
  });

  it("wins over the file on disk of that name", async () => {
    const ran = await loglint(["-", "--stdin-filename", "nginx.conf"], {
      stdin: CLEAN["nginx.conf"],
      files: BROKEN,
    });
    expect(ran.code).toBe(0);
  });

  it.each([
    ["", "Standard input is empty."],
    ["hello", "Standard input is not the output of `nginx -T`."],
  ])("that is %j is refused with advice", async (stdin, message) => {
    const ran = await loglint(["-"], { stdin });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(message);
  });
});

describe("colours", () => {
  const coloured = async (argv: string[], world: object): Promise<boolean> =>
    (await loglint(argv, { files: BROKEN, ...world })).out.includes("\u001b[");

  it.each([
    ["no terminal", [], { terminal: false }, false],
    ["a terminal", [], { terminal: true }, true],
    ["NO_COLOR on a terminal", [], { terminal: true, env: { NO_COLOR: "1" } }, false],
    ["an empty NO_COLOR on a terminal", [], { terminal: true, env: { NO_COLOR: "" } }, true],
    ["TERM=dumb", [], { terminal: true, env: { TERM: "dumb" } }, false],
    ["FORCE_COLOR without a terminal", [], { env: { FORCE_COLOR: "1" } }, true],
    ["FORCE_COLOR=0 on a terminal", [], { terminal: true, env: { FORCE_COLOR: "0" } }, false],
    ["--no-color against FORCE_COLOR", ["--no-color"], { env: { FORCE_COLOR: "1" } }, false],
    ["--color against NO_COLOR", ["--color"], { env: { NO_COLOR: "1" } }, true],
  ])("with %s", async (_, argv, world, expected) => {
    expect(await coloured(argv, world)).toBe(expected);
  });
});

describe("other commands", () => {
  it.each(["check", "facts", "rules", "explain", "config", "help", "version"])(
    "help of %s shows examples before options",
    async (name) => {
      const ran = await loglint([name, "--help"]);
      expect(ran.code).toBe(0);
      expect(ran.out.indexOf("Examples")).toBeGreaterThan(0);
      expect(ran.out.indexOf("Examples")).toBeLessThan(ran.out.indexOf("Options"));
      expect((await loglint(["help", name])).out).toBe(ran.out);
      for (const line of ran.out.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    },
  );

  it("--help names every command, and --version prints the version", async () => {
    const { out } = await loglint(["--help"]);
    for (const name of ["check", "facts", "rules", "explain", "config", "version"])
      expect(out).toContain(`\n  ${name}`);
    expect((await loglint(["-V"])).out).toMatch(/^loglint \S+\n$/);
    expect((await loglint(["help", "chek"])).err).toContain("Did you mean `loglint help check`?");
  });

  it("rules lists every rule, for people and for programs", async () => {
    const { out } = await loglint(["rules"]);
    const listed = JSON.parse((await loglint(["rules", "--format", "json"])).out) as {
      rules: { id: string }[];
    };
    expect(listed.rules.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
    for (const { id } of rules) expect(out).toContain(`  ${id} `);
  });

  it("explain shows the page of every rule, with its examples", async () => {
    for (const { id } of rules) {
      const ran = await loglint(["explain", id]);
      expect(ran.code).toBe(0);
      expect(ran.out.startsWith(`${id}  `)).toBe(true);
      expect(ran.out, id).toMatch(/ {4}│ /);
    }
    expect((await loglint(["explain", "log-target-is-a-word"])).out).toContain(RULE);
    expect((await loglint(["explain", "nginx/log-target-is-word"])).err).toContain(`Did you mean ${RULE}?`);
    expect((await loglint(["explain"])).code).toBe(2);
  });

  it("config shows the file and what it sets, with the command line on top", async () => {
    const files = {
      "loglint.config.json": JSON.stringify({
        extends: "strict",
        failOn: "warning",
        rules: { [RULE]: "off" },
      }),
      ...BROKEN,
    };
    expect((await loglint(["config"], { files })).out).toContain(
      `loglint.config.json\npreset  strict  loglint.config.json:1:12\nfail on warning  loglint.config.json:1:30\n\nRules\n  ${RULE}  off  loglint.config.json:1:78`,
    );
    const json = JSON.parse(
      (await loglint(["config", "--fail-on", "never", "--format", "json"], { files })).out,
    ) as object;
    expect(json).toMatchObject({ config: { failOn: "never", preset: "strict" } });
    expect((await loglint(["check"], { files })).out).not.toContain(RULE);
    expect((await loglint(["check", "--no-config"], { files })).out).toContain(RULE);
  });
});
