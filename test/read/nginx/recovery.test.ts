import { describe, expect, it } from "vitest";
import { readNginx } from "../../../src/read/nginx/read-nginx.ts";
import { outline } from "./outline.ts";

/** The outline, and each error with the text that its span covers. */
function read(text: string): { outline: string; errors: string[] } {
  const file = readNginx(text);
  const errors = file.errors.map(
    ({ message, span, line }) => `${line}: ${message} at ${text.slice(span.start, span.end)}`,
  );
  return { outline: outline(file.directives), errors };
}

describe("one broken site does not hide the others", () => {
  it("a surplus } does not take the sites after it out of http", () => {
    const text = `http {\n  server { listen 1; } }\n  server { listen 2; }\n  server { listen 3; }\n}\n`;
    expect(read(text)).toEqual({
      outline: "http { server { listen 1; } server { listen 2; } server { listen 3; } }",
      errors: ['5: unexpected "}" at }'],
    });
  });

  it("a missing ; before } is reported at the directive that lacks it, and the directive is kept", () => {
    expect(read(`server {\n  listen 80;\n  access_log /a\n\n}\nserver { listen 2; }`)).toEqual({
      outline: "server { listen 80; access_log /a; } server { listen 2; }",
      errors: ['5: unexpected "}" at access_log /a'],
    });
  });

  it("a missing } is found by its indentation", () => {
    const text = `http {\n  server {\n    location / {\n      root /a;\n  }\n  server {\n    listen 2;\n  }\n}\n`;
    expect(read(text)).toEqual({
      outline: "http { server { location / { root /a; } } server { listen 2; } }",
      errors: ['10: unexpected end of file, expecting "}" at location /'],
    });
  });

  it("a missing } is found where a server cannot stand in a server", () => {
    expect(read(`server {\nlisten 1;\nserver {\nlisten 2;\n}\nserver {\nlisten 3;\n}\n`)).toEqual({
      outline: "server { listen 1; } server { listen 2; } server { listen 3; }",
      errors: ['9: unexpected end of file, expecting "}" at server'],
    });
  });

  it.each(["'", '"'])("an unterminated %s ends on its line, and the error points at it", (quote) => {
    const text = `server {\n  access_log ${quote}/a;\n  root /b;\n}\nserver { listen 2; }\n`;
    expect(read(text)).toEqual({
      outline: "server { access_log /a; root /b; } server { listen 2; }",
      errors: [`6: unexpected end of file, expecting ";" or "}" at ${quote}/a`],
    });
  });

  it("a quote closed by the next directive's quote ends on its own line", () => {
    const text = `server {\n  add_header A "x;\n  add_header B "y" always;\n  root /b;\n}\n`;
    expect(read(text)).toEqual({
      outline: "server { add_header A x; add_header B y always; root /b; }",
      errors: ['3: unexpected "y" at "x;\n  add_header B "'],
    });
  });

  it("an unterminated quote over lines of text ends before the next directive", () => {
    const text = `http {\n  log_format a '$x\n    $y "$z"\n  access_log /a a;\n}\n`;
    expect(read(text).outline).toBe("http { log_format a $x; access_log /a a; }");
  });

  it("an unquoted regular expression with {2} does not swallow the sites after it", () => {
    const text = `server {\n location ~ ^/a{2}$ {\n  root /a;\n }\n}\nserver { listen 2; }\n`;
    expect(read(text)).toEqual({
      outline: "server { location ~ ^/a{2}$ { root /a; } } server { listen 2; }",
      errors: ['7: unexpected end of file, expecting "}" at ^/a{2}$'],
    });
  });

  it("a map without } does not swallow the server after it", () => {
    const text = `http {\nmap $a $b {\n x y;\nserver {\n listen 1;\n}\nserver {\n listen 2;\n}\n}\n`;
    expect(read(text)).toEqual({
      outline: "http { map $a $b { x y; } server { listen 1; } server { listen 2; } }",
      errors: ['4: unexpected "{" at server {'],
    });
  });

  it("stray ; and { are reported and passed over", () => {
    expect(read(`server {\n;\n{ listen 1; }\nlisten 2;;\n}`)).toEqual({
      outline: "server { listen 1; listen 2; }",
      errors: ['2: unexpected ";" at ;', '3: unexpected "{" at {', '4: unexpected ";" at ;'],
    });
  });

  it("every error of a file is collected", () => {
    expect(read(`a "b"c;\nd {\n e\n}\n;\nf "g"h;`).errors).toHaveLength(4);
  });

  it("reports at most 100 errors and says that there are more", () => {
    const { errors } = readNginx("}".repeat(1000));
    expect(errors).toHaveLength(100);
    expect(errors.at(-1)?.message).toBe("too many errors, the rest is not shown");
  });
});

describe("Lua blocks", () => {
  it.each([
    [`ngx.say("}")`, "a brace in a string"],
    ["-- }\n", "a brace in a comment"],
    ["x = [[ } ]]", "a brace in a long bracket"],
    ["x = [==[ ]] } ]==]", "a long bracket with level"],
    ["--[[ }\n} ]]", "a long comment"],
    ["t = { a = { 1 } } # no comment", "nested tables and a length operator"],
    [`s = 'it\\'s }'`, "an escaped quote"],
    ["a[b[1]] = 2", "an index of an index"],
  ])("%s is skipped as Lua does: %s", (lua) => {
    const file = readNginx(`location / {\n content_by_lua_block { ${lua} }\n root /a;\n}`);
    expect(file.errors).toEqual([]);
    expect(outline(file.directives)).toBe("location / { content_by_lua_block {} root /a; }");
    expect(file.comments).toEqual([]);
  });

  it("set_by_lua_block keeps its argument", () => {
    expect(read(`set_by_lua_block $x { return "}" } a b;`)).toEqual({
      outline: "set_by_lua_block $x {} a b;",
      errors: [],
    });
  });

  it("an unfinished Lua block is reported at its start", () => {
    expect(read(`access_by_lua_block {\n if "x\n`).errors).toEqual([
      "1: unexpected end of file, expecting terminating characters for lua code block at access_by_lua_block {",
    ]);
  });
});

describe("spans and comments", () => {
  it("a directive spans from its name to its end, a word lies inside its quotes, a comment ends before CR LF", () => {
    const text = `# a\r\n"log_format" m 'x\\'y' ; #b\nserver {\n}# c`;
    const file = readNginx(text);
    const cut = ({ start, end }: { start: number; end: number }): string => text.slice(start, end);
    expect(file.comments.map(({ span }) => cut(span))).toEqual(["# a", "#b", "# c"]);
    const [format, server] = file.directives;
    expect([cut(format!.span), cut(format!.nameSpan), format!.name]).toEqual([
      `"log_format" m 'x\\'y' ;`,
      "log_format",
      "log_format",
    ]);
    expect(format!.args.map((arg) => [cut(arg.span), arg.value, arg.quote])).toEqual([
      ["m", "m", null],
      ["x\\'y", "x'y", "'"],
    ]);
    expect(cut(server!.span)).toBe("server {\n}");
  });

  it("prints and destructures like plain data", () => {
    const [directive] = readNginx(`a "b" {c;}`).directives;
    const { name, args, block } = directive!;
    expect([name, args[0]!.value, block!.length]).toEqual(["a", "b", 1]);
    expect(JSON.parse(JSON.stringify(directive))).toEqual({
      name: "a",
      nameSpan: { start: 0, end: 1 },
      args: [{ value: "b", span: { start: 3, end: 4 }, quote: '"', placeholder: false }],
      block: [
        { name: "c", nameSpan: { start: 7, end: 8 }, args: [], block: null, span: { start: 7, end: 9 } },
      ],
      span: { start: 0, end: 10 },
    });
  });
});
