import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { escapeLine } from "../../src/report/escape.ts";
import { redact, redactData } from "../../src/report/redact.ts";

describe("secrets", () => {
  it.each([
    ['SECRET_KEY = "abc123"', 'SECRET_KEY = "[redacted]"'],
    ["SECRET_KEY = 'abc'", "SECRET_KEY = '[redacted]'"],
    ['"PASSWORD": "hunter2",', '"PASSWORD": "[redacted]",'],
    ['os.environ.get("API_KEY", "abc")', 'os.environ.get("API_KEY", "[redacted]")'],
    ['env("SECRET_KEY", default="django-insecure-x")', 'env("SECRET_KEY", default="[redacted]")'],
    ["postgres://blog:hunter2@db/blog", "postgres://[redacted]@db/blog"],
    ["https://0123abcd@o1.ingest.sentry.io/2", "https://[redacted]@o1.ingest.sentry.io/2"],
    ["gunicorn -e DB_PASSWORD=hunter2 blog.wsgi", "gunicorn -e DB_PASSWORD=[redacted] blog.wsgi"],
    [
      "proxy_set_header Authorization 'Basic dXNlcjpwYXNz';",
      "proxy_set_header Authorization 'Basic [redacted]';",
    ],
    ["Authorization: Bearer abcdef0123456789abcdef", "Authorization: Bearer [redacted]"],
    ["AKIAABCDEFGHIJKLMNOP", "[redacted]"],
    ['init(dsn=config("SENTRY_DSN", default="abc"))', 'init(dsn=config("SENTRY_DSN", default="[redacted]"))'],
    ["PASSWORD=abc(def", "PASSWORD=[redacted]"],
    ['PASSWORD=abc("def"', 'PASSWORD=[redacted]"def"'],
    ['PASSWORD=abc["JBSWY3DPEHPK3PXP"]', 'PASSWORD=[redacted]"JBSWY3DPEHPK3PXP"]'],
  ])("%s becomes %s", (given, shown) => {
    expect(redact(given)).toBe(shown);
  });

  it.each([
    "log_format main '$remote_addr \"$http_authorization\" $arg_token';",
    'errorlog = "-"',
    "the user name of Basic authentication, and Bearer authentication too",
    '"filters": ["hide_passwords"], "class": "logging.StreamHandler"',
    "SECRET_KEY = os.environ['SECRET_KEY']",
    'sentry_sdk.init(dsn=os.environ["SENTRY_DSN"], environment="production")',
    'sentry_sdk.init(dsn=os.environ.get("SENTRY_URL"))',
    "proxy_pass http://gunicorn:8000;",
    "PASSWORD_HASHERS",
  ])("%s stays as it is", (text) => {
    expect(redact(text)).toBe(text);
  });

  it("are found by the name of the key that holds them, at any depth", () => {
    const shown = redactData({
      level: "INFO",
      handlers: { http: { auth_token: "abc", urls: ["https://u:p@host/"] } },
    });
    expect(shown).toEqual({
      level: "INFO",
      handlers: { http: { auth_token: "[redacted]", urls: ["https://[redacted]@host/"] } },
    });
    expect(redactData(["A=1", "API_TOKEN=xyz"], "raw_env")).toEqual(["A=1", "API_TOKEN=[redacted]"]);
  });

  it("are looked for in time that grows with the text alone", () => {
    const hostile = [
      'token="'.repeat(40_000),
      "password=".repeat(40_000),
      "://".repeat(80_000),
      "secret".repeat(40_000),
      "eyJ".repeat(40_000),
    ];
    for (const text of hostile) expect(redact(text).length).toBeGreaterThan(0);
  }, 10_000);
});

describe("escaping for one line of a terminal", () => {
  it("leaves no control or reordering character in any text, and keeps the rest", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const escaped = escapeLine(text);
        expect(escaped).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]/u);
        if (/^[ -~]*$/.test(text)) expect(escaped).toBe(text);
      }),
    );
  });
});
