import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { audit, rules } from "../../src/index.ts";
import { auditJson } from "../../src/report/audit/audit-pages.ts";
import { PLAIN } from "../../src/report/theme.ts";
import { readmeHost, type ReadmeHost } from "../readme-host.ts";

interface Schema {
  readonly properties: Record<string, unknown>;
  readonly definitions: Record<string, unknown>;
}
const schemaOf = (name: string): Schema =>
  JSON.parse(readFileSync(`schema/${name}.schema.json`, "utf8")) as Schema;
const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schemaOf("audit"));

const NGINX = `user www-data;
error_log /var/log/nginx/error.log;
events {}
http {
  access_log /var/log/nginx/access.log;
  server { listen 80; location / { proxy_pass http://unix:/run/shop.sock; } }
}
`;
const UNIT = `[Service]
User=shop
WorkingDirectory=/srv/shop
Environment=SECRET_TOKEN=Zk3-hidden
StandardError=append:/var/log/shop/err.log
ExecStart=/usr/bin/gunicorn -b unix:/run/shop.sock --access-logfile /var/log/shop/access.log shop.wsgi
`;
const HOST: ReadmeHost = {
  users: { shop: { id: 1001 } },
  space: { total: 1000, free: 10 },
  paths: {
    "/var/log/nginx/access.log": { is: "www-data:adm 0640", size: 10, modified: "2026-03-02 11:00" },
    "/var/log/nginx/access.log.1": { is: "www-data:adm 0640", size: 10, modified: "2026-03-01 11:00" },
    "/var/log/shop": "shop:shop 0750",
  },
  processes: [
    {
      pid: 10,
      command: ["nginx: master process /usr/sbin/nginx"],
      user: "root",
      started: "2026-02-02 00:00",
      unit: "nginx.service",
      open: ["/var/log/nginx/access.log", "/var/log/nginx/error.log (deleted)"],
    },
    {
      pid: 20,
      command: "/usr/bin/python3 /usr/bin/gunicorn -b unix:/run/shop.sock --workers 3 shop.wsgi",
      user: "nobody",
      started: "2026-02-02 00:00",
      cwd: "/srv/shop",
      unit: "shop.service",
      environment: { SECRET_TOKEN: "Zk3-hidden" },
    },
  ],
};

function reportOf(files: Readonly<Record<string, string>>, host: ReadmeHost): Record<string, unknown> {
  const { files: seen, seenAt } = readmeHost(files, host);
  const result = { ...audit({ files: seen, seenAt }), subject: "a server", seenAt };
  const options = {
    version: "0.0.0",
    failOn: "error" as const,
    theme: PLAIN,
    width: 80,
    showUnknown: false,
    quiet: false,
    verbose: false,
    rules,
    preset: "recommended" as const,
  };
  return JSON.parse(auditJson(result, options)) as Record<string, unknown>;
}

describe("audit --format json", () => {
  it.each<[string, Readonly<Record<string, string>>, ReadmeHost]>([
    [
      "a live server with drift and open files",
      { "/etc/nginx/nginx.conf": NGINX, "/etc/systemd/system/shop.service": UNIT },
      HOST,
    ],
    ["an image", { "/etc/nginx/nginx.conf": NGINX, "/etc/systemd/system/shop.service": UNIT }, {}],
    ["nothing at all", {}, {}],
  ])("is what its schema says: %s", (_, files, host) => {
    const report = reportOf(files, { users: { shop: { id: 1001 } }, ...host });
    validate(report);
    expect(validate.errors).toBeNull();
    expect(JSON.stringify(report)).not.toContain("Zk3-hidden");
  });

  it("has names of variables and no values, drift, archives and deleted files in what was just valid", () => {
    const report = reportOf(
      { "/etc/nginx/nginx.conf": NGINX, "/etc/systemd/system/shop.service": UNIT },
      HOST,
    );
    const text = JSON.stringify(report["hosts"]);
    for (const part of [
      '"variables":["SECRET_TOKEN"]',
      '"deleted":true',
      '"newestArchive":{',
      '"kind":"arguments"',
    ])
      expect(text).toContain(part);
  });

  it("has all that check has, in the same words", () => {
    const [check, own] = [schemaOf("check"), schemaOf("audit")];
    expect(own.properties).toMatchObject(check.properties);
    expect(own.definitions).toMatchObject(check.definitions);
  });

  it("would notice a key that the schema does not have", () => {
    expect(validate({ ...reportOf({}, {}), more: 1 })).toBe(false);
  });
});
