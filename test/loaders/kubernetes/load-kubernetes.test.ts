import { describe, expect, it } from "vitest";
import { certainValue } from "../../../src/model/fact.ts";
import { containerFileSystem } from "../../../src/loaders/images/container-file-system.ts";
import { loadKubernetes, type LoadedKubernetes } from "../../../src/loaders/kubernetes/load-kubernetes.ts";
import { buildImage } from "../../../src/loaders/docker/build-image.ts";
import { readNginx } from "../../../src/read/nginx/read-nginx.ts";
import { isUnreadable } from "../../../src/text/file-system.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";

const MANIFEST = `apiVersion: v1
kind: ConfigMap
metadata: {name: site-env}
data:
  DJANGO_SETTINGS_MODULE: site.settings.production
  LOG_LEVEL: "WARNING"
---
apiVersion: v1
kind: ConfigMap
metadata: {name: nginx-conf}
data:
  default.conf: |
    server {
      listen 8080;
      access_log /dev/stdout;
      location / { proxy_pass http://127.0.0.1:8000; }
    }
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    metadata: {labels: {app: web}}
    spec:
      securityContext: {runAsUser: 1000, runAsGroup: 1000, fsGroup: 2000}
      volumes:
        - {name: conf, configMap: {name: nginx-conf}}
        - {name: logs, emptyDir: {}}
        - {name: scratch, emptyDir: {medium: Memory}}
      containers:
        - name: gunicorn
          image: registry.example.com/site:1.4
          command: ["gunicorn", "site.wsgi", "--log-level", "$(LEVEL)", "--bind", "$(HOST):$$(PORT)"]
          env:
            - {name: LEVEL, valueFrom: {configMapKeyRef: {name: site-env, key: LOG_LEVEL}}}
            - {name: HOST, value: 0.0.0.0}
            - {name: SECRET_KEY, valueFrom: {secretKeyRef: {name: s, key: k}}}
          envFrom:
            - configMapRef: {name: site-env}
          securityContext: {readOnlyRootFilesystem: true}
          volumeMounts:
            - {name: logs, mountPath: /var/log/site}
            - {name: scratch, mountPath: /tmp}
        - name: nginx
          image: nginxinc/nginx-unprivileged:1.27
          ports: [{containerPort: 8080}]
          volumeMounts:
            - {name: conf, mountPath: /etc/nginx/conf.d}
---
apiVersion: v1
kind: Service
metadata: {name: web-http}
spec: {selector: {app: web}}
`;

function load(text: string, more: Partial<Parameters<typeof loadKubernetes>[0]> = {}): LoadedKubernetes {
  const fs = memoryFileSystem({
    "k8s/web.yaml": text,
    Dockerfile: 'FROM python:3\nRUN useradd app\nUSER app\nENTRYPOINT ["/e"]\nCMD ["c"]',
  });
  return loadKubernetes({ fs, files: ["k8s/web.yaml"], deployment: "k8s", purpose: "unknown", ...more });
}

describe("Kubernetes manifests", () => {
  const loaded = load(MANIFEST);
  const [gunicorn, nginx] = loaded.containers;

  it("give each container's command with its variables put in", () => {
    expect(gunicorn?.name).toBe("web/gunicorn");
    expect(gunicorn?.launches[0]?.words.map(({ value }) => value)).toEqual([
      "gunicorn",
      "site.wsgi",
      "--log-level",
      "WARNING",
      "--bind",
      "0.0.0.0:$(PORT)",
    ]);
    expect(nginx?.launches[0]?.words.map(({ value }) => value)).toEqual(["nginx", "-g", "daemon off;"]);
  });

  it("give the environment from maps and entries, never complete", () => {
    const environment = gunicorn?.launches[0]?.environment;
    expect(certainValue(environment?.values["DJANGO_SETTINGS_MODULE"])).toBe("site.settings.production");
    expect(environment?.values["SECRET_KEY"]?.state).toBe("unknown");
    expect(environment?.complete).toBe(false);
  });

  it("give user, groups and what can be written", () => {
    const [launch] = gunicorn?.launches ?? [];
    expect(certainValue(launch?.user)).toBe("1000");
    expect(certainValue(launch?.groups)).toEqual(["1000", "2000"]);
    expect(launch?.access.rules.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      "read-only /",
      "tmpfs /dev/shm",
      "read-write /var/log/site",
      "tmpfs /tmp",
    ]);
    expect(launch?.access.provides.findLast(({ path }) => path === "/var/log/site")?.mode).toBe("0777");
  });

  it("give mounted ConfigMaps as files whose places are those of the manifest", () => {
    const inside = containerFileSystem(
      memoryFileSystem({}),
      nginx?.view ?? { name: "", image: "", maps: [] },
      nginx?.files ?? [],
    );
    expect(inside.list("/etc/nginx/conf.d")).toEqual([{ name: "default.conf", kind: "file" }]);
    expect(inside.kindOf("/etc/nginx/nginx.conf")).toBe("file");
    const source = inside.read("/etc/nginx/conf.d/default.conf");
    if (isUnreadable(source)) throw new Error(source.unreadable);
    expect(source.path).toBe("k8s/web.yaml");
    const [server] = readNginx(source.text).directives;
    const log = server?.block?.find(({ name }) => name === "access_log");
    expect(MANIFEST.slice(log?.span.start, log?.span.end)).toBe("access_log /dev/stdout;");
  });

  it("give services with the workloads that they select", () => {
    expect(loaded.services).toEqual([{ host: "web-http", workloads: ["web"] }]);
  });

  it("keep ENTRYPOINT and CMD of a known image as the documentation's table says", () => {
    const image = buildImage({
      fs: memoryFileSystem({ Dockerfile: 'FROM alpine\nENTRYPOINT ["/e"]\nCMD ["c"]' }),
      file: "Dockerfile",
      context: null,
    });
    if (image === null) throw new Error("no image");
    const words = (more: string): (string | null)[] | undefined =>
      load(`kind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: reg.io/site:1${more}}]}`, {
        images: { site: image },
      }).launches[0]?.words.map(({ value }) => value);
    expect(words("")).toEqual(["/e", "c"]);
    expect(words(", command: [x]")).toEqual(["x"]);
    expect(words(", args: [y]")).toEqual(["/e", "y"]);
    expect(words(", command: [x], args: [y]")).toEqual(["x", "y"]);
  });

  it("are read around the placeholders of Helm", () => {
    const found = load(
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ include "x.fullname" . }}\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          image: "{{ .Values.image }}:{{ .Values.tag }}"\n          {{- if .Values.args }}\n          args: ["gunicorn", "--workers", "{{ .Values.workers }}"]\n          {{- end }}\n',
    );
    expect(found.launches[0]?.words.map(({ value }) => value)).toEqual(["gunicorn", "--workers", null]);
  });

  it("say so when a ConfigMap is not here", () => {
    const found = load(
      "kind: Pod\nmetadata: {name: p}\nspec: {volumes: [{name: v, configMap: {name: gone}}], containers: [{name: a, image: nginx, volumeMounts: [{name: v, mountPath: /etc/nginx/conf.d}]}]}",
    );
    expect(found.gaps.map(({ why }) => why)).toEqual(["the ConfigMap gone is not here"]);
  });

  it.each([
    "",
    "[",
    "kind: Deployment",
    "kind: List\nitems: [1, {kind: Pod, spec: {containers: {a: b}}}]",
    "kind: CronJob\nspec: {jobTemplate: {spec: {template: {spec: {containers: [{}]}}}}}",
  ])("are read as far as they go: %j", (text) => {
    expect(load(text).services).toEqual([]);
  });
});
