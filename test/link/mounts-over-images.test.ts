import { expect, it } from "vitest";
import { loadStacks } from "../../src/link/load-stacks.ts";
import type { Stack } from "../../src/model/stack.ts";
import { routesOf } from "../../src/routes/routes.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";

const SITE = "server { listen 80; location / { proxy_pass http://127.0.0.1:8000; } }\n";

function compose(volume: string): Stack | undefined {
  const text = [
    "services:",
    "  front:",
    "    image: nginx:1.27",
    "    volumes:",
    "      - ./site.conf:/etc/nginx/conf.d/default.conf",
    `      - ${volume}`,
    "volumes:",
    "  logs:",
  ].join("\n");
  return loadStacks({ fs: memoryFileSystem({ "compose.yaml": text, "site.conf": SITE }), paths: ["."] })
    .stacks[0];
}

function accessEnds(stack: Stack | undefined): string[] {
  if (stack === undefined) throw new Error("nothing was loaded");
  return routesOf(stack)
    .filter(({ event }) => event === "nginx.access")
    .flatMap(({ sinks }) => sinks.map((sink) => (sink.kind === "file" ? sink.path : sink.kind)));
}

/** The nginx image links its two logs to the container's streams; what lies under a bind mount is not seen, a new named volume copies it. */
it.each([
  ["./logs:/var/log/nginx", ["/var/log/nginx/access.log"]],
  ["logs:/var/log/nginx", ["docker"]],
  ["./logs:/var/log/other", ["docker"]],
])("%s", (volume, ends) => {
  expect(accessEnds(compose(volume))).toEqual(ends);
});

const pod = (mounts: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: front }
spec:
  template:
    spec:
      containers:
        - name: front
          image: nginx:1.27
          volumeMounts:
            - { name: site, mountPath: /etc/nginx/conf.d }
${mounts}
      volumes:
        - { name: logs, emptyDir: {} }
        - { name: site, configMap: { name: site } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: site }
data:
  default.conf: |
    ${SITE.trim()}
`;

it.each([
  ["            - { name: logs, mountPath: /var/log/nginx }", ["/var/log/nginx/access.log"]],
  ["            - { name: logs, mountPath: /var/cache/nginx }", ["docker"]],
])("an emptyDir in a pod: %s", (mounts, ends) => {
  const { stacks } = loadStacks({ fs: memoryFileSystem({ "k8s/front.yaml": pod(mounts) }), paths: ["."] });
  expect(accessEnds(stacks[0])).toEqual(ends);
});

it("reads the streams of a pod with kubectl when the container has the name of its workload", () => {
  const { stacks } = loadStacks({ fs: memoryFileSystem({ "k8s/front.yaml": pod("") }), paths: ["."] });
  const reads = stacks
    .flatMap((stack) => routesOf(stack))
    .flatMap(({ sinks }) => sinks.flatMap((sink) => (sink.kind === "docker" ? [sink.read] : [])));
  expect([...new Set(reads)]).toEqual(["kubectl logs front-POD -c front"]);
});
