import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { diskFileSystem, lint, memoryFileSystem } from "../../src/index.ts";
import { outputsAreClean } from "./outputs.ts";
import { checkedLint, PARSERS, READERS, reportsAreClean, spansLieIn } from "./properties.ts";

const DEEP = 100_000;
const WIDE = 200_000;

/** Texts that are deep, long or repetitive in the way of some language. Each reader gets each. */
const HOSTILE: Readonly<Record<string, string>> = {
  "deep braces": `${"a {".repeat(DEEP)}${"}".repeat(DEEP)}`,
  "deep brackets": `x = ${"[".repeat(DEEP)}${"]".repeat(DEEP)}`,
  "open brackets": "([{".repeat(DEEP),
  "closed brackets": ")]}".repeat(DEEP),
  "deep blocks": Array.from({ length: 3000 }, (_, i) => `${" ".repeat(i)}if x:\n`).join(""),
  "deep substitutions": `A=${"$(".repeat(DEEP)}`,
  "deep expansions": `A=${"${A:-".repeat(DEEP)}`,
  "deep quotes": "\"'".repeat(DEEP),
  "deep flow mappings": "{a: ".repeat(DEEP),
  "deep sequences": "- ".repeat(DEEP),
  "nested f-strings": `x = ${"f'{".repeat(2000)}`,
  "a long operator chain": `x = ${"1 + ".repeat(DEEP)}1`,
  "a long attribute chain": `x = a${".b".repeat(DEEP)}`,
  "a long call chain": `x = f${"()".repeat(DEEP)}`,
  nots: `x = ${"not ".repeat(DEEP)}1`,
  minuses: `x = ${"-".repeat(DEEP)}1`,
  "one long word": "a".repeat(WIDE),
  "one long line of words": "a ".repeat(WIDE / 2),
  spaces: " ".repeat(WIDE),
  "tabs and a hash": `${"\t".repeat(WIDE)}#`,
  backslashes: "\\".repeat(WIDE),
  "continued lines": "a \\\n".repeat(WIDE / 10),
  "line ends": "\n".repeat(WIDE),
  "carriage returns": "a\r".repeat(WIDE / 2),
  NULs: "\0".repeat(WIDE),
  "byte order marks": "\ufeff".repeat(1000),
  "half surrogates": "\ud800".repeat(DEEP),
  "equal signs": "=".repeat(WIDE),
  dollars: "$".repeat(WIDE),
  colons: ": ".repeat(DEEP),
  sections: "[a]\n".repeat(DEEP),
  "here documents": "cat <<A\n".repeat(10_000),
  "an unclosed string": `x = "${"a".repeat(WIDE)}`,
  "many strings": `x = ${'"a" '.repeat(DEEP)}`,
  "jobs and variables": Array.from({ length: 5000 }, (_, i) => `V${i}=x\n* * * * * root gunicorn a\n`).join(
    "",
  ),
  "references of make": `A = $(A) $(A)\nx:\n${"\t$(A) gunicorn a\n".repeat(3000)}`,
  "open references of make": `x:\n\t${"$(A ".repeat(DEEP)}`,
  "targets of make": `${"a ".repeat(20_000)}:\n${"\tgunicorn a\n".repeat(5000)}`,
  "appended variables of make": `${"A += gunicorn b\n".repeat(30_000)}x:\n\t$(A)\n`,
  "lines of tmpfiles.d": Array.from({ length: 10_000 }, (_, i) => `d /run/a${i} 0755 root root\n`).join(""),
  "deep inline tables": `x = ${"{a=".repeat(20_000)}1${"}".repeat(20_000)}`,
  "deep keys": `[${"a.".repeat(20_000)}a]\nx = 1\n`,
  "deep objects": '{"a":'.repeat(DEEP),
  "tables of TOML": "[[a]]\nx = 1\n".repeat(10_000),
  "one long string": `"${"a".repeat(2_000_000)}"`,
  "one long comment": `/*${"a*".repeat(1_000_000)}*/`,
  "octal escapes": "\\040".repeat(50_000),
  "star and bracket": "*[".repeat(2000),
  "members of groups": Array.from({ length: 20_000 }, (_, i) => `g${i}:x:${i}:alice,bob\n`).join(""),
  "a regular expression bomb": `location ~ ^(a+)+$ { }\nif ($uri ~ "(x+x+)+y") { }\nmap $a $b { ~^(([a-z])+.)+[A-Z]([a-z])+$ 1; }`,
  "prototype names":
    "__proto__ = 1\nconstructor = __proto__\n[__proto__]\nhasOwnProperty=x\n__proto__: {constructor: {prototype: 1}}\n",
};

describe.each(Object.entries(READERS))("the %s reader", (_, read) => {
  it.each(Object.keys(HOSTILE))("reads %s without an exception, with every span inside the text", (name) => {
    const text = HOSTILE[name] ?? "";
    spansLieIn(read(text), () => text, name);
  });
});

describe.each(Object.entries(PARSERS))("what reads %s", (_, parse) => {
  it.each(Object.keys(HOSTILE))("takes %s without an exception", (name) => {
    expect(() => parse(HOSTILE[name] ?? "")).not.toThrow();
  });
});

const NAMES = [
  "nginx.conf",
  "shop/settings.py",
  "gunicorn.conf.py",
  "docker-compose.yml",
  "Dockerfile",
  "shop.service",
  "start.sh",
  ".env",
  "Procfile",
  "supervisord.conf",
  "logrotate.d/shop",
  "crontab",
  "cron.d/shop",
  "Makefile",
  "tmpfiles.d/shop.conf",
  "journald.conf",
  "shop.service.d/logging.conf",
  "k8s/deployment.yaml",
  "requirements.txt",
];

describe("a whole run", () => {
  it.each(Object.keys(HOSTILE))(
    "ends on files that all hold %s, and reports them in every format",
    async (name) => {
      const site = Object.fromEntries(NAMES.map((path) => [path, HOSTILE[name] ?? ""]));
      const result = checkedLint(site);
      expect(result.crashes).toEqual([]);
      await reportsAreClean(result);
      outputsAreClean(result, site);
    },
    300_000,
  );

  it("expands no alias bomb", () => {
    const levels = Array.from(
      { length: 30 },
      (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}*a${i}]\n`,
    );
    const merges = Array.from(
      { length: 30 },
      (_, i) => `b${i + 1}: &b${i + 1} {<<: [*b${i}, *b${i}], x${i}: 1}\n`,
    );
    const text = `a0: &a0 [x]\n${levels.join("")}b0: &b0 {y: 1}\n${merges.join("")}services: {web: {command: *a30, environment: *b30}}\n`;
    expect(checkedLint({ "docker-compose.yml": text }).crashes).toEqual([]);
  });

  it.each([
    ["crontab", "cron.d/shop", "* * * * * root gunicorn shop.wsgi\n"],
    ["start script", "start.sh", "gunicorn shop.wsgi &\n"],
    ["makefile", "Makefile", "production:\n\tgunicorn shop.wsgi\n"],
  ])("follows the first 500 processes of a %s that starts 2000, and says so", (_, path, lines) => {
    const result = checkedLint({ [path]: lines.repeat(2000) });
    expect(result.stacks.reduce((count, { gunicorn }) => count + gunicorn.length, 0)).toBe(500);
    expect(result.gaps).toContainEqual(
      expect.objectContaining({ what: `the processes that ${path} starts` }),
    );
  });

  it("ends on a server of 130,000 locations", () => {
    const locations = Array.from({ length: 130_000 }, (_, i) => `location /${i} {}\n`).join("");
    const result = lint({
      fs: memoryFileSystem({ "nginx.conf": `events {}\nhttp { server {\n${locations}} }\n` }),
      paths: ["."],
      selection: { preset: "strict" },
    });
    expect(result.crashes).toEqual([]);
  });

  it("ends on files that include and import each other", () => {
    const result = checkedLint({
      "nginx.conf": "events {}\nhttp { include a.conf; include *.conf; }\n",
      "a.conf": "include b.conf;\n",
      "b.conf": "include a.conf; include nginx.conf;\n",
      "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "s.settings")\n',
      "s/__init__.py": "from .settings import *\n",
      "s/settings.py": "from .base import *\nfrom s.base import LOGGING\n",
      "s/base.py": "from .settings import *\nfrom . import settings\n",
      "gunicorn.conf.py": "exec(open('gunicorn.conf.py').read())\nfrom gunicorn.conf import *\n",
      "docker-compose.yml":
        "include: [docker-compose.yml]\nservices: {a: {extends: {service: b}}, b: {extends: {service: a}}}\n",
      "start.sh": "#!/bin/sh\n. ./start.sh\nexec ./start.sh\n",
      Dockerfile: "FROM a AS a\nFROM b AS a\nCMD ./start.sh\n",
    });
    expect(result.crashes).toEqual([]);
  });

  it("ends on an evaluation that would not: endless loops, growing strings and numbers", () => {
    const settings = [
      "while True:\n    X = 1\n",
      "x = 'a'\nfor i in range(10**9):\n    x += x\n",
      "x = 2 ** 10 ** 10\n",
      "x = 'a' * 10 ** 12\n",
      "x = [0] * 10 ** 10\nx *= 10 ** 9\n",
      "x = '%1000000000d' % 1\ny = '{:>1000000000}'.format(1)\nz = f'{1:>1000000000}'\n",
      "def f(n):\n    return f(n) + f(n)\nx = f(1)\n",
      "x = []\nx.append(x)\ny = {}\ny['y'] = y\nLOGGING = y\nx == [x]\nrepr(x)\n",
      "x = 'a'.ljust(10**10)\ny = 'a,' .replace('a', 'a' * 10**6).split(',')\nz = '-'.join(['a' * 10**6] * 10**6)\n",
      "x = 1 << 10**12\nimport re\nre.match('(a+)+$', 'a' * 40 + 'b')\n",
    ];
    for (const text of settings) {
      const site = {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "s.settings")\n',
        "s/settings.py": text,
        "gunicorn.conf.py": text,
      };
      expect(checkedLint(site).crashes).toEqual([]);
    }
  });

  it("takes names of objects' own properties for names", () => {
    const odd = [
      "__proto__",
      "constructor",
      "toString",
      "hasOwnProperty",
      "prototype",
      "__defineGetter__",
      "valueOf",
    ];
    const result = checkedLint({
      "nginx.conf": `events {}\nhttp { ${odd.map((name) => `log_format ${name} '$${name}'; access_log logs/${name} ${name}; upstream ${name} { server ${name}; } map $${name} $x${name} { ${name} ${name}; }`).join("\n")} server { ${odd.map((name) => `location /${name} { proxy_pass http://${name}; ${name} ${name}; }`).join("\n")} } }\n`,
      "gunicorn.conf.py": odd.map((name) => `${name} = "${name}"\n`).join(""),
      "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "s.settings")\n',
      "s/settings.py": `${odd.map((name) => `${name} = {"${name}": "${name}"}\n`).join("")}LOGGING = {"version": 1, ${["handlers", "loggers", "formatters", "filters"].map((section) => `"${section}": {${odd.map((name) => `"${name}": {"class": "${name}", "handlers": ["${name}"], "level": "${name}", "formatter": "${name}", "${name}": 1}`).join(", ")}}`).join(", ")}}\n`,
      "docker-compose.yml": `services: {${odd.map((name) => `${name}: {image: ${name}, environment: {${name}: ${name}}, depends_on: [${name}]}`).join(", ")}}\n`,
      ".env": odd.map((name) => `${name}=${name}\n`).join(""),
      "__proto__/nginx.conf": "events {}\n",
      "constructor/settings.py": "LOGGING = {}\n",
    });
    expect(result.crashes).toEqual([]);
    expect(Object.prototype).not.toHaveProperty("polluted");
    expect(result.findings.some(({ message }) => message.includes("__proto__"))).toBe(true);
  });

  it("escapes terminal sequences of names, values and messages in every format", async () => {
    const evil =
      "\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e</script><img src=x onerror=alert(1)>::error::x";
    const site = {
      [`${evil.replaceAll("/", "")}/nginx.conf`]: `events {}\nhttp { access_log /var/log/${evil} nosuch; "${evil}" 1; }\n`,
      "gunicorn.conf.py": `acesslog = "${evil}"\nloglevel = "${evil}"\naccess_log_format = "%(${evil})s"\n`,
      "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "s.settings")\n',
      "s/settings.py": `LOGGING = {"version": 1, "handlers": {"${evil}": {"class": "${evil}", "level": "${evil}"}}}\n`,
      "shop.service": `[Service]\nUser=${evil}\nExecStart=gunicorn --access-logfile "/var/log/${evil}" "${evil}"\nSyslogIdentifier=${evil}\n`,
      "docker-compose.yml": JSON.stringify({
        services: { [evil]: { image: evil, command: ["gunicorn", evil], environment: { [evil]: evil } } },
      }),
      "logrotate.d/shop": `"/var/log/${evil}" {\n  daily\n  su ${evil} ${evil}\n}\n`,
      "tmpfiles.d/shop.conf": `d "/var/log/${evil}" 0755 "${evil}" -\n`,
      "cron.d/shop": `A=${evil}\n@reboot root gunicorn "${evil}"\n`,
      Makefile: `prod:\n\tgunicorn --error-logfile "${evil}" app\n`,
    };
    const result = checkedLint(site);
    expect(result.findings.length).toBeGreaterThan(2);
    await reportsAreClean(result);
    outputsAreClean(result, site);
  });
});

describe("on a disk", () => {
  const folder = mkdtempSync(join(tmpdir(), "loglint-hostile-"));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("follows no loop of links, opens no huge sparse file, and reads bytes that are no UTF-8", () => {
    mkdirSync(join(folder, "conf"));
    symlinkSync("..", join(folder, "conf/up"));
    symlinkSync("self", join(folder, "conf/self"));
    symlinkSync("/dev/zero", join(folder, "conf/zero.conf"));
    symlinkSync("/dev/stdin", join(folder, "conf/gunicorn.conf.py"));
    writeFileSync(join(folder, "huge.conf"), "http {}\n");
    truncateSync(join(folder, "huge.conf"), 4 * 1024 ** 3);
    writeFileSync(
      join(folder, "nginx.conf"),
      Buffer.from([
        ...Buffer.from("events {}\nhttp { include conf/*.conf; include huge.conf; access_log /var/log/caf"),
        0xe9,
        0xff,
        0xfe,
        ...Buffer.from(".log nosuch; }\n"),
      ]),
    );
    const result = lint({ fs: diskFileSystem(folder), paths: ["."] });
    expect(result.crashes).toEqual([]);
    expect(result.read.map(({ file }) => file)).toContain("nginx.conf");
    expect(JSON.stringify([result.gaps, result.skipped])).toMatch(/larger than 10485760 bytes/);
  });

  it("says that a file of 50 MB on one line is too large", () => {
    const fs = memoryFileSystem({ "nginx.conf": `events {} ${"#".repeat(50_000_000)}` });
    const result = lint({ fs, paths: ["nginx.conf"] });
    expect(JSON.stringify([result.gaps, result.skipped])).toContain("larger than");
  });
});
