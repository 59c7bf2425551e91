import { describe, expect, it } from "vitest";
import { gunicorn, runGunicorn } from "./run-gunicorn.ts";

const ACCESS_LINE = /GET \/page\?q=1/;

describe.skipIf(gunicorn === null)("what the gunicorn rules claim, shown by the real gunicorn", () => {
  it("access-log-missing: without accesslog a request leaves no line", async () => {
    const left = await runGunicorn('errorlog = "error.log"\n');
    expect(left.status).toBe(200);
    expect([left.stdout, left.stderr, left.file("error.log")].join("\n")).not.toMatch(ACCESS_LINE);
  });

  it("unknown-setting: access_log and ACCESSLOG are ignored without a word", async () => {
    const left = await runGunicorn('access_log = "-"\nACCESSLOG = "access.log"\nlog_level = "debug"\n');
    expect(left.status).toBe(200);
    expect(left.stdout + left.stderr).not.toMatch(ACCESS_LINE);
    expect(left.stderr).not.toMatch(/access_log|DEBUG/);
    expect(left.file("access.log")).toBeNull();
  });

  it("syntax: an imported name that is a setting stops the start with status 1", async () => {
    const left = await runGunicorn("import syslog\n");
    expect(left.exit).toBe(1);
    expect(left.stderr).toContain("Invalid value for syslog: <module 'syslog'");
  });

  it("syntax: an unknown option stops the start with status 2", async () => {
    const left = await runGunicorn("", { args: ["--loglevel", "info"] });
    expect(left.exit).toBe(2);
    expect(left.stderr).toContain("unrecognized arguments: --loglevel");
  });

  it("capture-output-disabled: without it the application's output does not reach the errorlog", async () => {
    const left = await runGunicorn('errorlog = "error.log"\n');
    expect(left.file("error.log")).not.toMatch(/BY-THE-APPLICATION|OF-THE-APPLICATION/);
    expect(left.stdout).toContain("PRINTED-BY-THE-APPLICATION");
    expect(left.stderr).toContain("ERROR-STREAM-OF-THE-APPLICATION");
  });

  it("capture-output-disabled: with capture_output it does", async () => {
    const left = await runGunicorn('errorlog = "error.log"\ncapture_output = True\n');
    expect(left.file("error.log")).toContain("PRINTED-BY-THE-APPLICATION");
    expect(left.file("error.log")).toContain("ERROR-STREAM-OF-THE-APPLICATION");
    expect(left.stdout + left.stderr).not.toMatch(/THE-APPLICATION/);
  });

  it("capture-output-noop: with errorlog - the output stays where it was", async () => {
    const left = await runGunicorn("capture_output = True\n");
    expect(left.stdout).toContain("PRINTED-BY-THE-APPLICATION");
    expect(left.stderr).toContain("ERROR-STREAM-OF-THE-APPLICATION");
  });

  it("capture-output-noop: sinks of logconfig_dict do not count", async () => {
    const left = await runGunicorn(`capture_output = True
logconfig_dict = {
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": ["file"]}},
    "handlers": {"file": {"class": "logging.FileHandler", "filename": "error.log"}},
    "root": {"level": "INFO", "handlers": ["file"]},
    "formatters": {},
}
`);
    expect(left.status).toBe(200);
    expect(left.file("error.log")).toContain("Listening at");
    expect(left.file("error.log")).not.toContain("PRINTED-BY-THE-APPLICATION");
    expect(left.stdout).toContain("PRINTED-BY-THE-APPLICATION");
  });

  it("capture-output-device: capture_output into /dev/stderr does not start on a pipe", async () => {
    const left = await runGunicorn('errorlog = "/dev/stderr"\ncapture_output = True\n', { pipe: true });
    expect(left.exit).not.toBeNull();
    expect(left.status).toBeNull();
    expect(left.stdout).toContain("not seekable");
  });

  it("dev-stdout-target: /dev/stdout does not open where it is a socket, - works", async () => {
    const left = await runGunicorn('accesslog = "/dev/stdout"\n');
    expect(left.exit).toBe(1);
    expect(left.stderr).toContain("'/dev/stdout' isn't writable [OSError(6, 'No such device or address')]");
    expect((await runGunicorn('accesslog = "-"\n')).stdout).toMatch(ACCESS_LINE);
  });

  it("capture-output-device: capture_output into /dev/null discards errors and prints", async () => {
    const left = await runGunicorn('errorlog = "/dev/null"\naccesslog = "-"\ncapture_output = True\n', {
      path: "/boom",
    });
    expect(left.status).toBe(500);
    expect(left.stdout + left.stderr).toBe("");
  });

  it("output-mixed: an access log on - ends in the errorlog file", async () => {
    const left = await runGunicorn('errorlog = "error.log"\naccesslog = "-"\ncapture_output = True\n');
    expect(left.file("error.log")).toMatch(ACCESS_LINE);
    expect(left.stdout).not.toMatch(ACCESS_LINE);
  });

  it("loglevel-unknown: warn is info", async () => {
    expect((await runGunicorn('loglevel = "warn"\n')).stderr).toContain("[INFO] Listening at");
    expect((await runGunicorn('loglevel = "warning"\n')).stderr).not.toContain("[INFO] Listening at");
  });

  it("loglevel-unknown: None stops the start", async () => {
    const left = await runGunicorn("loglevel = None\n");
    expect(left.exit).toBe(1);
    expect(left.stderr).toContain("'NoneType' object has no attribute 'lower'");
  });

  it("loglevel-hides-errors: at critical an exception of the application leaves no line", async () => {
    const quiet = await runGunicorn('loglevel = "critical"\n', { path: "/boom" });
    expect(quiet.status).toBe(500);
    expect(quiet.stderr).not.toContain("RAISED-BY-THE-APPLICATION");
    const loud = await runGunicorn('loglevel = "error"\n', { path: "/boom" });
    expect(loud.stderr).toContain("RAISED-BY-THE-APPLICATION");
  });

  it("loglevel-hides-errors: debug prints raw_env", async () => {
    const left = await runGunicorn('loglevel = "debug"\nraw_env = ["SECRET_KEY=not-a-real-one"]\n');
    expect(left.stderr).toContain("SECRET_KEY=not-a-real-one");
  });

  it("format-invalid: a failing format loses the line and prints the credentials, and the request succeeds", async () => {
    for (const format of ["%h %l", "%(h)s %(s)d", "%(h)s 100% x"]) {
      const left = await runGunicorn(
        `accesslog = "access.log"\naccess_log_format = ${JSON.stringify(format)}\n`,
        {
          headers: { Authorization: "Bearer NOT-A-REAL-TOKEN" },
        },
      );
      expect(left.status).toBe(200);
      expect(left.file("access.log")).toBe("");
      expect(left.stderr).toContain("--- Logging error ---");
      expect(left.stderr).toContain("NOT-A-REAL-TOKEN");
    }
  });

  it("format-invalid: a conversion without a name prints all headers, an unknown atom a dash, nginx's format itself", async () => {
    const left = await runGunicorn('accesslog = "access.log"\naccess_log_format = "%s"\n', {
      headers: { Cookie: "id=NOT-A-REAL-COOKIE" },
    });
    expect(left.file("access.log")).toContain("NOT-A-REAL-COOKIE");
    const other = await runGunicorn(
      'accesslog = "access.log"\naccess_log_format = "[%(remote_user)s] $remote_addr"\n',
    );
    expect(other.file("access.log")).toBe("[-] $remote_addr\n");
  });

  it("format-header-underscore: underscores are a dash, hyphens are the header", async () => {
    const left = await runGunicorn(
      'accesslog = "access.log"\naccess_log_format = "%({X_Forwarded_For}i)s %({X-Forwarded-For}i)s"\n',
      {
        headers: { "X-Forwarded-For": "203.0.113.9" },
      },
    );
    expect(left.file("access.log")).toBe("- 203.0.113.9\n");
  });

  it("format-json-unsafe: a backslash from the client makes the line invalid JSON", async () => {
    const left = await runGunicorn(`accesslog = "access.log"\naccess_log_format = '{"agent": "%(a)s"}'\n`, {
      headers: { "User-Agent": 'x\\y"z' },
    });
    const line = left.file("access.log")!;
    expect(line).toContain("x\\y");
    expect(() => JSON.parse(line) as unknown).toThrow();
  });

  it("target-is-a-word: stdout, None and off are files", async () => {
    const left = await runGunicorn('accesslog = "stdout"\nerrorlog = "None"\n');
    expect(left.file("stdout")).toMatch(ACCESS_LINE);
    expect(left.file("None")).toContain("Listening at");
    expect((await runGunicorn('accesslog = "off"\n')).file("off")).toMatch(ACCESS_LINE);
  });

  it("target-is-a-word: the empty name and ~ stop the start", async () => {
    for (const target of ["", "~/logs/access.log", "$HOME/logs/access.log"]) {
      const left = await runGunicorn(`accesslog = ${JSON.stringify(target)}\n`);
      expect(left.exit).toBe(1);
      expect(left.stderr).toContain(`'${target}' isn't writable`);
    }
  });

  it("setting-shadowed: the command line beats the file, and nothing turns an option off", async () => {
    const left = await runGunicorn(
      'accesslog = "access.log"\ncapture_output = False\nerrorlog = "error.log"\n',
      { args: ["--access-logfile", "-", "--capture-output"] },
    );
    expect(left.file("access.log")).toBeNull();
    expect(left.file("error.log")).toMatch(ACCESS_LINE);
    expect(left.file("error.log")).toContain("PRINTED-BY-THE-APPLICATION");
  });

  it("logconfig-incomplete: handlers without a root, and formatters without generic, stop the start", async () => {
    const handlers = await runGunicorn(
      'logconfig_dict = {"handlers": {"file": {"class": "logging.FileHandler", "filename": "error.log"}}, "loggers": {}}\n',
    );
    expect(handlers.exit).toBe(1);
    expect(handlers.stderr).toContain("Unable to configure root logger");
    const formatters = await runGunicorn(
      'logconfig_dict = {"formatters": {"short": {"format": "%(message)s"}}}\n',
    );
    expect(formatters.exit).toBe(1);
    expect(formatters.stderr).toContain("Unable to configure handler 'console'");
  });

  it("logconfig-incomplete: logconfig beside logconfig_dict is not even opened", async () => {
    const left = await runGunicorn(
      'logconfig = "/no/such/file.ini"\nlogconfig_dict = {"root": {"level": "WARNING", "handlers": ["console"]}}\n',
    );
    expect(left.status).toBe(200);
  });

  it("syslog-ignored: an address without a scheme and an unknown facility stop the start, but only with syslog", async () => {
    const address = await runGunicorn('syslog = True\nsyslog_addr = "127.0.0.1:514"\n');
    expect(address.exit).toBe(1);
    expect(address.stderr).toContain("invalid syslog address");
    const facility = await runGunicorn('syslog = True\nsyslog_facility = "local9"\n');
    expect(facility.stderr).toContain("unknown facility name");
    expect((await runGunicorn('syslog_addr = "127.0.0.1:514"\nsyslog_facility = "local9"\n')).status).toBe(
      200,
    );
  });
});
