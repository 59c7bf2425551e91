import { describe, expect, it } from "vitest";
import { certainValue } from "../../../src/model/fact.ts";
import {
  composeProjects,
  loadCompose,
  type LoadedCompose,
} from "../../../src/loaders/compose/load-compose.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";

function load(files: Readonly<Record<string, string>>, names?: readonly string[]): LoadedCompose {
  const compose = names ?? Object.keys(files).filter((name) => name.endsWith("yml"));
  const project = { name: compose.join(" + "), files: compose, purpose: "unknown" } as const;
  return loadCompose({ fs: memoryFileSystem(files), project, deployment: "test" });
}

/** The words of the first launch of a service: the value, or `~default`, or null. */
function words(loaded: LoadedCompose, service = "web"): (string | null)[] | undefined {
  const found = loaded.services.find(({ name }) => name === service);
  return found?.launches[0]?.words.map(
    ({ value, usually }) => value ?? (usually === undefined ? null : `~${usually}`),
  );
}

function environment(loaded: LoadedCompose): Record<string, string | undefined> {
  const found = loaded.services[0]?.launches[0]?.environment.values ?? {};
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, fact]) =>
      ["HOME", "HOSTNAME"].includes(name)
        ? []
        : [[name, certainValue(fact) ?? (fact.state === "either" ? "either" : undefined)]],
    ),
  );
}

const WEB = (more: string): string =>
  `services:\n  web:\n    image: alpine\n${more.replace(/^/gm, "    ")}\n`;

/** Interpolation: docs.docker.com "Interpolation", compose specification 12-interpolation.md. `.env` sets SET=yes and EMPTY=. */
const INTERPOLATION: readonly (readonly [string, (string | null)[], string])[] = [
  ["[a, '$SET']", ["a", "yes"], "Direct substitution"],
  ["[a, '${SET}x']", ["a", "yesx"], "Direct substitution, braced"],
  ["[a, '$$SET']", ["a", "$SET"], "$$ for a literal dollar sign"],
  ["[a, '${SET:-no}']", ["a", "yes"], "Default value"],
  ["[a, '${EMPTY:-no}']", ["a", "no"], "Default value if unset or empty"],
  ["[a, '${EMPTY-no}']", ["a", ""], "Default value if unset"],
  ["[a, '${SET:+other}']", ["a", "other"], "Alternative value"],
  ["[a, '${EMPTY:+other}']", ["a", ""], "Alternative value if set and not empty"],
  ["[a, '${EMPTY+other}']", ["a", "other"], "Alternative value if set"],
  ["[a, '${SET:?must}']", ["a", "yes"], "Required value"],
  ["[a, '${NOPE:-8000}']", ["a", "~8000"], "Default value; the shell may set it"],
  ["[a, '0.0.0.0:${NOPE:-8000}']", ["a", "~0.0.0.0:8000"], "Default value within a text"],
  ["[a, '${NOPE:-${SET}}']", ["a", "~yes"], "Nested interpolation"],
  ["[a, '${NOPE:-${ALSO:-deep}}']", ["a", "~deep"], "Nested interpolation"],
  ["[a, '$NOPE']", ["a", null], "Unset: the shell decides"],
  ["[a, '${NOPE:?must be set}']", ["a", null], "Required: the shell must set it"],
  ["gunicorn -b :${NOPE:-80} -w $SET", ["gunicorn", "-b", "~:80", "-w", "yes"], "in a command string"],
  ['sh -c "echo $$HOME"', ["sh", "-c", "echo $HOME"], "$$ in a command string"],
];

describe("interpolation", () => {
  it.each(INTERPOLATION)("%s gives %j (%s)", (command, wanted) => {
    expect(words(load({ "compose.yml": WEB(`command: ${command}`), ".env": "SET=yes\nEMPTY=\n" }))).toEqual(
      wanted,
    );
  });

  it("holds for images, users, ports, mounts and environment", () => {
    const loaded = load({
      "compose.yml": WEB(
        'user: "${UID:-1000}"\nports: ["${PORT:-8080}:80"]\nvolumes: ["${CONF:-./conf}:/etc/app:ro"]\nenvironment: {A: "${SET}", B: "${X:-b}", C: $Y}',
      ),
      ".env": "SET=yes",
    });
    const [web] = loaded.services;
    expect(web?.ports).toEqual([{ inside: 80, published: "8080" }]);
    expect(web?.view.maps).toMatchObject([{ inside: "/etc/app", outside: "conf", kind: "bind" }]);
    expect(web?.launches[0]?.user.state).toBe("either");
    expect(environment(loaded)).toMatchObject({ A: "yes", B: "either", C: undefined });
  });
});

/** Commands: compose specification, 05-services.md "command" and "entrypoint". The image has ENTRYPOINT ["/e"] and CMD ["c"]. */
const COMMANDS: readonly (readonly [string, string[] | undefined])[] = [
  ["", ["/e", "c"]],
  ["command: d e", ["/e", "d", "e"]],
  ["command: [d, e f]", ["/e", "d", "e f"]],
  ["command: null", ["/e", "c"]],
  ["command: []", ["/e"]],
  ['command: ""', ["/e"]],
  ["entrypoint: /x y", ["/x", "y"]],
  ["entrypoint: [/x]", ["/x"]],
  ["entrypoint: null", ["/e", "c"]],
  ["entrypoint: []\ncommand: z", ["z"]],
  ["entrypoint: /x\ncommand: z", ["/x", "z"]],
  ["entrypoint: []", undefined],
  ["command: >\n  d\n  --long 'e f'\n", ["/e", "d", "--long", "e f"]],
  ["command: |\n  d\n  --long\n", ["/e", "d", "--long"]],
];

describe("command and entrypoint", () => {
  it.each(COMMANDS)("%j starts %j", (more, wanted) => {
    const build = `services:\n  web:\n    build: .\n${more.replace(/^/gm, "    ")}\n`;
    const loaded = load({ "compose.yml": build, Dockerfile: 'FROM alpine\nENTRYPOINT ["/e"]\nCMD ["c"]\n' });
    expect(words(loaded)).toEqual(wanted);
  });

  it("say where each word of a folded string stands", () => {
    const text = WEB("command: >\n  gunicorn app\n  --access-logfile -\n");
    const found = load({ "compose.yml": text }).launches[0]?.words ?? [];
    expect(found.map(({ at }) => text.slice(at.start, at.end))).toEqual([
      "gunicorn",
      "app",
      "--access-logfile",
      "-",
    ]);
  });

  it("tell that compose refuses unquoted brackets, and stops at shell operators", () => {
    expect(
      load({ "compose.yml": WEB("command: gunicorn --access-logformat %(h)s app") }).gaps[0]?.why,
    ).toContain("refuses");
    expect(load({ "compose.yml": WEB("command: a && b") }).gaps[0]?.why).toContain('from "&"');
  });
});

/** Merging: docs.docker.com "Merge Compose files" and compose specification 13-merge.md. Base, override, a check. */
const MERGES: readonly (readonly [string, string, string, (loaded: LoadedCompose) => unknown, unknown])[] = [
  [
    "single values are replaced",
    "working_dir: /a",
    "working_dir: /b",
    (l) => certainValue(l.launches[0]?.cwd),
    "/b",
  ],
  ["command is replaced", "command: [a, b]", "command: c", words, ["c"]],
  [
    "environment is merged by name",
    "environment: {A: 1, B: 2}",
    "environment: [B=3, C=4]",
    environment,
    { A: "1", B: "3", C: "4" },
  ],
  [
    "environment goes over env_file",
    "env_file: a.env",
    "environment: {FROM: file2}",
    environment,
    { FROM: "file2", ONLY: "1" },
  ],
  [
    "env files are joined, the later wins",
    "env_file: a.env",
    "env_file: [b.env]",
    environment,
    { FROM: "b", ONLY: "1" },
  ],
  [
    "mounts are unique by target",
    "volumes: ['./x:/data', './z:/z']",
    "volumes: ['./y:/data']",
    (l) => l.services[0]?.view.maps.map((m) => `${m.inside}=${m.outside ?? ""}`),
    ["/data=y", "/z=z"],
  ],
  [
    "logging of the same driver is merged",
    "logging: {driver: json-file, options: {max-size: 1m, max-file: '2'}}",
    "logging: {driver: json-file, options: {max-file: '5'}}",
    (l) => l.services[0]?.logging?.options,
    { "max-size": "1m", "max-file": "5" },
  ],
  [
    "logging without a driver is merged",
    "logging: {driver: json-file, options: {max-size: 1m}}",
    "logging: {options: {max-file: '5'}}",
    (l) => l.services[0]?.logging?.options,
    { "max-size": "1m", "max-file": "5" },
  ],
  [
    "logging of another driver is replaced",
    "logging: {driver: json-file, options: {max-size: 1m}}",
    "logging: {driver: syslog, options: {tag: x}}",
    (l) => l.services[0]?.logging?.options,
    { tag: "x" },
  ],
  [
    "expose is joined",
    "expose: ['3000']",
    "expose: ['4000']",
    (l) => l.services[0]?.ports.map((p) => p.inside),
    [3000, 4000],
  ],
  ["!reset forgets", "command: a\nuser: app", "command: !reset null", words, ["/bin/sh"]],
  [
    "!override replaces a list",
    "env_file: a.env\nvolumes: ['./x:/x']",
    "volumes: !override ['./y:/y']",
    (l) => l.services[0]?.view.maps.map((m) => m.inside),
    ["/y"],
  ],
];

describe("several files", () => {
  it.each(MERGES)("%s", (_, base, over, read, wanted) => {
    const files = {
      "compose.yml": WEB(base),
      "compose.prod.yml": `services:\n  web:\n${over.replace(/^/gm, "    ")}\n`,
      "a.env": "FROM=a\nONLY=1\n",
      "b.env": "FROM=b\n",
    };
    expect(read(load(files, ["compose.yml", "compose.prod.yml"]))).toEqual(wanted);
  });

  const project = (files: Readonly<Record<string, string>>): string[] =>
    composeProjects(memoryFileSystem(files), Object.keys(files)).map(
      ({ name, purpose }) => `${name}: ${purpose}`,
    );
  const own = "services: {web: {image: x}}";
  const part = "services: {web: {command: y}}";

  it("are a project each when each has its images", () => {
    expect(project({ "local.yml": own, "production.yml": own })).toEqual([
      "local.yml: development",
      "production.yml: production",
    ]);
  });

  it("are laid over the base when they lack them", () => {
    expect(
      project({
        "docker-compose.yml": own,
        "docker-compose.override.yml": part,
        "docker-compose.prod.yml": part,
      }),
    ).toEqual([
      "docker-compose.yml + docker-compose.override.yml: development",
      "docker-compose.yml + docker-compose.prod.yml: production",
    ]);
  });

  it("are laid over a base in a folder above", () => {
    expect(project({ "docker-compose.yml": own, "deploy/compose.prod.yml": part })).toEqual([
      "docker-compose.yml: unknown",
      "docker-compose.yml + deploy/compose.prod.yml: production",
    ]);
  });

  it("extend services of other files, with paths relative to those", () => {
    const loaded = load(
      {
        "docker-compose.yml":
          "services: {web: {extends: {file: common/base.yml, service: app}, environment: {B: 2}}}",
        "common/base.yml":
          "services: {app: {image: alpine, env_file: app.env, environment: {A: 1}, volumes: ['./conf:/conf']}}",
        "common/app.env": "C=3",
      },
      ["docker-compose.yml"],
    );
    expect(environment(loaded)).toEqual({ A: "1", B: "2", C: "3", PATH: undefined });
    expect(loaded.services[0]?.view.maps[0]?.outside).toBe("common/conf");
    expect(loaded.services[0]?.hosts).toEqual(["web"]);
  });

  it("include others", () => {
    const loaded = load(
      {
        "compose.yml": "include: [db/compose.yml]\nservices: {web: {image: alpine}}",
        "db/compose.yml": "services: {db: {image: alpine}}",
      },
      ["compose.yml"],
    );
    expect(loaded.services.map(({ name }) => name)).toEqual(["db", "web"]);
  });

  it("do not loop when they extend or include each other", () => {
    const loaded = load(
      {
        "a.yml": "include: [b.yml]\nservices: {x: {extends: {service: x}, image: alpine}}",
        "b.yml": "include: [a.yml]\nservices: {}",
      },
      ["a.yml"],
    );
    expect(loaded.services.map(({ name }) => name)).toEqual(["x"]);
  });
});

describe("surroundings of a service", () => {
  it("are incomplete without an env file that is not here", () => {
    const missing = load({ "compose.yml": WEB("env_file: .env.prod") });
    expect(missing.launches[0]?.environment.complete).toBe(false);
    expect(missing.gaps[0]?.why).toBe("its env file .env.prod is not here");
    const optional = load({ "compose.yml": WEB("env_file: [{path: x.env, required: false}]") });
    expect([optional.gaps, optional.launches[0]?.environment.complete]).toEqual([[], false]);
    expect(load({ "compose.yml": WEB("environment: {A: 1}") }).launches[0]?.environment.complete).toBe(true);
  });

  it("hold what read_only and its exceptions say, in order", () => {
    const loaded = load({
      "compose.yml": WEB(
        "read_only: true\ntmpfs: [/run, '/tmp:mode=755']\nvolumes: ['logs:/var/log/app', './c:/c:ro']",
      ),
    });
    const access = loaded.launches[0]?.access;
    expect(access?.rules.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      "read-only /",
      "tmpfs /dev/shm",
      "read-write /var/log/app",
      "read-only /c",
      "tmpfs /run",
      "tmpfs /tmp",
    ]);
    expect(access?.provides.findLast(({ path }) => path === "/run")?.mode).toBe("1777");
    expect(access?.provides.findLast(({ path }) => path === "/tmp")?.mode).toBe("0755");
    expect(access?.provides.findLast(({ path }) => path === "/var/log/app")?.owner).toBe("root");
  });

  it("take the owner of a new volume from the image", () => {
    const loaded = load({
      "compose.yml": "services: {web: {build: ., volumes: ['logs:/logs']}}",
      Dockerfile: "FROM debian\nRUN useradd app && mkdir /logs && chown app:app /logs\nUSER app\nCMD x\n",
    });
    expect(loaded.launches[0]?.access.provides.findLast(({ path }) => path === "/logs")).toMatchObject({
      owner: "app",
      by: "volume logs",
    });
  });

  it("tell where the output goes, and what turns it over", () => {
    const stream = (more: string): unknown =>
      certainValue(load({ "compose.yml": WEB(more) }).launches[0]?.stdout);
    expect(stream("logging: {driver: none}")).toEqual({ kind: "null" });
    expect(stream("")).toEqual({ kind: "docker", service: "web", keeps: "default" });
    const keeps = (more: string): unknown => stream(`logging: {${more}}`);
    expect(keeps("driver: json-file")).toMatchObject({ keeps: "unbounded" });
    expect(keeps("driver: json-file, options: {max-size: 10m}")).toMatchObject({ keeps: "bounded" });
    expect(keeps("options: {max-size: 10m}")).toMatchObject({ keeps: "bounded" });
    expect(keeps("options: {tag: web}")).toMatchObject({ keeps: "default" });
    expect(keeps("driver: local")).toMatchObject({ keeps: "bounded" });
    expect(keeps("driver: awslogs")).toMatchObject({ keeps: "elsewhere" });
    expect(keeps("driver: '${LOG_DRIVER}'")).toMatchObject({ keeps: "elsewhere" });
    const rotated = (more: string): number => load({ "compose.yml": WEB(more) }).rotations.length;
    expect([
      rotated(""),
      rotated("logging: {driver: json-file}"),
      rotated("logging: {options: {max-size: 10m}}"),
      rotated("logging: {driver: local}"),
    ]).toEqual([0, 0, 1, 1]);
  });

  it("hide the image's files under a mount", () => {
    const loaded = load({
      "compose.yml": "services: {web: {build: ., volumes: ['.:/app']}}",
      Dockerfile: "FROM debian\nCOPY . /app\nCOPY conf/x.py /app/conf/y.py\nCMD x\n",
      "conf/x.py": "",
    });
    expect(loaded.services[0]?.view.maps.map(({ inside, kind }) => `${kind} ${inside}`)).toEqual([
      "bind /app",
    ]);
  });

  it("share an image that another service builds", () => {
    const loaded = load({
      "compose.yml":
        "services: {web: {build: ., image: site}, worker: {image: site, command: celery -A p worker}}",
      Dockerfile: "FROM alpine\nWORKDIR /srv\nUSER app\nCMD gunicorn app\n",
    });
    expect(words(loaded)).toEqual(["/bin/sh", "-c", "gunicorn app"]);
    expect(words(loaded, "worker")).toEqual(["celery", "-A", "p", "worker"]);
    expect(certainValue(loaded.services[1]?.launches[0]?.user)).toBe("app");
  });

  it("work through anchors and merge keys", () => {
    const text =
      "x-base: &base\n  image: alpine\n  environment: {A: 1}\nservices:\n  web:\n    <<: *base\n    command: x\n";
    expect(environment(load({ "compose.yml": text }))).toMatchObject({ A: "1" });
  });
});

describe("hostile compose files", () => {
  it.each([
    "",
    "services:",
    "services: [a]",
    "services: {web: null}",
    "services: {web: {build: [], volumes: {a: b}, environment: 3}}",
    "[",
    "services: {__proto__: {image: alpine, environment: {constructor: x, __proto__: y}}}",
    "services: {web: {image: 'a:b:c@', extends: {service: web}}}",
  ])("are read as far as they go: %j", (text) => {
    const loaded = load({ "compose.yml": text });
    for (const { launches } of loaded.services) expect(launches.length).toBeLessThanOrEqual(1);
  });

  it("keep names such as constructor as variables", () => {
    expect(
      environment(load({ "compose.yml": WEB("environment: {constructor: x, __proto__: y}") }))["constructor"],
    ).toBe("x");
  });
});
