import { describe, expect, it } from "vitest";
import { loadVersions } from "../../../src/loaders/requirements/load-versions.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";

function load(files: Record<string, string>): Record<string, string> {
  const fs = memoryFileSystem(files);
  const { files: read, ...facts } = loadVersions(fs, Object.keys(files));
  const shown = Object.entries(facts).flatMap(([name, fact]): [string, string][] => {
    if (fact.state === "set") {
      const text = files[fact.at.file]!.slice(fact.at.start, fact.at.end);
      return [[name, `${fact.value} from ${fact.at.file}: ${text}`]];
    }
    return fact.state === "unknown" && !fact.why.startsWith("no file pins") ? [[name, fact.why]] : [];
  });
  return { ...Object.fromEntries(shown), read: read.join(" ") };
}

/** The version that one file says gunicorn has, or undefined. */
function gunicorn(text: string, file = "requirements.txt"): string | undefined {
  const fact = loadVersions(memoryFileSystem({ [file]: text }), [file]).gunicorn;
  return fact.state === "set" ? fact.value : undefined;
}

describe("requirements.txt", () => {
  it.each([
    ["gunicorn==20.1.0", "20.1.0"],
    ["  Gunicorn == 20.1.0  # why", "20.1.0"],
    ["gunicorn[gevent,setproctitle]==23.0.0", "23.0.0"],
    ["gunicorn (==21.2.0)", "21.2.0"],
    ["gunicorn===22.0", "22.0"],
    ["gunicorn==23.0.0 \\\n    --hash=sha256:abc \\\n    --hash=sha256:def", "23.0.0"],
    ["gunicorn==23.0.0 --hash=sha256:abc", "23.0.0"],
    ["gunicorn==23.0.0 ; python_version >= '3.8'", "23.0.0"],
    ["gunicorn==23.0.0; sys_platform != 'win32'\r\nDjango==4.2\r\n", "23.0.0"],
    ["gunicorn==23.0.0; sys_platform == 'win32'", undefined],
  ])("%j pins %s", (text, version) => {
    expect(gunicorn(text)).toBe(version);
  });

  it.each([
    "gunicorn",
    "gunicorn>=20",
    "gunicorn~=20.1",
    "gunicorn==20.*",
    "gunicorn==20.1.0,!=20.1.1",
    "gunicorn @ git+https://example.com/gunicorn.git@v20.1.0",
    "# gunicorn==20.1.0",
    "-e git+https://example.com/x.git#egg=gunicorn",
    "gunicorn-color==20.1.0",
    "my-gunicorn==20.1.0",
  ])("%j pins none", (text) => {
    expect(gunicorn(text)).toBeUndefined();
  });

  it("tells the place, and normalises names as pip does", () => {
    expect(
      load({ "r.txt": "Sentry_SDK==2.1.0\npython.json.logger==2.0.7\nDJANGO==4.2.16\ncelery>5\n" }),
    ).toEqual({
      sentry: "2.1.0 from r.txt: Sentry_SDK==2.1.0",
      jsonLogger: "2.0.7 from r.txt: python.json.logger==2.0.7",
      django: "4.2.16 from r.txt: DJANGO==4.2.16",
      celery: "celery>5 does not pin one version",
      read: "r.txt",
    });
  });

  it("takes what is included as a file of its own, and knows nothing where two files differ", () => {
    const base = "gunicorn==20.1.0\n";
    expect(
      load({ "requirements/base.txt": base, "requirements/prod.txt": "-r base.txt\nuvicorn==0.30.1\n" }),
    ).toEqual({
      gunicorn: "20.1.0 from requirements/base.txt: gunicorn==20.1.0",
      uvicorn: "0.30.1 from requirements/prod.txt: uvicorn==0.30.1",
      read: "requirements/base.txt requirements/prod.txt",
    });
    expect(load({ "a.txt": base, "b.txt": "gunicorn==23.0.0\n" })).toMatchObject({
      gunicorn: "several files pin gunicorn, to 20.1.0 and 23.0.0",
    });
    expect(load({ "a.txt": base, "b.txt": "gunicorn>=20\n" })).toMatchObject({
      gunicorn: "gunicorn>=20 does not pin one version",
    });
  });
});

describe("pyproject.toml and Pipfile", () => {
  it.each([
    ['[project]\ndependencies = ["gunicorn==23.0.0", "Django>=4"]\n', "23.0.0"],
    ["[project]\ndependencies = [\n  'gunicorn[gevent]==23.0.0',\n]\n", "23.0.0"],
    ['[tool.poetry.dependencies]\ngunicorn = "23.0.0"\n', "23.0.0"],
    ['[tool.poetry.dependencies]\ngunicorn = "==23.0.0"\n', "23.0.0"],
    ['[tool.poetry.dependencies]\ngunicorn = {version = "23.0.0", extras = ["gevent"]}\n', "23.0.0"],
    ['[tool.poetry.dependencies]\ngunicorn = "^23.0.0"\n', undefined],
    ['[tool.poetry.dependencies]\ngunicorn = "~23.0"\n', undefined],
    ['[tool.poetry.dependencies]\ngunicorn = "*"\n', undefined],
    ['[project]\ndependencies = ["gunicorn>=20,<24"]\n', undefined],
    ['[project]\n# dependencies = ["gunicorn==23.0.0"]\n', undefined],
  ])("%j", (text, version) => {
    expect(gunicorn(text, "pyproject.toml")).toBe(version);
  });

  it("reads a Pipfile the same way", () => {
    expect(gunicorn('[packages]\ngunicorn = "==23.0.0"\n', "Pipfile")).toBe("23.0.0");
    expect(gunicorn('[packages]\ngunicorn = "*"\n', "Pipfile")).toBeUndefined();
  });
});

const LOCK = (version: string): string =>
  `[[package]]\nname = "gevent"\nversion = "1.0"\n\n[[package]]\nname = "gunicorn"\nversion = "${version}"\ndependencies = [{ name = "packaging" }]\n\n[package.extras]\nversion = "9"\n`;

describe("lock files", () => {
  it.each(["poetry.lock", "uv.lock", "pdm.lock"])("%s says what is installed", (file) => {
    expect(gunicorn(LOCK("23.0.0"), file)).toBe("23.0.0");
    expect(gunicorn(LOCK("23.0.0").replaceAll("\n", "\r\n"), file)).toBe("23.0.0");
  });

  it("pylock.toml too", () => {
    expect(gunicorn('[[packages]]\nname = "gunicorn"\nversion = "23.0.0"\n', "pylock.toml")).toBe("23.0.0");
  });

  it("Pipfile.lock too", () => {
    const lock = { default: { gunicorn: { hashes: ["sha256:a"], index: "pypi", version: "==23.0.0" } } };
    expect(gunicorn(JSON.stringify(lock, null, 4), "Pipfile.lock")).toBe("23.0.0");
    expect(gunicorn(JSON.stringify(lock), "Pipfile.lock")).toBe("23.0.0");
  });

  it("win over the range that they resolve", () => {
    const files = {
      "pyproject.toml": '[project]\ndependencies = ["gunicorn>=20"]\n',
      "uv.lock": LOCK("23.0.0"),
    };
    expect(load(files)).toMatchObject({ gunicorn: '23.0.0 from uv.lock: version = "23.0.0"' });
  });
});

describe("hostile files", () => {
  it("are read in linear time, whatever they hold", () => {
    const texts = [
      "[".repeat(300_000),
      '"gunicorn": {'.repeat(30_000),
      "[[package]]\n".repeat(30_000),
      "a==".repeat(100_000),
      "gunicorn".concat("-".repeat(300_000)),
    ];
    const started = performance.now();
    for (const text of texts)
      for (const file of ["requirements.txt", "pyproject.toml", "poetry.lock", "Pipfile.lock"])
        expect(gunicorn(text, file)).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
