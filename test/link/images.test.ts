import { describe, expect, it } from "vitest";
import { loadStacks } from "../../src/link/load-stacks.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";

const POD = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - name: web
          image: registry.example.com/team/shop:1.4
`;

describe("an image that is built here", () => {
  it("is what a manifest starts, when a compose file gives it the name", () => {
    const { stacks } = loadStacks({
      fs: memoryFileSystem({
        "compose.yaml": "services:\n  app:\n    build: .\n    image: registry.example.com/team/shop\n",
        Dockerfile: 'FROM python:3.12\nCOPY . /app\nWORKDIR /app\nCMD ["gunicorn", "shop.wsgi", "-w", "3"]\n',
        "k8s/web.yaml": POD,
      }),
      paths: ["."],
    });
    const stack = stacks.find((each) => each.name.includes("Kubernetes"));
    expect(stack?.processes.map(({ name, runs }) => [name, runs])).toEqual([["web", "gunicorn"]]);
    expect(stack?.gunicorn[0]?.settings["workers"]).toMatchObject({ state: "set", value: 3 });
  });

  it("is not guessed for a manifest's image of another name", () => {
    const { stacks } = loadStacks({
      fs: memoryFileSystem({
        "compose.yaml": "services:\n  app:\n    build: .\n    image: other/shop\n",
        Dockerfile: 'FROM python:3.12\nCMD ["gunicorn", "shop.wsgi"]\n',
        "k8s/web.yaml": POD,
      }),
      paths: ["."],
    });
    expect(stacks.flatMap(({ processes }) => processes.map(({ name }) => name))).toEqual(["app"]);
  });
});

describe("a script that only the image has", () => {
  it("is followed to what it starts: a here-document of the Dockerfile", () => {
    const dockerfile = `FROM python:3.12
WORKDIR /app
COPY <<EOF /start.sh
#!/bin/sh
exec gunicorn shop.wsgi --workers 4
EOF
CMD ["/start.sh"]
`;
    const { stacks } = loadStacks({ fs: memoryFileSystem({ Dockerfile: dockerfile }), paths: ["."] });
    expect(stacks[0]?.processes.map(({ runs }) => runs)).toEqual(["gunicorn"]);
    expect(stacks[0]?.gunicorn[0]?.settings["workers"]).toMatchObject({ state: "set", value: 4 });
  });
});
