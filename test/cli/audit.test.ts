import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { loglint } from "./run-loglint.ts";

const home = mkdtempSync(join(tmpdir(), "loglint-audit-cli-"));
const root = join(home, "root");
const unit =
  "[Service]\nWorkingDirectory=/srv\nExecStart=/usr/bin/gunicorn --error-logfile /var/log/none/e.log --access-logfile - app:app\n";
mkdirSync(join(root, "etc/systemd/system"), { recursive: true });
writeFileSync(join(root, "etc/systemd/system/web.service"), unit);
mkdirSync(join(home, "empty"));
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

const audit = (...argv: string[]): ReturnType<typeof loglint> =>
  loglint(["audit", "--no-config", ...argv], { cwd: home });

it("exits with 1 for a finding, and says what it saw", async () => {
  const ran = await audit("--root", "root");
  expect(ran.code).toBe(1);
  expect(ran.out).toContain("Audit of the root root, seen ");
  expect(ran.out).toContain("This is an image or a disk: nothing runs here.");
  expect(ran.out).toContain("/var/log/none/e.log");
  expect(ran.out).toContain("host/log-missing");
});

it("prints the parts of the report as Markdown, a page and JSON", async () => {
  const markdown = (await audit("--root", "root", "--format", "markdown")).out;
  expect(markdown).toContain("## Logs");
  expect(markdown).toContain("## Where records end");
  const page = (await audit("--root", "root", "--format", "html")).out;
  expect(page.match(/<h1>/g)).toHaveLength(1);
  expect(page).toContain("<h2>Logs</h2>");
  expect(page.trimEnd().endsWith("</html>")).toBe(true);
  const data = JSON.parse((await audit("--root", "root", "--format", "json")).out) as {
    hosts: { logs: { path: string }[] }[];
  };
  expect(data.hosts[0]?.logs.map(({ path }) => path)).toEqual(["/var/log/none/e.log"]);
});

it("exits with 3 where nothing is, and with 2 for what cannot be audited", async () => {
  expect((await audit("--root", "empty")).code).toBe(3);
  const wrong = await audit("--archive", "root/etc/systemd/system/web.service");
  expect([wrong.code, wrong.err.includes("web.service")]).toEqual([2, true]);
  expect((await audit("--root", "nowhere")).code).toBe(2);
  expect((await audit("--root", "root", "--archive", "x")).code).toBe(2);
  expect((await audit("some/path")).code).toBe(2);
});

it("takes nginx's files from nginx -T on standard input", async () => {
  const stdin =
    "# configuration file /etc/nginx/nginx.conf:\nevents {}\nhttp { access_log /var/log/nginx/a.log; include /etc/nginx/conf.d/*.conf; }\n\n# configuration file /etc/nginx/conf.d/x.conf:\nserver { listen 80; }\n\n";
  const ran = await loglint(["audit", "--no-config", "--root", "empty", "-", "--format", "json"], {
    cwd: home,
    stdin,
  });
  const data = JSON.parse(ran.out) as { read: { file: string }[] };
  expect(data.read.map(({ file }) => file)).toEqual(["/etc/nginx/conf.d/x.conf", "/etc/nginx/nginx.conf"]);
  const wrong = await loglint(["audit", "--no-config", "--root", "empty", "-"], {
    cwd: home,
    stdin: "hello",
  });
  expect(wrong.code).toBe(2);
});

it("collects a snapshot that gives the same findings", async () => {
  const collected = await loglint(["collect", "--root", "root", "-o", join(home, "host.tar")], { cwd: home });
  expect(collected.code).toBe(0);
  expect(readFileSync(join(home, "host.tar")).length).toBeGreaterThan(0);
  const findings = async (...argv: string[]): Promise<unknown> =>
    (JSON.parse((await audit(...argv, "--format", "json")).out) as { findings: unknown }).findings;
  expect(await findings("--archive", "host.tar")).toEqual(await findings("--root", "root"));
});
