import { describe, expect, it } from "vitest";
import { dockerfilesOfManifests } from "../../src/link/manifest-images.ts";
import { loadStacks } from "../../src/link/load-stacks.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";

const pod = (name: string, image: string, more = ""): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  template:\n    spec:\n      containers:\n        - name: ${name}\n          image: ${image}\n${more}`;

function matched(files: Record<string, string>, built: Record<string, unknown> = {}): [string, string][] {
  const fs = memoryFileSystem(files);
  const names = Object.keys(files);
  const manifests = names.filter((name) => name.endsWith(".yaml"));
  return [
    ...dockerfilesOfManifests(
      fs,
      manifests,
      names.filter((name) => !manifests.includes(name)),
      built,
    ),
  ];
}

describe("the images of manifests that are built here", () => {
  it("are the one Dockerfile's where there is one image of a registry of their own", () => {
    const files = {
      Dockerfile: "FROM python:3.12\n",
      "k8s/web.yaml": pod("web", "registry.example.org/site:1.2"),
      "k8s/log.yaml": pod("log", "busybox:1.36"),
    };
    expect(matched(files)).toEqual([["site", "Dockerfile"]]);
  });

  it("are found behind the placeholders of a chart", () => {
    const image = '"{{ .Values.image.repository }}:{{ .Values.image.tag }}"';
    const files = { Dockerfile: "", "chart/templates/deployment.yaml": pod("web", image) };
    expect(matched(files).map(([, file]) => file)).toEqual(["Dockerfile"]);
  });

  it("go by their names where there are several", () => {
    const files = {
      "api/Dockerfile": "",
      "docker/Dockerfile.worker": "",
      "k8s/api.yaml": pod("api", "ghcr.io/acme/api"),
      "k8s/worker.yaml": pod("worker", "ghcr.io/acme/worker"),
      "k8s/other.yaml": pod("other", "ghcr.io/acme/other"),
    };
    expect(matched(files)).toEqual([
      ["acme/api", "api/Dockerfile"],
      ["acme/worker", "docker/Dockerfile.worker"],
    ]);
  });

  it("leave out what compose builds and images of other people", () => {
    const files = {
      Dockerfile: "",
      "k8s/db.yaml": pod("db", "postgres:16"),
      "k8s/a.yaml": pod("a", "acme/a"),
    };
    expect(matched(files, { "acme/a": {} })).toEqual([]);
  });

  it("start as the manifest says, not as the Dockerfile's own container", () => {
    const fs = memoryFileSystem({
      Dockerfile: 'FROM python:3.12\nWORKDIR /srv\nCOPY . .\nUSER app\nCMD ["gunicorn", "a.wsgi"]\n',
      "a/wsgi.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "a.settings")\n',
      "a/settings.py": "INSTALLED_APPS = []\n",
      "k8s/web.yaml": pod(
        "web",
        "registry.example.org/site",
        '          args: ["gunicorn", "a.wsgi", "--access-logfile=-"]\n',
      ),
    });
    const processes = loadStacks({ fs, paths: ["."] }).stacks.flatMap((stack) => stack.processes);
    expect(
      processes.map(({ name, command, cwd }) => [name, command, cwd.state === "set" && cwd.value]),
    ).toEqual([["web", "gunicorn a.wsgi --access-logfile=-", "/srv"]]);
  });
});
