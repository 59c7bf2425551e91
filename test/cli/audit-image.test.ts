import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { tarOf, type Written } from "../text/archive/tar-of.ts";
import { loglint } from "./run-loglint.ts";

const home = mkdtempSync(join(tmpdir(), "loglint-audit-image-"));
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

const SETTINGS = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n';
const FILES: Readonly<Record<string, Written>> = {
  "etc/passwd": "root:x:0:0::/root:/bin/sh\nshop:x:1001:1001::/:/bin/sh\n",
  "etc/group": "root:x:0:\nshop:x:1001:\n",
  "app/manage.py": SETTINGS,
  "app/shop/wsgi.py": SETTINGS,
  "app/shop/settings.py": "DEBUG = False\n",
  "app/start.sh": '#!/bin/sh\nset -e\nexec "$@"\n',
};

interface Report {
  readonly findings: { rule: string; places?: unknown; file?: string }[];
  readonly hosts: { logs: { path: string; user: string | null; exists: string }[] }[];
}

/** Audits an image of these files that starts with this configuration. */
async function auditImage(config: object, format: string): Promise<string> {
  const file = join(home, "image.tar");
  writeFileSync(
    file,
    tarOf({
      "abc.json": JSON.stringify({ config }),
      "l0/layer.tar": { content: tarOf(FILES) },
      "manifest.json": JSON.stringify([
        { Config: "abc.json", RepoTags: ["shop:1"], Layers: ["l0/layer.tar"] },
      ]),
    }),
  );
  const ran = await loglint(["audit", "--no-config", "--archive", file, "--format", format], { cwd: home });
  expect(ran.err).toBe("");
  return ran.out;
}

const GUNICORN = {
  Env: [
    "PATH=/usr/local/bin:/bin",
    "GUNICORN_CMD_ARGS=--error-logfile /var/log/none/e.log",
    "DB_PASSWORD=Zk3-hidden",
  ],
  User: "shop",
  WorkingDir: "/app",
  Entrypoint: ["/app/start.sh"],
  Cmd: ["gunicorn", "--access-logfile", "-", "shop.wsgi"],
};

it("audits an image as what it starts: its command through its script, its user, directory and environment", async () => {
  const text = await auditImage(GUNICORN, "text");
  expect(text.replace(/\s+/g, " ")).toContain("it starts gunicorn --access-logfile - shop.wsgi");
  expect(text).toContain("gunicorn access log  → docker logs of shop:1");
  expect(text).toContain("host/log-missing");
  const json = await auditImage(GUNICORN, "json");
  const { hosts } = JSON.parse(json) as Report;
  expect(hosts.map(({ logs }) => logs.map(({ path, user, exists }) => [path, user, exists]))).toEqual([
    [["/var/log/none/e.log", "shop", "no"]],
  ]);
  expect(text + json).not.toContain("Zk3-hidden");
});

it("does not know what a volume of the image holds when it runs", async () => {
  const text = await auditImage({ ...GUNICORN, Volumes: { "/var/log/none": {} } }, "text");
  expect(text).toContain("/var/log/none/e.log  not known");
  expect(text).not.toContain("host/log-missing");
});

it("says of an image without a command, and of docker export, that nothing tells what it starts", async () => {
  const said = "docker save keeps the command of an image, docker export does not";
  expect((await auditImage({ Env: [] }, "text")).replace(/\s+/g, " ")).toContain(said);
  writeFileSync(join(home, "export.tar"), tarOf(FILES));
  const ran = await loglint(["audit", "--no-config", "--archive", join(home, "export.tar")], { cwd: home });
  expect(ran.out.replace(/\s+/g, " ")).toContain(said);
  expect((await auditImage(GUNICORN, "text")).replace(/\s+/g, " ")).not.toContain(said);
});
