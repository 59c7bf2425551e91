import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { readNginx } from "../../../src/read/nginx/read-nginx.ts";
import { realProgram } from "../../real-programs.ts";
import { outline } from "./outline.ts";
import { testWithNginx } from "./real-nginx.ts";

interface ConfNode {
  readonly name: string;
  readonly value: string;
  readonly isBlock: boolean;
  readonly children: readonly ConfNode[] | null;
}
interface ConfParser {
  readonly NginxParser: new () => {
    parse(text: string, done: (error: Error | null, tree?: ConfNode) => void): void;
  };
}
const { NginxParser } = createRequire(import.meta.url)("nginx-conf/dist/src/parser.js") as ConfParser;
const nginx = realProgram("nginx");

/** What nginx-conf 2.1.0 makes of a text: its tree in the form of `outline`, "refused", or "threw". */
function nginxConf(text: string): string {
  // A comment that meets a lone CR, U+2028 or U+2029 can make it loop until memory is full.
  if (/#[^\n]*(?:\r(?!\n)|\u2028|\u2029)/.test(text)) throw new Error("never give this to nginx-conf");
  let answer = "refused";
  try {
    new NginxParser().parse(text, (error, tree) => {
      if (error === null && tree !== undefined) answer = confOutline(tree.children ?? []);
    });
  } catch {
    return "threw";
  }
  return answer;
}

function confOutline(nodes: readonly ConfNode[]): string {
  return nodes
    .map(({ name, value, isBlock, children }) => {
      const head = value === "" ? name : `${name} ${value}`;
      if (!isBlock || children === null) return `${head};`;
      return children.length === 0 ? `${head} {}` : `${head} { ${confOutline(children)} }`;
    })
    .join(" ");
}

/**
 * One case for each class of disagreement. `nginx` is what `nginx -t` says: "accepts", or its message. Where the verdict
 * alone would not tell the trees apart, an unknown directive or a value that nginx quotes shows what it read.
 */
const CASES: readonly {
  readonly name: string;
  readonly text: string;
  readonly nginx: string;
  readonly conf: "differs" | "refused" | "threw";
}[] = [
  {
    name: "1a. a comment after one tab and without a space is a comment",
    text: "events {}\n\t##\n\tseen /a;\n",
    nginx: 'unknown directive "seen"',
    conf: "differs",
  },
  {
    name: "1b. a comment after { and one space",
    text: "events { #note\n seen /x;\n}\n",
    nginx: 'unknown directive "seen"',
    conf: "differs",
  },
  {
    name: "2. a comment inside a directive",
    text: "events {}\nhttp {\nserver_tokens #x;\n 'b';\n}\n",
    nginx: 'invalid value "b"',
    conf: "differs",
  },
  {
    name: "3a. a backslash before ; outside of quotes",
    text: "events {}\nhttp { server_tokens a\\;b; }\n",
    nginx: 'invalid value "a\\;b"',
    conf: "differs",
  },
  {
    name: "3b. an escaped quote outside of quotes",
    text: 'events {}\nhttp { index \\"a; }\n',
    nginx: "accepts",
    conf: "refused",
  },
  {
    name: "4a. an apostrophe within a word",
    text: "events {}\nhttp { index don't; }\n",
    nginx: "accepts",
    conf: "refused",
  },
  {
    name: "4b. a quote within a word",
    text: 'events {}\nhttp { index a"b; }\n',
    nginx: "accepts",
    conf: "refused",
  },
  {
    name: "5. text glued to a closing quote",
    text: 'events {}\nhttp { index "a"b; }\n',
    nginx: 'unexpected "b"',
    conf: "differs",
  },
  {
    name: "6a. } inside a word",
    text: "events {}\nhttp { index a}b; }\n",
    nginx: "accepts",
    conf: "differs",
  },
  {
    name: "6b. } inside a word before {",
    text: "events {}\nhttp { server { location /a}b { } } }\n",
    nginx: "accepts",
    conf: "differs",
  },
  {
    name: "7. a missing ; before }",
    text: "events {}\nhttp {\n index a\n}\n",
    nginx: 'unexpected "}"',
    conf: "differs",
  },
  {
    name: "8a. a missing } at the end",
    text: "events {}\nhttp {\n",
    nginx: 'unexpected end of file, expecting "}"',
    conf: "differs",
  },
  { name: "8b. a lone ;", text: "events {};\n", nginx: 'unexpected ";"', conf: "differs" },
  { name: "8c. one surplus }", text: "events {}\n}\n", nginx: 'unexpected "}"', conf: "differs" },
  { name: "8d. a block without a name", text: "events {}\n{ }\n", nginx: 'unexpected "{"', conf: "differs" },
  { name: "9. two surplus }", text: "events {}\n}}\nuser nobody;\n", nginx: 'unexpected "}"', conf: "threw" },
  {
    name: "11. a no-break space is part of the name",
    text: "events {}\n\u00a0user nobody;\n",
    nginx: 'unknown directive "\u00a0user"',
    conf: "differs",
  },
  {
    name: "11b. so is a byte order mark",
    text: "\ufeffevents {}\n",
    nginx: 'unknown directive "\ufeffevents"',
    conf: "differs",
  },
  {
    name: "12. ${ without end",
    text: "events {}\nhttp { server_tokens ${x; }\n",
    nginx: 'invalid value "${x"',
    conf: "differs",
  },
  {
    name: "13. a comment of 4096 bytes",
    text: `events {}\n${"#".padEnd(4096, "x")}\n`,
    nginx: 'too long parameter "#xxxxxxxxx..." started',
    conf: "differs",
  },
  {
    name: "{ in a map",
    text: "events {}\nhttp { map $uri $z { default { a b; } } }\n",
    nginx: 'unexpected "{"',
    conf: "differs",
  },
];

describe.skipIf(nginx === null)(
  "where nginx-conf 2.1.0 and the reader disagree, nginx sides with the reader",
  () => {
    const verdicts =
      nginx === null
        ? []
        : testWithNginx(
            nginx,
            CASES.map((one) => one.text),
          );

    it.each(CASES.map((one, i) => ({ ...one, i })))("$name", ({ text, nginx: truth, conf, i }) => {
      const verdict = verdicts[i]!;
      expect(verdict.accepted ? "accepts" : verdict.message).toBe(truth);
      const file = readNginx(text);
      const error = file.errors[0];
      // A message about meaning names what nginx took for one word.
      const word = /^(?:unknown directive|invalid value) "([^]*)"$/.exec(truth)?.[1];
      if (truth === "accepts" || word !== undefined) expect(file.errors).toEqual([]);
      else expect([error?.message, error?.line]).toEqual([truth, verdict.line]);
      if (word !== undefined)
        expect(` ${outline(file.directives).replace(/[;{}]+(?= |$)/g, "")} `).toContain(` ${word} `);
      const theirs = nginxConf(text);
      if (conf !== "differs") expect(theirs).toBe(conf);
      else if (file.errors.length > 0) expect(["refused", "threw"]).not.toContain(theirs);
      else expect(theirs).not.toBe(outline(file.directives));
    });

    it("10. Lua: nginx-conf counts braces in strings and comments (judged by the Lua grammar: the module is not installed here)", () => {
      for (const lua of ['ngx.say("}")', "-- }\n", "x = [[ } ]]"]) {
        const text = `location / { content_by_lua_block { ${lua} } root /a; }`;
        expect(outline(readNginx(text).directives)).toBe("location / { content_by_lua_block {} root /a; }");
        expect(nginxConf(text)).not.toContain("root /a; }");
      }
    });

    it("8e. {2} in an unquoted regular expression is a block to nginx, which then misses a }", () => {
      const text = "location ~ ^/a{2}$ { }";
      const verdict = testWithNginx(nginx!, [`events {}\nhttp { server { ${text} } }`])[0]!;
      expect(verdict.message).toBe('unknown directive "2}$"');
      expect(readNginx(text).errors.map((error) => error.message)).toEqual([
        'unexpected end of file, expecting "}"',
      ]);
      expect(nginxConf(text)).toBe("location ~ ^/a {} $ {}");
    });

    it("where both read ordinary configuration, they make the same of it", () => {
      const text =
        "events {\n}\nhttp {\n  # sites\n  index a b;\n  server {\n    listen 80;\n    location ~ \\.php$ {\n      root /srv/${host};\n    }\n  }\n}\n";
      expect(nginxConf(text)).toBe(outline(readNginx(text).directives));
    });
  },
);
