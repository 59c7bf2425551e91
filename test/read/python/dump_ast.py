"""Reads one JSON document {"items": [{"path": ...} or {"text": ...}], "full": bool} and prints one JSON line for each item:
the tree of CPython's own `ast` in the shape of tree.ts, as a digest or in full, or the syntax error.
Positions inside f-strings are left out: CPython 3.11 has them wrong."""

import ast
import hashlib
import json
import re
import struct
import sys
import warnings

warnings.simplefilter("ignore")
sys.setrecursionlimit(20000)
sys.stdin.reconfigure(errors="surrogatepass")

BINARY = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.MatMult: "@", ast.Div: "/", ast.Mod: "%", ast.Pow: "**",
    ast.LShift: "<<", ast.RShift: ">>", ast.BitOr: "|", ast.BitXor: "^", ast.BitAnd: "&", ast.FloorDiv: "//",
}
COMPARE = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Is: "is",
    ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}
UNARY = {ast.Not: "not", ast.USub: "-", ast.UAdd: "+", ast.Invert: "~"}


def line_starts(text):
    return [0] + [found.end() for found in re.finditer("\r\n?|\n", text)]


class Dump:
    def __init__(self, text):
        self.text = text
        bare = text[1:] if text.startswith("\ufeff") else text
        self.shift = len(text) - len(bare)
        self.starts = line_starts(bare)
        self.bare = bare
        self.ascii = text.isascii()
        self.formatted = 0
        if not self.ascii:
            self.utf16 = [0]
            for char in bare:
                self.utf16.append(self.utf16[-1] + (2 if ord(char) > 0xFFFF else 1))

    def offset(self, line, column):
        start = self.starts[line - 1]
        if self.ascii:
            return start + column
        end = self.starts[line] if line < len(self.starts) else len(self.bare)
        raw = self.bare[start:end].encode("utf-8", "surrogatepass")[:column]
        return self.utf16[start + len(raw.decode("utf-8", "surrogatepass"))] + self.shift

    def span(self, node):
        if self.formatted:
            return None
        return [self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset)]

    def node(self, kind, node, **fields):
        return {"kind": kind, "span": self.span(node), **fields}

    def many(self, nodes):
        return [self.expression(node) for node in nodes]

    def optional(self, node):
        return None if node is None else self.expression(node)

    def constant(self, n):
        value = n.value
        if value is None:
            return self.node("none", n)
        if value is Ellipsis:
            return self.node("ellipsis", n)
        if isinstance(value, bool):
            return self.node("boolean", n, value=value)
        if isinstance(value, str):
            if not self.formatted and "\\N{" in (ast.get_source_segment(self.bare, n) or ""):
                value = "?"
            return self.node("string", n, value=value)
        if isinstance(value, bytes):
            return self.node("bytes", n, value=value.decode("latin-1"))
        if isinstance(value, int):
            return self.node("integer", n, value="%x" % value)
        if isinstance(value, float):
            return self.node("float", n, value=struct.pack(">d", value).hex())
        return self.node("complex", n)

    def parts(self, values):
        out = []
        for value in values:
            if isinstance(value, ast.FormattedValue):
                conversion = None if value.conversion == -1 else chr(value.conversion)
                spec = None if value.format_spec is None else self.parts(value.format_spec.values)
                out.append({"kind": "field", "value": self.expression(value.value), "conversion": conversion, "format": spec})
            else:
                out.append({"kind": "text", "value": value.value})
        return out

    def keywords(self, nodes):
        return [{"span": self.span(k), "name": k.arg, "value": self.expression(k.value)} for k in nodes]

    def parameters(self, a):
        out = []

        def add(arg, kind, default):
            out.append({
                "span": self.span(arg), "name": arg.arg, "kind": kind,
                "annotation": self.optional(arg.annotation), "default": self.optional(default),
            })

        positional = a.posonlyargs + a.args
        defaults = [None] * (len(positional) - len(a.defaults)) + a.defaults
        for i, arg in enumerate(positional):
            add(arg, "positional-only" if i < len(a.posonlyargs) else "positional", defaults[i])
        if a.vararg:
            add(a.vararg, "rest", None)
        for arg, default in zip(a.kwonlyargs, a.kw_defaults):
            add(arg, "keyword-only", default)
        if a.kwarg:
            add(a.kwarg, "keyword-rest", None)
        return out

    def comprehension(self, n, makes, key, element):
        clauses = [
            {
                "target": self.expression(c.target), "iterable": self.expression(c.iter),
                "conditions": self.many(c.ifs), "isAsync": bool(c.is_async),
            }
            for c in n.generators
        ]
        return self.node(
            "comprehension", n, makes=makes, key=self.optional(key), element=self.expression(element), clauses=clauses
        )

    def expression(self, n):
        e = self.expression
        t = type(n)
        if t is ast.Constant:
            return self.constant(n)
        if t is ast.Name:
            return self.node("name", n, id=n.id)
        if t is ast.Attribute:
            return self.node("attribute", n, value=e(n.value), name=n.attr)
        if t is ast.Subscript:
            return self.node("subscript", n, value=e(n.value), index=e(n.slice))
        if t is ast.Slice:
            return self.node(
                "slice", n, lower=self.optional(n.lower), upper=self.optional(n.upper), step=self.optional(n.step)
            )
        if t is ast.Call:
            return self.node("call", n, callee=e(n.func), args=self.many(n.args), keywords=self.keywords(n.keywords))
        if t in (ast.List, ast.Tuple, ast.Set):
            return self.node(t.__name__.lower(), n, items=self.many(n.elts))
        if t is ast.Dict:
            entries = [{"key": self.optional(k), "value": e(v)} for k, v in zip(n.keys, n.values)]
            return self.node("dict", n, entries=entries)
        if t is ast.Starred:
            return self.node("starred", n, value=e(n.value))
        if t is ast.BinOp:
            return self.node("binary", n, operator=BINARY[type(n.op)], left=e(n.left), right=e(n.right))
        if t is ast.UnaryOp:
            return self.node("unary", n, operator=UNARY[type(n.op)], operand=e(n.operand))
        if t is ast.BoolOp:
            return self.node("boolean-operation", n, operator=type(n.op).__name__.lower(), values=self.many(n.values))
        if t is ast.Compare:
            return self.node(
                "compare", n, left=e(n.left), operators=[COMPARE[type(o)] for o in n.ops],
                operands=self.many(n.comparators),
            )
        if t is ast.IfExp:
            return self.node("conditional", n, test=e(n.test), body=e(n.body), otherwise=e(n.orelse))
        if t is ast.Lambda:
            return self.node("lambda", n, parameters=self.parameters(n.args), body=e(n.body))
        if t is ast.ListComp:
            return self.comprehension(n, "list", None, n.elt)
        if t is ast.SetComp:
            return self.comprehension(n, "set", None, n.elt)
        if t is ast.GeneratorExp:
            return self.comprehension(n, "generator", None, n.elt)
        if t is ast.DictComp:
            return self.comprehension(n, "dict", n.key, n.value)
        if t is ast.NamedExpr:
            return self.node("walrus", n, target=e(n.target), value=e(n.value))
        if t is ast.Await:
            return self.node("await", n, value=e(n.value))
        if t is ast.Yield:
            return self.node("yield", n, value=self.optional(n.value))
        if t is ast.YieldFrom:
            return self.node("yield-from", n, value=e(n.value))
        if t is ast.JoinedStr:
            span = self.span(n)
            self.formatted += 1
            parts = self.parts(n.values)
            self.formatted -= 1
            return {"kind": "formatted", "span": span, "parts": parts}
        raise TypeError(t)

    def block(self, nodes):
        return [self.statement(node) for node in nodes]

    def aliases(self, names):
        return [{"span": self.span(a), "name": a.name, "as": a.asname} for a in names]

    def binds(self, pattern):
        names = []
        for node in ast.walk(pattern):
            name = node.rest if isinstance(node, ast.MatchMapping) else getattr(node, "name", None)
            if isinstance(node, (ast.MatchAs, ast.MatchStar, ast.MatchMapping)) and name and name not in names:
                names.append(name)
        return sorted(names)

    def statement(self, n):
        e, b = self.expression, self.block
        t = type(n)
        if t is ast.Assign:
            return self.node("assign", n, targets=self.many(n.targets), value=e(n.value))
        if t is ast.AnnAssign:
            return self.node(
                "annotated-assign", n, target=e(n.target), annotation=e(n.annotation), value=self.optional(n.value)
            )
        if t is ast.AugAssign:
            return self.node("augmented-assign", n, target=e(n.target), operator=BINARY[type(n.op)], value=e(n.value))
        if t is ast.Expr:
            return self.node("expression", n, value=e(n.value))
        if t in (ast.If, ast.While):
            return self.node(t.__name__.lower(), n, test=e(n.test), body=b(n.body), otherwise=b(n.orelse))
        if t in (ast.For, ast.AsyncFor):
            return self.node(
                "for", n, isAsync=t is ast.AsyncFor, target=e(n.target), iterable=e(n.iter), body=b(n.body),
                otherwise=b(n.orelse),
            )
        if t is ast.Try or t.__name__ == "TryStar":
            handlers = [
                {
                    "span": self.span(h), "type": self.optional(h.type), "name": h.name,
                    "isStar": t is not ast.Try, "body": b(h.body),
                }
                for h in n.handlers
            ]
            return self.node(
                "try", n, body=b(n.body), handlers=handlers, otherwise=b(n.orelse), final=b(n.finalbody)
            )
        if t in (ast.With, ast.AsyncWith):
            items = [{"context": e(i.context_expr), "target": self.optional(i.optional_vars)} for i in n.items]
            return self.node("with", n, isAsync=t is ast.AsyncWith, items=items, body=b(n.body))
        if t is ast.Match:
            cases = [{"binds": self.binds(c.pattern), "guard": self.optional(c.guard), "body": b(c.body)} for c in n.cases]
            return self.node("match", n, subject=e(n.subject), cases=cases)
        if t is ast.Import:
            return self.node("import", n, names=self.aliases(n.names))
        if t is ast.ImportFrom:
            names = None if n.names[0].name == "*" else self.aliases(n.names)
            return self.node("import-from", n, module=n.module, level=n.level, names=names)
        if t in (ast.FunctionDef, ast.AsyncFunctionDef):
            return self.node(
                "function", n, isAsync=t is ast.AsyncFunctionDef, name=n.name, parameters=self.parameters(n.args),
                decorators=self.many(n.decorator_list), body=b(n.body),
            )
        if t is ast.ClassDef:
            return self.node(
                "class", n, name=n.name, bases=self.many(n.bases), keywords=self.keywords(n.keywords),
                decorators=self.many(n.decorator_list), body=b(n.body),
            )
        if t is ast.Return:
            return self.node("return", n, value=self.optional(n.value))
        if t is ast.Delete:
            return self.node("delete", n, targets=self.many(n.targets))
        if t is ast.Raise:
            return self.node("raise", n, exception=self.optional(n.exc), cause=self.optional(n.cause))
        if t is ast.Assert:
            return self.node("assert", n, test=e(n.test), message=self.optional(n.msg))
        if t in (ast.Global, ast.Nonlocal):
            return self.node(t.__name__.lower(), n, names=n.names)
        if t in (ast.Pass, ast.Break, ast.Continue):
            return self.node(t.__name__.lower(), n)
        return self.node("opaque", n)


def main():
    request = json.load(sys.stdin)
    for item in request["items"]:
        try:
            if "path" in item:
                data = open(item["path"], "rb").read()
                text = data.decode("utf-8")
            else:
                text = item["text"]
                data = text.encode("utf-8", "surrogatepass")
            tree = ast.parse(data)
        except SyntaxError as error:
            print(json.dumps({"error": error.msg, "line": error.lineno}))
            continue
        except Exception as error:
            print(json.dumps({"skip": type(error).__name__ + ": " + str(error)}))
            continue
        if request.get("accept"):
            print(json.dumps({"ok": True}))
            continue
        body = Dump(text).block(tree.body)
        dumped = json.dumps(body, sort_keys=True, separators=(",", ":"))
        if request.get("full"):
            print(json.dumps({"tree": dumped}))
        else:
            print(json.dumps({"digest": hashlib.md5(dumped.encode()).hexdigest()}))


main()
