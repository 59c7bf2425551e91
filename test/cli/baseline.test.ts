import { describe, expect, it } from "vitest";
import { BROKEN, loglint } from "./run-loglint.ts";

const conf = BROKEN["nginx.conf"];
const FILE = "loglint.baseline.json";

interface Entry {
  readonly rule: string;
  readonly file: string;
  readonly object: string;
  readonly hash: string;
  readonly count?: number;
  readonly reason?: string;
  readonly expires?: string;
}

function entriesOf(text: string | undefined): Entry[] {
  return (JSON.parse(text ?? "{}") as { entries: Entry[] }).entries;
}

async function written(files: Readonly<Record<string, string>>): Promise<string> {
  const ran = await loglint(["--write-baseline"], { files });
  expect(ran.code).toBe(0);
  return ran.written[FILE] ?? "";
}

function withEntries(text: string, change: (entry: Entry) => Entry): string {
  return JSON.stringify({ version: 1, entries: entriesOf(text).map(change) });
}

describe("the baseline", () => {
  it("holds rule, file, object and hash, and no line number", async () => {
    const text = await written(BROKEN);
    const entry = entriesOf(text).find(({ rule }) => rule === "nginx/log-target-is-a-word");
    expect(entry).toMatchObject({ file: "nginx.conf", object: "http > server" });
    expect(Object.keys(entry ?? {})).toEqual(["rule", "file", "object", "hash"]);
  });

  it("holds back what was there, also after lines moved and blanks changed", async () => {
    const text = await written(BROKEN);
    const moved = conf
      .replace("events {}", "\n\n# more lines\nevents {}")
      .replace("access_log on;", "access_log  on ;");
    const ran = await loglint(["--baseline", FILE], { files: { "nginx.conf": moved, [FILE]: text } });
    expect(ran.code).toBe(0);
    expect(ran.out).toContain(`${entriesOf(text).length} in the baseline`);
    expect(ran.err).toBe("");
  });

  it("reports what is new: another line, another object, one more of the same", async () => {
    const text = await written(BROKEN);
    const run = (now: string) =>
      loglint(["--baseline", FILE], { files: { "nginx.conf": now, [FILE]: text } });
    expect((await run(conf.replace("access_log on;", "access_log yes;"))).code).toBe(1);
    expect((await run(conf.replace("access_log on;", "access_log on;\n        access_log on;"))).code).toBe(
      1,
    );
    const other = conf
      .replace("        access_log on;\n", "")
      .replace("location / {", "location / { access_log on;");
    expect((await run(other)).code).toBe(1);
  });

  it("says what is stale, and prunes it", async () => {
    const text = await written(BROKEN);
    const files = { "nginx.conf": conf.replace("        access_log on;\n", ""), [FILE]: text };
    const said = await loglint(["--baseline", FILE], { files });
    expect(said.err).toContain("match nothing any more; --prune-baseline takes them out");
    expect(said.written).toEqual({});
    const pruned = await loglint(["--baseline", FILE, "--prune-baseline"], { files });
    expect(entriesOf(pruned.written[FILE]).map(({ rule }) => rule)).not.toContain(
      "nginx/log-target-is-a-word",
    );
    const again = await loglint(["--baseline", FILE], {
      files: { ...files, [FILE]: pruned.written[FILE] ?? "" },
    });
    expect(again.err).toBe("");
  });

  it("calls nothing stale that this run could not find", async () => {
    const text = await written(BROKEN);
    const files = { "nginx.conf": conf.replace("        access_log on;\n", ""), [FILE]: text };
    expect((await loglint(["nginx.conf", "--baseline", FILE], { files })).err).toBe("");
    const only = await loglint(["--baseline", FILE, "--only", "nginx/dev-null-target"], { files });
    expect(only.err).toBe("");
  });

  it("holds until its day, and keeps reason and day when written again", async () => {
    const text = await written(BROKEN);
    const until = (expires: string) =>
      withEntries(text, (entry) => ({ ...entry, reason: "until the move", expires }));
    const later = { ...BROKEN, [FILE]: until("2999-01-01") };
    expect((await loglint(["--baseline", FILE], { files: later })).code).toBe(0);
    const past = await loglint(["--baseline", FILE], { files: { ...BROKEN, [FILE]: until("2001-01-01") } });
    expect(past.code).toBe(1);
    expect(past.err).toContain("ran out");
    expect(past.err).toContain("until 2001-01-01: until the move");
    const again = await loglint(["--write-baseline"], { files: later });
    expect(entriesOf(again.written[FILE])[0]).toMatchObject({
      reason: "until the move",
      expires: "2999-01-01",
    });
  });

  it("is seen from its own folder, wherever loglint runs", async () => {
    const ran = await loglint(["--write-baseline=ci/known.json", "site"], {
      files: { "site/nginx.conf": conf },
    });
    expect(entriesOf(ran.written["ci/known.json"])[0]?.file).toBe("../site/nginx.conf");
    const used = await loglint(["--baseline", "ci/known.json", "site"], {
      files: { "site/nginx.conf": conf, "ci/known.json": ran.written["ci/known.json"] ?? "" },
    });
    expect(used.code).toBe(0);
  });

  it.each([
    [["--baseline", "none.json"], "There is no baseline none.json"],
    [["--baseline", "bad.json"], "it is not JSON"],
    [["--baseline", "odd.json"], "entry 1 must have rule"],
    [["--prune-baseline"], "does not say which baseline"],
    [["--write-baseline", "--prune-baseline"], "contradict each other"],
  ])("refuses %j with a hint", async (argv, message) => {
    const files = { ...BROKEN, "bad.json": "{", "odd.json": '{"version":1,"entries":[{"rule":1}]}' };
    const ran = await loglint(argv, { files });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(message);
  });
});
