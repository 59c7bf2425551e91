import { describe, expect, it } from "vitest";
import { certainValue } from "../../../src/model/fact.ts";
import type { BuiltImage } from "../../../src/loaders/docker/built-image.ts";
import { loadDockerfile } from "../../../src/loaders/docker/load-dockerfile.ts";
import { scriptsIn } from "../../../src/loaders/docker/open-script.ts";
import { setFact } from "../../../src/model/fact.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";

type Files = Readonly<Record<string, string>>;

function load(
  dockerfile: string,
  files: Files = {},
  more: { args?: Record<string, string | null>; target?: string; file?: string } = {},
) {
  const file = more.file ?? "Dockerfile";
  const fs = memoryFileSystem({ [file]: dockerfile, ...files });
  return {
    fs,
    ...loadDockerfile({
      fs,
      context: null,
      name: "web",
      deployment: "test",
      purpose: "unknown",
      ...more,
      file,
    }),
  };
}

function image(dockerfile: string, files: Files = {}, more: Parameters<typeof load>[2] = {}): BuiltImage {
  const found = load(dockerfile, files, more).image;
  if (found === null) throw new Error("no image");
  return found;
}

function words(dockerfile: string): (string | null)[] | undefined {
  return load(dockerfile).launches[0]?.words.map(({ value }) => value);
}

/** Dockerfile reference, "Understand how CMD and ENTRYPOINT interact": the whole table, and what a stage takes over. */
const COMMANDS: readonly (readonly [string, string[] | undefined])[] = [
  ["FROM scratch", undefined],
  ['FROM scratch\nCMD ["exec_cmd", "p1_cmd"]', ["exec_cmd", "p1_cmd"]],
  ["FROM scratch\nCMD exec_cmd p1_cmd", ["/bin/sh", "-c", "exec_cmd p1_cmd"]],
  ["FROM scratch\nENTRYPOINT exec_entry p1", ["/bin/sh", "-c", "exec_entry p1"]],
  ['FROM scratch\nENTRYPOINT ["exec_entry", "p1"]', ["exec_entry", "p1"]],
  ['FROM scratch\nENTRYPOINT ["e", "p"]\nCMD ["c", "q"]', ["e", "p", "c", "q"]],
  ['FROM scratch\nENTRYPOINT ["e"]\nCMD c q', ["e", "/bin/sh", "-c", "c q"]],
  ['FROM scratch\nCMD ["a"]\nCMD ["b"]', ["b"]],
  ['FROM scratch AS base\nCMD ["c"]\nFROM base\nENTRYPOINT ["e"]', ["e"]],
  ['FROM scratch AS base\nENTRYPOINT ["e"]\nFROM base\nCMD ["c"]', ["e", "c"]],
  ['FROM scratch\nCMD ["c"]\nENTRYPOINT ["e"]', ["e", "c"]],
  [
    'FROM scratch\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nCMD gunicorn app',
    ["/bin/bash", "-o", "pipefail", "-c", "gunicorn app"],
  ],
  ["FROM nginx:1.27", ["nginx", "-g", "daemon off;"]],
  ['FROM nginx:alpine\nCMD ["nginx-debug", "-g", "daemon off;"]', ["nginx-debug", "-g", "daemon off;"]],
  ["FROM python:3.12", ["python3"]],
  ['FROM python:3.12\nCMD ["gunicorn", "$APP"]', ["gunicorn", "$APP"]],
];

describe("CMD and ENTRYPOINT", () => {
  it.each(COMMANDS)("%j starts %j", (dockerfile, wanted) => {
    expect(words(dockerfile)).toEqual(wanted);
  });

  it("stand where they are written", () => {
    const text = 'FROM python:3\nENTRYPOINT ["./run.sh"]\nCMD gunicorn \\\n  --bind :80 \\\n  app\n';
    const [launch] = load(text).launches;
    const script = launch?.words.at(-1)?.decoded;
    expect(launch?.words.map(({ at }) => text.slice(at.start, at.end))[0]).toBe('"./run.sh"');
    expect(script?.value).toMatch(/gunicorn\s+--bind :80\s+app/);
    expect(text.slice(script?.starts[0], (script?.starts[0] ?? 0) + 8)).toBe("gunicorn");
  });
});

describe("variables", () => {
  const value = (
    dockerfile: string,
    name: string,
    args: Record<string, string | null> = {},
  ): string | undefined => certainValue(image(dockerfile, {}, { args }).environment.values[name]);

  it("follow ENV and ARG, defaults and build arguments", () => {
    expect(value("FROM alpine\nARG P=8000\nENV PORT=$P", "PORT")).toBe("8000");
    expect(value("FROM alpine\nARG P=8000\nENV PORT=$P", "PORT", { P: "9000" })).toBe("9000");
    expect(value("FROM alpine\nARG P\nENV PORT=${P:-80}", "PORT")).toBe(undefined);
    expect(value("FROM alpine\nENV PORT=${P:-80}", "PORT")).toBe("80");
    expect(value("FROM alpine\nENV A=1 B=$A\nENV C=${A}-${B}", "C")).toBe("1-");
    expect(value("FROM alpine\nENV A 1 2", "A")).toBe("1 2");
    expect(value("FROM alpine\nARG A=arg\nENV A=env\nENV B=$A", "B")).toBe("env");
  });

  it("reach stages only by ARG of their own", () => {
    expect(value("ARG V=3\nFROM alpine\nARG V\nENV X=$V", "X")).toBe("3");
    expect(value("ARG V=3\nFROM alpine\nENV X=v$V", "X")).toBe("v");
    expect(image("ARG V=3.12\nFROM python:${V}-slim").base).toBe("python:3.12-slim");
    expect(image("ARG V\nFROM python:$V").base).toBe(null);
  });

  it("are complete only where the base image is known", () => {
    expect(image("FROM python:3").environment.complete).toBe(true);
    expect(image("FROM registry.example.com/team/base:1").environment.complete).toBe(false);
    expect(load("FROM python:3\nCMD x").launches[0]?.environment.complete).toBe(false);
  });
});

describe("files", () => {
  const maps = (dockerfile: string, files: Files, more: Parameters<typeof load>[2] = {}): string[] =>
    image(dockerfile, files, more).maps.map(({ inside, outside }) => `${inside}=${outside ?? ""}`);
  const site: Files = {
    "manage.py": "",
    "proj/wsgi.py": "",
    "conf/gunicorn.conf.py": "",
    "conf/a.sh": "",
    "start.sh": "",
  };

  it("are found through COPY and WORKDIR", () => {
    expect(maps("FROM alpine\nWORKDIR /app\nCOPY . .", site)).toEqual(["/app=."]);
    expect(maps("FROM alpine\nWORKDIR /app\nCOPY conf/gunicorn.conf.py .", site)).toEqual([
      "/app/gunicorn.conf.py=conf/gunicorn.conf.py",
    ]);
    expect(maps("FROM alpine\nCOPY conf/gunicorn.conf.py /etc/g.py", site)).toEqual([
      "/etc/g.py=conf/gunicorn.conf.py",
    ]);
    expect(maps("FROM alpine\nRUN mkdir -p /etc/g\nCOPY conf/gunicorn.conf.py /etc/g", site)).toEqual([
      "/etc/g/gunicorn.conf.py=conf/gunicorn.conf.py",
    ]);
    expect(maps("FROM alpine\nCOPY conf /etc/site", site)).toEqual(["/etc/site=conf"]);
    expect(maps("FROM alpine\nCOPY manage.py start.sh /app/", site)).toEqual([
      "/app/manage.py=manage.py",
      "/app/start.sh=start.sh",
    ]);
    expect(maps("FROM alpine\nCOPY *.sh /bin/", site)).toEqual(["/bin/start.sh=start.sh"]);
    expect(maps('FROM alpine\nCOPY ["conf/a.sh", "/x/"]', site)).toEqual(["/x/a.sh=conf/a.sh"]);
    expect(maps("FROM alpine\nADD --chown=app:app proj/ /srv/proj/", site)).toEqual(["/srv/proj=proj"]);
    expect(maps("FROM nginx\nCOPY conf/a.sh /etc/nginx/conf.d", site)).toEqual([
      "/etc/nginx/conf.d/a.sh=conf/a.sh",
    ]);
  });

  it("are found through other stages", () => {
    const text =
      "FROM alpine AS build\nWORKDIR /src\nCOPY . .\nFROM alpine\nCOPY --from=build /src /app\nCOPY --from=build /src/start.sh /start\n";
    expect(maps(text, site)).toEqual(["/app=.", "/start=start.sh"]);
    expect(maps("FROM alpine AS base\nCOPY . /app\nFROM base AS prod\nCOPY start.sh /s", site)).toEqual([
      "/app=.",
      "/s=start.sh",
    ]);
  });

  it("are found through mv, cp and links of RUN", () => {
    expect(
      maps(
        "FROM alpine\nCOPY . /app\nRUN cp /app/conf/a.sh /usr/local/bin/a && ln -s /app/start.sh /go",
        site,
      ),
    ).toEqual(["/app=.", "/usr/local/bin/a=conf/a.sh", "/go=start.sh"]);
  });

  it("come from the folder that COPY means, when nothing says which", () => {
    expect(
      maps("FROM alpine\nCOPY manage.py conf/a.sh /app/", site, { file: "docker/prod/Dockerfile" }),
    ).toEqual(["/app/manage.py=manage.py", "/app/a.sh=conf/a.sh"]);
    expect(maps("FROM nginx\nCOPY a.sh /x", site, { file: "conf/Dockerfile" })).toEqual(["/x=conf/a.sh"]);
  });

  it("stop at the target that is asked for", () => {
    const text = "FROM alpine AS dev\nCMD dev\nFROM alpine AS prod\nCMD prod";
    expect(load(text, {}, { target: "dev" }).launches[0]?.words.at(-1)?.value).toBe("dev");
    expect(load(text).launches[0]?.words.at(-1)?.value).toBe("prod");
  });

  it("of here-documents are known by their text", () => {
    expect(image("FROM alpine\nCOPY <<EOF /etc/app.conf\nport=1\nEOF\n").files).toEqual([
      { path: "/etc/app.conf", text: "port=1\n" },
    ]);
  });

  it("of the base go when a step removes or changes them", () => {
    const paths = (text: string): string[] => image(text).files.map(({ path }) => path);
    expect(paths("FROM nginx")).toContain("/etc/nginx/conf.d/default.conf");
    expect(paths("FROM nginx\nRUN rm /etc/nginx/conf.d/default.conf")).not.toContain(
      "/etc/nginx/conf.d/default.conf",
    );
    expect(paths("FROM nginx\nRUN rm -f /etc/nginx/conf.d/*")).not.toContain(
      "/etc/nginx/conf.d/default.conf",
    );
    expect(paths("FROM nginx\nRUN sed -i 's/a/b/' /etc/nginx/nginx.conf")).not.toContain(
      "/etc/nginx/nginx.conf",
    );
  });

  it("of templates are those that envsubst makes of them", () => {
    const { launches } = load("FROM nginx\nCOPY t /etc/nginx/templates", {
      "t/default.conf.template": "",
      "t/x.txt": "",
    });
    expect(launches[0]?.container?.maps.map(({ inside, outside }) => `${inside}=${outside ?? ""}`)).toEqual([
      "/etc/nginx/templates=t",
      "/etc/nginx/conf.d/default.conf=t/default.conf.template",
    ]);
    const own = load(
      "FROM nginx\nCOPY t/n.tmpl /t/n.tmpl\nCMD envsubst '$PORT' < /t/n.tmpl > /etc/nginx/nginx.conf && exec nginx -g 'daemon off;'",
      { "t/n.tmpl": "" },
    );
    expect(own.launches[0]?.container?.maps.at(-1)).toMatchObject({
      inside: "/etc/nginx/nginx.conf",
      outside: "t/n.tmpl",
    });
  });

  it("open as scripts by their path inside", () => {
    const {
      fs,
      image: built,
      launches,
    } = load('FROM alpine\nWORKDIR /app\nCOPY . .\nCOPY start.sh /usr/local/bin/go\nENTRYPOINT ["go"]', {
      "start.sh": "#!/bin/sh\nexec gunicorn app\n",
      "run.py": "#!/usr/bin/env python3\n",
    });
    const view = launches[0]?.container;
    if (view == null || built === null) throw new Error("no view");
    const open = scriptsIn(fs, view, built.files);
    const cwd = setFact("/app", { file: "x", start: 0, end: 0 });
    expect(open("go", cwd)?.file).toBe("start.sh");
    expect(open("./start.sh", cwd)?.file).toBe("start.sh");
    expect(open("/app/run.py", cwd)).toBe(null);
    expect(open("gunicorn", cwd)).toBe(null);
  });
});

describe("directories and their owners", () => {
  const owner = (dockerfile: string, path: string, files: Files = {}): string | undefined => {
    const found = image(dockerfile, files).provides.find((each) => each.path === path);
    return found === undefined
      ? undefined
      : `${found.owner ?? "?"}:${found.group ?? "?"} ${found.mode ?? "?"}`;
  };

  it("are root's by default", () => {
    expect(owner("FROM python:3\nWORKDIR /app\nRUN mkdir logs\nUSER app", "/app/logs")).toBe(
      "root:root 0755",
    );
    expect(
      owner("FROM python:3\nRUN useradd app\nCOPY . /app\nUSER app", "/app/logs", { "logs/.gitkeep": "" }),
    ).toBe("root:root 0755");
    expect(owner("FROM python:3", "/var/log")).toBe("root:root 0755");
    expect(owner("FROM python:3", "/tmp")).toBe("root:root 1777");
  });

  it("are whose chown and --chown say", () => {
    expect(
      owner("FROM python:3\nRUN useradd app\nCOPY --chown=app:app . /app", "/app/logs", { "logs/a": "" }),
    ).toBe("app:app 0755");
    expect(owner("FROM python:3\nWORKDIR /app\nCOPY --chown=app . .", "/app")).toBe("root:root 0755");
    expect(
      owner(
        "FROM python:3\nRUN useradd app\nWORKDIR /app\nCOPY . .\nRUN chown -R app:app /app",
        "/app/logs",
        { "logs/a": "" },
      ),
    ).toBe("app:app 0755");
    expect(owner("FROM python:3\nRUN useradd app\nUSER app\nRUN mkdir /tmp/x", "/tmp/x")).toBe(
      "app:app 0755",
    );
    expect(owner("FROM base:1\nUSER app\nWORKDIR /app", "/app")).toBe("?:? 0755");
  });

  it("have links to the streams in nginx images", () => {
    const links = image("FROM nginx:1.27-alpine").provides.filter((each) => each.linksTo !== undefined);
    expect(links.map(({ path, linksTo }) => `${path} ${linksTo ?? ""}`)).toEqual([
      "/var/log/nginx/access.log /dev/stdout",
      "/var/log/nginx/error.log /dev/stderr",
    ]);
    expect(image("FROM debian\nRUN mkdir /l && ln -sf /dev/stdout /l/a.log").provides.at(-1)).toMatchObject({
      path: "/l/a.log",
      linksTo: "/dev/stdout",
    });
  });

  it("are all known only from a known base with steps that are understood", () => {
    expect(image("FROM python:3-slim\nRUN pip install x").complete).toBe(true);
    expect(image("FROM acme/python").complete).toBe(false);
    expect(image("FROM python:3\nRUN ./provision.sh").complete).toBe(false);
  });
});

describe("hostile Dockerfiles", () => {
  it.each([
    "",
    "FROM",
    "FROM a AS a\nFROM a AS a\nCOPY --from=a / /",
    "FROM x\nCOPY --from=9 a b\nCOPY a",
    "FROM scratch\nENV __proto__=1 constructor=2\nUSER $__proto__\nWORKDIR ${constructor}",
    "ONBUILD RUN x\nFROM x\nONBUILD COPY . .",
  ])("are read as far as they go: %j", (text) => {
    expect(load(text).launches.length).toBeLessThanOrEqual(1);
  });
});
