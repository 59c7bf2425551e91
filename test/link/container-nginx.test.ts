import { describe, expect, it } from "vitest";
import { runRules } from "../../src/engine/run.ts";
import type { Rule } from "../../src/engine/rule.ts";
import { RECOMMENDED } from "../../src/engine/selection.ts";
import { lint } from "../../src/index.ts";
import { loadStacks, type LoadedStacks } from "../../src/link/load-stacks.ts";
import { routesOf } from "../../src/routes/routes.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";

const SERVER = "server {\n  listen 80;\n  location / { proxy_pass http://web:8000; }\n}\n";

const load = (files: Record<string, string>): LoadedStacks =>
  loadStacks({ fs: memoryFileSystem(files), paths: ["."] });

function shown(loaded: LoadedStacks): string[] {
  return loaded.stacks
    .flatMap((stack) => routesOf(stack))
    .filter((route) => route.event.startsWith("nginx."))
    .map((route) => {
      const sinks = route.sinks.map((sink) => ("service" in sink ? sink.service : JSON.stringify(sink)));
      return `${route.event} ${route.server ?? ""}: ${route.certain ? sinks.join(", ") : "not known"}`;
    });
}

const compose = (volumes: string, image = "nginx:1.27.3-alpine", more = ""): string =>
  `services:\n  proxy:\n    image: ${image}\n${more}    volumes:\n${volumes}`;

describe("nginx in a container", () => {
  const MOUNTED = {
    "compose.yaml": compose("      - ./deploy/site.conf:/etc/nginx/conf.d/default.conf:ro\n"),
    "deploy/site.conf": SERVER,
  };

  it.each([
    ["nginx:1.25", "1.25.x"],
    ["nginx:1.27-alpine", "1.27.x"],
    ["nginx:1.27.3-alpine", "1.27.3"],
    ["nginx:1", null],
    ["nginx:stable-alpine", null],
    ["nginx", null],
  ])("of %s has a version as far as the tag tells it: %s", (image, version) => {
    const files = {
      ...MOUNTED,
      "compose.yaml": MOUNTED["compose.yaml"].replace("nginx:1.27.3-alpine", image),
    };
    const [nginx] = load(files).stacks[0]!.nginx;
    expect(nginx?.version).toMatchObject(
      version === null
        ? { state: "unknown" }
        : { state: "set", value: version, from: "file", at: { file: "compose.yaml" } },
    );
  });

  it("is read from the image's nginx.conf, which holds what is mounted", () => {
    const loaded = load(MOUNTED);
    const [stack] = loaded.stacks;
    expect(stack?.nginx).toHaveLength(1);
    expect(stack?.nginx[0]).toMatchObject({
      file: "proxy:/etc/nginx/nginx.conf",
      scope: "main",
      complete: true,
      process: "proxy",
      version: { state: "set", value: "1.27.3" },
      build: { value: "nginx.org" },
      gaps: [],
    });
    expect(stack?.nginx[0]?.files).toContain("deploy/site.conf");
    expect(shown(loaded)).toEqual(
      ["nginx.access _: proxy", "nginx.error _: proxy"].map((each) => each.replace("_", "80")),
    );
  });

  it("lists the repository's files only, each once", () => {
    const loaded = load(MOUNTED);
    expect(loaded.read.map(({ file, as }) => `${file} ${as}`)).toEqual([
      "compose.yaml compose",
      "deploy/site.conf nginx",
    ]);
    expect([...loaded.sources.keys()].filter((file) => file.includes("nginx.conf"))).toEqual([]);
  });

  it("has nothing reported in the image's own files", () => {
    const { stacks } = load(MOUNTED);
    const rule: Rule = {
      ...everywhere,
      check: (stack, report) => {
        for (const file of stack.nginx[0]!.files) {
          const related = [{ file: "proxy:/etc/nginx/nginx.conf", start: 0, end: 1, label: "x" }];
          report({ message: "found", at: { file, start: 0, end: 1 }, related });
        }
      },
    };
    const { findings } = runRules(stacks, [rule], RECOMMENDED);
    expect(findings.map(({ at, related }) => [at.file, related])).toEqual([["deploy/site.conf", []]]);
  });

  it("is the same with its own main file, whose includes are the image's", () => {
    const loaded = load({
      "compose.yaml": compose(
        "      - ./deploy/nginx.conf:/etc/nginx/nginx.conf:ro\n      - ./deploy/sites:/etc/nginx/conf.d\n",
      ),
      "deploy/nginx.conf":
        "events {}\nerror_log /dev/stderr crit;\nhttp {\n  include mime.types;\n  access_log off;\n  include conf.d/*.conf;\n}\n",
      "deploy/sites/a.conf": SERVER,
    });
    const [nginx, ...others] = loaded.stacks[0]!.nginx;
    expect(others).toEqual([]);
    expect(nginx).toMatchObject({ file: "deploy/nginx.conf", complete: true, gaps: [], problems: [] });
    expect(nginx?.imageFiles).toEqual(["proxy:/etc/nginx/mime.types"]);
    expect(nginx?.root.children.find((each) => each.name === "http")?.children.at(-1)?.kind).toBe("server");
  });

  it("starts from the file that the command names", () => {
    const loaded = load({
      "compose.yaml": compose(
        "      - ./deploy:/conf:ro\n",
        "nginx",
        '    command: ["nginx", "-c", "/conf/main.conf", "-g", "daemon off;"]\n',
      ),
      "deploy/main.conf": "events {}\nhttp {\n  access_log /dev/stdout;\n  include /conf/x.inc;\n}\n",
      "deploy/x.inc": SERVER,
    });
    expect(loaded.stacks[0]?.nginx.map(({ file, files }) => [file, files])).toEqual([
      ["deploy/main.conf", ["deploy/main.conf", "deploy/x.inc"]],
    ]);
  });

  it("leaves what it does not read to be looked at by itself", () => {
    const loaded = load({
      ...MOUNTED,
      "other/snippet.conf":
        "server {\n  listen 81;\n  server_name other;\n  location / { proxy_pass http://x; }\n}\n",
    });
    expect(loaded.stacks[0]?.nginx.map(({ file, scope }) => [file, scope])).toEqual([
      ["proxy:/etc/nginx/nginx.conf", "main"],
      ["other/snippet.conf", "http"],
    ]);
  });

  it("has a name for its template only where the template is", () => {
    const loaded = load({
      "compose.yaml": compose(
        "      - ./deploy/site.conf:/etc/nginx/conf.d/a.conf\n      - ./t:/etc/nginx/templates\n",
      ),
      "deploy/site.conf": SERVER,
      "t/b.conf.template": "server {\n  listen ${PORT};\n  server_name b;\n}\n",
    });
    const nginx = loaded.read.filter(({ as }) => as === "nginx");
    expect(nginx.map(({ file, template }) => [file, template])).toEqual([
      ["deploy/site.conf", undefined],
      ["t/b.conf.template", "envsubst"],
    ]);
  });

  it("reads two texts of one ConfigMap as two files, with places in the manifest", () => {
    const manifest = `apiVersion: v1
kind: ConfigMap
metadata: {name: conf}
data:
  nginx.conf: |
    events {}
    http {
      log_format short '$remote_addr $status';
      include /etc/nginx/conf.d/*.conf;
    }
  site.conf: |
    server {
      listen 80;
      access_log /var/log/nginx/access.log short;
    }
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: proxy}
spec:
  template:
    spec:
      containers:
        - name: proxy
          image: nginx:1.27
          volumeMounts:
            - {name: conf, mountPath: /etc/nginx/nginx.conf, subPath: nginx.conf}
            - {name: conf, mountPath: /etc/nginx/conf.d/site.conf, subPath: site.conf}
      volumes:
        - name: conf
          configMap: {name: conf}
`;
    const loaded = load({ "k8s/proxy.yaml": manifest });
    const [nginx] = loaded.stacks[0]!.nginx;
    expect(nginx?.formats.map(({ name }) => name)).toEqual(["short"]);
    expect(nginx?.files).toContain("k8s/proxy.yaml");
    const server = nginx?.root.children
      .find((each) => each.name === "http")
      ?.children.find((each) => each.accessLogs.length > 0);
    const [log] = server?.accessLogs ?? [];
    expect(manifest.slice(log?.at.start, log?.at.end)).toBe("access_log /var/log/nginx/access.log short;");
    expect(log?.formatDefined).toBe(true);
  });

  it("makes no findings for the plain image around a plain server", () => {
    const result = lint({ fs: memoryFileSystem(MOUNTED), paths: ["."] });
    expect(result.findings.filter((each) => each.at.file !== "deploy/site.conf")).toEqual([]);
  });
});

const everywhere = {
  id: "nginx/everywhere",
  presets: ["recommended"],
  severity: "warning",
  confidence: "high",
  messages: { found: { what: "Found.", why: "", instead: "" } },
} as unknown as Rule;
