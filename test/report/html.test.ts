import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { html } from "../../src/report/html.ts";
import { realProgram } from "../real-programs.ts";
import { finding, labelled, OPTIONS, resultOf, sample, sourcesOf, spanOf } from "./sample.ts";

const python = realProgram("python");

/** Prints every element with its attributes, and fails where an element is not closed or closed twice. */
const PARSER = `
import sys, json
from html.parser import HTMLParser
VOID = {"meta", "br"}
class P(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True); self.open = []; self.seen = []; self.text = []
    def handle_starttag(self, tag, attrs):
        self.seen.append([tag, dict(attrs)])
        if tag not in VOID: self.open.append(tag)
    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()
    def handle_data(self, data): self.text.append(data)
p = P(); p.feed(sys.stdin.buffer.read().decode("utf-8")); p.close()
assert not p.open, p.open
print(json.dumps({"seen": p.seen, "text": "".join(p.text)}))
`;

function parsed(text: string): { seen: [string, Record<string, string>][]; text: string } {
  const ran = spawnSync(python ?? "", ["-c", PARSER], { input: text, encoding: "utf8" });
  expect(ran.stderr).toBe("");
  return JSON.parse(ran.stdout) as { seen: [string, Record<string, string>][]; text: string };
}

const NASTY = `</pre></style></title><script>alert(1)</script><img src=x onerror="alert(2)">'"&amp;&#60;\u0001error\u0002x\u0003\u001b[31m`;

function hostile() {
  const file = `${NASTY.replaceAll("/", "")}.conf`;
  const text = `  ${NASTY} target\n`;
  const sources = sourcesOf({ [file]: text });
  const parts = { what: NASTY, why: `\`${NASTY}\``, instead: NASTY };
  const at = spanOf(sources, file, "target");
  return resultOf(
    { [file]: text },
    {
      findings: [
        finding("nginx/syntax", "error", at, { parts, related: [labelled(at, NASTY)] }),
        finding("nginx/other", "info", at, { parts }),
      ],
      gaps: [{ what: NASTY, why: NASTY, at }],
      crashes: [{ rule: NASTY, error: NASTY }],
      config: NASTY,
    },
  );
}

describe("the HTML report", () => {
  it("holds no script, no handler, no link elsewhere, and forbids loading anything", () => {
    const { output } = html(sample(), OPTIONS);
    expect(output).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(output).not.toMatch(/<script|<link|<img|<iframe|src=|https?:|url\(|@import/);
    expect(output).toContain("prefers-color-scheme:dark");
  });

  it.skipIf(python === null)("is balanced HTML that says what the text report says", () => {
    const { seen, text } = parsed(html(sample(), OPTIONS).output);
    const elements = new Set(seen.map(([tag]) => tag));
    expect([...elements].sort()).toEqual(
      ["a", "body", "code", "details", "h1", "h2", "head", "html", "li", "main", "meta", "p", "pre", "section", "span", "strong", "style", "summary", "table", "tbody", "td", "th", "thead", "title", "tr", "ul"].filter((tag) => elements.has(tag)), // prettier-ignore
    );
    expect(seen.filter(([tag]) => tag === "section")).toHaveLength(sample().findings.length);
    for (const { parts } of sample().findings) expect(text).toContain(parts.what.replaceAll("`", ""));
  });

  it.skipIf(python === null)("shows hostile names, code and messages as text, and nothing else", () => {
    const { seen, text } = parsed(html(hostile(), OPTIONS).output);
    for (const [tag, attributes] of seen) {
      expect(["script", "img"]).not.toContain(tag);
      for (const name of Object.keys(attributes))
        expect(["lang", "charset", "http-equiv", "content", "name", "class", "id", "href"]).toContain(name);
      if (attributes["class"] !== undefined)
        expect(attributes["class"]).toMatch(/^(error|warning|info|quiet|related|path|strong|code)$/);
      if (attributes["href"] !== undefined) expect(attributes["href"]).toMatch(/^#finding-\d+$/);
    }
    expect(text).toContain("<script>alert(1)</script>");
    expect(text).toContain("\\x01error\\x02x\\x03\\x1b[31m");
  });
});
