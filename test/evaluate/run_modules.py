"""Imports each module given on stdin in this process and prints what its upper-case names hold, one JSON line a case."""
import importlib, json, os, pathlib, sys, io, random

def encode(value, depth=0, seen=()):
    if depth > 60: return ["deep"]
    if id(value) in seen: return ["cycle"]
    if value is None: return ["none"]
    if value is True or value is False: return ["bool", value]
    t = type(value)
    if t is int: return ["int", str(value)]
    if t is float: return ["float", repr(value)]
    if t is str: return ["str", value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")]
    if t is bytes: return ["bytes", value.decode("latin-1")]
    if isinstance(value, pathlib.PurePath): return ["path", str(value)]
    inner = seen + (id(value),)
    if t in (list, tuple): return [t.__name__, [encode(v, depth + 1, inner) for v in value]]
    if t in (set, frozenset): return ["set", [encode(v, depth + 1, inner) for v in value]]
    if isinstance(value, dict): return ["dict", [[encode(k, depth + 1, inner), encode(v, depth + 1, inner)] for k, v in value.items()]]
    return ["other", t.__name__]

def run(case):
    root = case["root"]
    os.environ.clear(); os.environ.update(case["env"])
    random.seed(0)
    sys.argv = case.get("argv") or ["gunicorn"]
    if case.get("libraries") and case["libraries"] not in sys.path: sys.path.append(case["libraries"])
    sys.path[:0] = [root]
    os.chdir(root)
    importlib.invalidate_caches()
    before = set(sys.modules)
    out, sys.stdout = sys.stdout, io.StringIO()
    result = {}
    try:
        module = importlib.import_module(case["module"])
        result["names"] = {k: encode(v) for k, v in vars(module).items() if k.isupper()}
    except BaseException as error:
        result["failed"] = type(error).__name__
    finally:
        sys.stdout = out
        sys.path.remove(root)
        for name in list(sys.modules):
            if name in before: continue
            file = getattr(sys.modules[name], "__file__", None) or ""
            libraries = case.get("libraries")
            # decouple and its like keep what they read: each case starts with them fresh
            stateful = name.split(".")[0] in ("decouple", "environ", "dotenv", "split_settings", "dj_database_url")
            if file.startswith(root) or not file or stateful or (libraries and file.startswith(libraries)): del sys.modules[name]
    if case.get("clean"):
        import logging
        logging.disable(logging.NOTSET); logging.root.handlers[:] = []
    return result

limit = sys.getrecursionlimit()
for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), flush=True)
