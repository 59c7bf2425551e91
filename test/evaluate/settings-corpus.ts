import type { Case } from "./oracle.ts";

/** Settings and gunicorn configuration files in the styles that projects use; all written for this test. */
const single = (name: string, text: string, env?: Record<string, string>): Case => ({
  name,
  files: { "settings.py": text },
  module: "settings",
  ...(env === undefined ? {} : { env }),
});

const pack = (
  name: string,
  files: Record<string, string>,
  module: string,
  env?: Record<string, string>,
): Case => ({ name, files, module, ...(env === undefined ? {} : { env }) });

export const CORPUS: readonly Case[] = [
  single(
    "startproject 3.2",
    `
from pathlib import Path
BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = 'django-insecure-x'
DEBUG = True
ALLOWED_HOSTS = []
INSTALLED_APPS = ['django.contrib.admin', 'django.contrib.auth']
MIDDLEWARE = ['django.middleware.security.SecurityMiddleware']
TEMPLATES = [{'BACKEND': 'django.template.backends.django.DjangoTemplates', 'DIRS': [BASE_DIR / 'templates'], 'APP_DIRS': True, 'OPTIONS': {'context_processors': ['a', 'b']}}]
DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': BASE_DIR / 'db.sqlite3'}}
STATIC_URL = '/static/'
`,
  ),
  single(
    "startproject 1.8",
    `
import os
BASE_DIR = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DEBUG = False
TEMPLATE_DEBUG = DEBUG
DATABASES = {'default': {'NAME': os.path.join(BASE_DIR, 'db.sqlite3')}}
STATIC_ROOT = os.path.join(BASE_DIR, 'static/')
LOCALE_PATHS = (os.path.join(BASE_DIR, 'locale'),)
LOGDIR = os.path.join(BASE_DIR, '..', 'logs')
LOGDIR2 = os.path.normpath(LOGDIR)
`,
  ),
  single(
    "os.path variety",
    `
import os, os.path
from os.path import abspath, dirname, join, basename
HERE = abspath(dirname(__file__))
PROJECT_NAME = basename(HERE)
root = lambda *x: join(HERE, *x)
MEDIA_ROOT = root('public', 'media')
A, B = os.path.split('/var/log/x.log')
C = os.path.splitext('/var/log/app.error.log')
D = os.path.join('/a', 'b', '/c', 'd')
E = os.path.join('', 'x')
F = os.path.dirname('/a/b/')
G = os.path.dirname('/a')
H = os.path.basename('/a/b/')
I = os.path.normpath('/a/./b/../c//d/')
J = os.path.normpath('../../x/..')
K = os.path.abspath('logs/x.log')
L = os.path.isabs('/x'), os.path.isabs('x')
M = os.path.join('a', '')
N = os.path.splitext('.bashrc'), os.path.splitext('a.b/c')
O = os.path.dirname('//x')
P = os.sep.join(['a', 'b']) + os.pathsep
`,
  ),
  single(
    "pathlib variety",
    `
from pathlib import Path, PurePath
import pathlib
ROOT = Path(__file__).resolve(strict=True).parents[0]
LOG_DIR = ROOT / "logs" / "app"
LOG = LOG_DIR.joinpath("x", "y.log")
NAME, STEM, SUFFIX = LOG.name, LOG.stem, LOG.suffix
UP = LOG.parent.parent
STRING = str(LOG)
POSIX = LOG.as_posix()
RENAMED = LOG.with_suffix(".txt"), LOG.with_name("z.log")
RELATIVE = Path("a") / "b/../c" / "./d"
ABSOLUTE = Path("/x") / "/y"
DOT = Path("."), Path(""), Path("a/."), Path("//a//b/"), Path("/")
PARENTS = [str(p) for p in Path("/a/b/c").parents]
PARENT_OF_ROOT = Path("/").parent, Path("a").parent, Path(".").parent
JOINED = "/x" / Path("y")
TEXT = f"{LOG_DIR}/z.log"
PLAIN = pathlib.Path("/var/log") / "app.log"
IS = isinstance(ROOT, Path), isinstance(str(ROOT), str)
`,
  ),
  single(
    "logging literal",
    `
import logging.config
import os, sys
LOG_LEVEL = os.environ.get('LOG_LEVEL', 'INFO')
LOGGING = {
    'version': 1,
    'disable_existing_loggers': False,
    'formatters': {'verbose': {'format': '{levelname} {asctime} {module} {message}', 'style': '{'}},
    'handlers': {
        'console': {'level': logging.INFO, 'class': 'logging.StreamHandler', 'formatter': 'verbose'},
        'file': {'class': 'logging.handlers.RotatingFileHandler', 'filename': '/tmp/x.log', 'maxBytes': 1024*1024*5, 'backupCount': 5, 'delay': True},
    },
    'root': {'handlers': ['console'], 'level': LOG_LEVEL},
    'loggers': {'django': {'handlers': ['console', 'file'], 'level': os.getenv('DJANGO_LOG_LEVEL', 'WARNING').upper(), 'propagate': False}, '': {}},
}
`,
    { LOG_LEVEL: "DEBUG" },
  ),
  single(
    "logging mutated",
    `
import copy
from django.utils.log import DEFAULT_LOGGING
LOGGING = copy.deepcopy(DEFAULT_LOGGING)
LOGGING['handlers']['console']['filters'] = []
LOGGING['handlers']['file'] = dict(level='INFO', **{'class': 'logging.FileHandler'}, filename='/x')
LOGGING['loggers']['django']['handlers'].append('file')
LOGGING['loggers']['django']['handlers'] += ['extra']
LOGGING['loggers'].update({'app': {'level': 'DEBUG'}, 'lib': {}}, other={'x': 1})
LOGGING['loggers'].setdefault('app', {})['propagate'] = True
LOGGING['loggers'].setdefault('new', {'a': []})['a'].insert(0, 1)
del LOGGING['filters']
for name, handler in LOGGING['handlers'].items():
    handler.setdefault('level', 'WARNING')
    if handler['class'].endswith('StreamHandler'):
        handler['stream'] = 'ext://sys.stdout'
ORIGINAL = DEFAULT_LOGGING
MERGED = {**LOGGING, 'version': 2, **{'root': {}}}
UNION = {'a': 1} | {'b': 2, 'a': 3}
POPPED = LOGGING.pop('nope', 'gone'), LOGGING['loggers'].pop('lib')
KEYS = list(LOGGING), sorted(LOGGING['loggers'].keys()), len(LOGGING)
`,
  ),
  single(
    "default logging in place",
    `
from django.utils.log import DEFAULT_LOGGING
LOGGING = DEFAULT_LOGGING
LOGGING['loggers']['django']['level'] = 'DEBUG'
SAME = DEFAULT_LOGGING['loggers']['django']['level']
`,
  ),
  single(
    "global settings",
    `
from django.conf import global_settings
from django.conf.global_settings import ADMINS, DEBUG as D
MIDDLEWARE = list(global_settings.MIDDLEWARE) + ['x']
MINE = global_settings.LOGGING_CONFIG, D, ADMINS
`,
  ),
  single(
    "environment strings",
    `
import os
from os import environ, getenv
A = os.environ['A']
B = os.environ.get('B')
C = environ.get('C', 'c')
D = getenv('D', 'd') or 'fallback'
E = os.environ.get('E', '').split(',')
F = bool(int(os.environ.get('F', 0)))
G = os.environ.get('G', 'False').lower() in ('true', '1', 'yes')
H = 'A' in os.environ, 'B' in os.environ, 'Z' not in os.environ
os.environ.setdefault('S', 'set here')
os.environ['W'] = 'written'
I = os.environ['S'], os.getenv('W'), os.environ.get('A', 'x')
J = int(os.environ.get('PORT', '8000')) + 1
K = os.environ.pop('A'), os.environ.get('A')
L = not os.environ.get('DEBUG')
M = os.environ.get('HOSTS', 'a.com b.com').split()
N = [h.strip() for h in os.environ.get('LIST', 'x, y ,z').split(',') if h.strip()]
`,
    { A: "alpha", E: "x,y", F: "1", G: "TRUE", PORT: "9" },
  ),
  single(
    "missing variable",
    `
import os
BEFORE = 1
SECRET_KEY = os.environ['SECRET_KEY']
AFTER = 2
`,
  ),
  single(
    "improperly configured",
    `
import os
from django.core.exceptions import ImproperlyConfigured
def get_env(name):
    try:
        return os.environ[name]
    except KeyError:
        raise ImproperlyConfigured('Set the %s env variable' % name)
A = get_env('A')
B = get_env('B')
`,
    { A: "1" },
  ),
  single(
    "env helper function",
    `
import os
def env(key, default=None, cast=str, required=False):
    value = os.environ.get(key)
    if value is None:
        if required:
            raise RuntimeError(f"{key} missing")
        return default
    if cast is bool:
        return value.lower() in ("1", "true", "yes", "on")
    return cast(value)
DEBUG = env("DEBUG", False, bool)
PORT = env("PORT", 80, int)
NAME = env("NAME", default="x")
RATIO = env("RATIO", 0.5, float)
LIST = env("LIST", [], lambda v: v.split(";"))
REQ = env("REQ", required=True)
`,
    { DEBUG: "Yes", REQ: "r", LIST: "a;b", RATIO: "1.5" },
  ),
  single(
    "if debug chains",
    `
import os
ENV = os.environ.get('ENV', 'production')
DEBUG = ENV == 'dev'
if ENV == 'dev':
    LEVEL = 'DEBUG'
    HOSTS = ['*']
elif ENV == 'staging':
    LEVEL = 'INFO'
    HOSTS = ['staging']
else:
    LEVEL = 'WARNING'
    HOSTS = ['prod']
APPS = ['a']
if DEBUG:
    APPS += ['debug_toolbar']
    MIDDLEWARE = ['x'] + ['y']
else:
    APPS.append('raven')
    MIDDLEWARE = []
HANDLERS = ['console'] if DEBUG else ['file', 'mail_admins']
LOGGING = {'root': {'level': 'DEBUG' if DEBUG else 'INFO', 'handlers': HANDLERS}}
SAME = LOGGING['root']['handlers'] is HANDLERS
`,
    { ENV: "staging" },
  ),
  single(
    "formatting",
    `
NAME, N = 'app', 7
A = '%s/%d-%05d' % (NAME, N, N)
B = '%(name)s.log' % {'name': NAME}
C = '{}/{}/{0}'.replace('{0}', '') + '{0}{1}{0}'.format('a', 'b') + '{x}-{y!r:>5}'.format(x=1, y='q')
D = f'{NAME!r:>8}|{N:03d}|{N:>5}|{N:<5}|{N:^5}|{NAME:*^9}|{1234567:,}|{255:x}|{255:#x}' if False else f'{NAME!r:>8}|{N:03d}|{N:>5}|{N:<5}|{N:^5}|{NAME:*^9}|{1234567:,}|{255:x}'
E = f'{3.14159:.2f} {2.5} {1e20} {1e-5} {0.1+0.2} {10.0}'
F = '%s %r %s %s' % (True, 'x', None, [1, 'a', (2,)])
G = f"{ {'a': 1}['a'] } {{literal}} {NAME.upper()}"
H = '100%% %s' % 'x'
I = '%.2f' % 1.005, '%5s|%-5s|' % ('a', 'b'), '%x' % 255
J = str(1.0) + str(1e16) + str(123456789.123) + repr("it's") + repr('a"b') + str({1: 'a'}) + str((1,)) + str([])
K = f'{"nested"}' 'implicit' "joined"
L = '{:>10}|{:<4}|{:^6}'.format('r', 'l', 'c')
`,
  ),
  single(
    "string methods",
    `
S = '  Hello, World  '
A = [S.strip(), S.lstrip(), S.rstrip(), S.upper(), S.lower(), S.strip().title(), S.strip().capitalize(), S.swapcase()]
B = 'a,b,,c'.split(','), ' a  b '.split(), 'a.b.c'.rsplit('.', 1), 'a.b.c'.split('.', 1), 'k=v=w'.partition('='), 'k=v=w'.rpartition('='), 'none'.partition('=')
C = '-'.join(['a', 'b']), ','.join(x for x in ('p', 'q')), ''.join([])
D = 'abcabc'.replace('b', 'X'), 'abc'.find('c'), 'abc'.find('z'), 'abcb'.rfind('b'), 'abcb'.count('b'), 'abc'.index('b')
E = 'x.py'.endswith('.py'), 'x.py'.endswith(('.txt', '.py')), 'x'.startswith('y')
F = '7'.zfill(3), '-7'.zfill(4), 'a'.ljust(3, '.') , 'a'.rjust(3), 'a'.center(5, '*') if False else ''
G = '12'.isdigit(), 'a1'.isalnum(), 'A'.isupper(), ''.isdigit(), 'ab'.isalpha(), ' '.isspace()
H = 'prefix-x'.removeprefix('prefix-'), 'x.log'.removesuffix('.log')
I = 'a\\nb\\r\\nc'.splitlines(), 'abc'[::-1], 'abc'[1:], 'abc'[-1], 'abcdef'[1:5:2]
J = 'ab' * 3, 3 * 'x', 'a' 'b', 'a' < 'b', 'abc' in 'xabcx', len('héé')
K = 'strip/me/'.rstrip('/'), '//x//'.strip('/'), str.upper('x')
L = 'abc'.encode(), b'x' + b'y'
`,
  ),
  single(
    "numbers",
    `
A = 7 // 2, -7 // 2, 7 % 3, -7 % 3, 7 % -3, 7 / 2, 2 ** 10, -2 ** 2, 7.5 // 2, -7.5 % 2, 1 / 3
B = 10 * 1024 * 1024, 1 << 20, 0xff & 0x0f, 5 | 2, 5 ^ 1, ~5, True + True, True & False
C = 2 ** 100, 10 ** 30, 10 ** 18 + 1
D = int('42'), int(3.9), int(-3.9), float('1.5'), int(True), bool(''), bool('0'), round(7), abs(-3), int(' 12 '), int('1_000')
E = min(3, 1, 2), max([4, 9]), sum([1, 2, 3]), sum([[1], [2]], []), divmod(7, 2), pow(2, 5)
F = 1 < 2 < 3, 1 < 3 < 2, 1 == 1.0, True == 1, None == 0, 'a' != 'b', 3 is None, (1, 2) < (1, 3)
G = 60 * 60 * 24 * 7, 0.1 + 0.2, 1e3, 5.0, 1.0 * 3
H = hex(255), chr(65), ord('a'), int('ff', 16), int('0x1f', 16)
I = 0 or 'x', 1 and 'y', '' or None or 'z', [] and 1, not [], not 0
`,
  ),
  single(
    "collections",
    `
A = [1, 2, 3]
B = A
B.append(4)
C = A[:] + [5]
C.insert(1, 'i'); C.pop(); C.remove(2); C.reverse()
D = A[-1], A[1:3], A[::-1], A.index(3), A.count(1), len(A)
E = {**{'a': 1}, 'b': [*A, 9]}
F = dict(a=1, b=2), dict([('x', 1), ('y', 2)]), dict({'z': 1}, w=2), dict(zip('ab', (1, 2)))
G = {1, 2} | {3}, {1, 2} & {2}, {1, 2} - {2}, frozenset([1])
H = tuple(A), list('abc'), set([1, 1]), sorted([3, 1, 2], reverse=True), sorted(['b', 'A'], key=str.lower), list(reversed(A))
I = [x * 2 for x in A if x % 2], {k: v for k, v in enumerate('ab')}, {x % 2 for x in A}, [(i, j) for i in range(2) for j in 'xy']
J = any([0, 1]), all([]), list(map(str, A)), list(filter(None, [0, 1])), list(range(5, 0, -2))
first, *rest = A
K, L = first, rest
(M, N), O = (1, 2), 3
P = Q = []
P.append(1)
R = {'k': 'v'}.get('k'), {'k': 'v'}.get('z', 'd'), 'k' in {'k': 1}, list({'a': 1}.items()), {1: 'a', True: 'b', 1.0: 'c'}
S = [[0] * 2] * 2
S[0][0] = 1
T = A * 2
A += (7,)
U = {'a': 1}
U |= {'b': 2}
del A[0], A[0:1]
V = [1, 2, 3]
V[1] = 'x'; V[-1] = 'y'
W = dict.fromkeys(['a', 'b'], 0)
X = next(x for x in [1, 5, 9] if x > 3), next(iter([]), 'none')
Y = [*range(3)], (*'ab', 'c')
Z = [x for x in zip([1, 2, 3], 'ab')]
`,
  ),
  single(
    "loops",
    `
TOTAL = 0
for i in range(10):
    if i == 3:
        continue
    if i == 7:
        break
    TOTAL += i
else:
    TOTAL = -1
N = 0
while N < 5:
    N += 1
else:
    DONE = True
LOGGERS = {}
for name in ('a', 'b', 'c'):
    LOGGERS[name] = {'level': 'INFO', 'handlers': ['x']}
LOGGERS['a']['handlers'].append('y')
for key, value in list(LOGGERS.items()):
    if key == 'b':
        del LOGGERS[key]
PAIRS = []
for i, (a, b) in enumerate([(1, 2), (3, 4)], start=1):
    PAIRS.append((i, a + b))
SEARCH = None
for x in [1, 2, 3]:
    if x > 1:
        SEARCH = x
        break
else:
    SEARCH = 'none'
while True:
    N -= 1
    if N <= 2:
        break
`,
  ),
  single(
    "functions",
    `
def a(x, y=2, *args, z, **kwargs):
    return x, y, args, z, sorted(kwargs.items())
A = a(1, z=3), a(1, 2, 3, 4, z=5, w=6)
def make(n):
    def inner(m):
        return n * m
    return inner
B = make(3)(4)
def fact(n):
    return 1 if n <= 1 else n * fact(n - 1)
C = fact(10)
COUNT = 0
def bump():
    global COUNT
    COUNT += 1
    return COUNT
bump(); bump()
def early(x):
    for i in range(10):
        if i == x:
            return 'found %d' % i
    return None
D = early(4), early(11)
def counter():
    total = 0
    def add(n):
        nonlocal total
        total += n
        return total
    return add
add = counter()
E = add(2), add(3)
def defaults(acc=[]):
    acc.append(1)
    return acc
F = defaults(), defaults()
G = (lambda x, *y: (x, y))(1, 2, 3)
def no_return(): pass
H = no_return()
def unpacked(a, b): return a - b
I = unpacked(*[5, 3]), unpacked(**{'a': 1, 'b': 2})
def deep_update(a, b):
    for k, v in b.items():
        if isinstance(v, dict) and isinstance(a.get(k), dict):
            deep_update(a[k], v)
        else:
            a[k] = v
    return a
J = deep_update({'x': {'y': 1, 'z': 2}}, {'x': {'y': 3}, 'w': []})
`,
  ),
  single(
    "classes",
    `
class Base:
    DEBUG = False
    LOGGING = {'level': 'INFO'}
    def name(self):
        return type(self).__name__ if False else 'base'
    @property
    def level(self):
        return self.LOGGING['level']
    @staticmethod
    def twice(x):
        return x * 2
    @classmethod
    def debug(cls):
        return cls.DEBUG
class Dev(Base):
    DEBUG = True
    LOGGING = dict(Base.LOGGING, extra=1)
    def name(self):
        return 'dev+' + super().name()
A = Base.DEBUG, Dev.DEBUG, Dev.LOGGING
B = Dev().name(), Dev().level, Dev.twice(4), Dev.debug(), Dev().debug()
class Point:
    def __init__(self, x, y=0):
        self.x, self.y = x, y
    def __call__(self, k):
        return self.x * k
p = Point(3)
C = p.x, p.y, p(5)
p.x = 10
D = p.x, hasattr(p, 'z'), getattr(p, 'z', 'no'), isinstance(p, Point), Point.__name__
class Mix1:
    V = 1
class Mix2(Mix1): pass
class Mix3(Mix1):
    V = 3
class Last(Mix2, Mix3): pass
E = Last.V
for attr in dir(Base) if False else ['DEBUG', 'LOGGING']:
    globals()[attr] = getattr(Dev, attr)
`,
  ),
  single(
    "globals and update",
    `
globals().update({'A': 1, 'B': [2]})
globals()['C'] = A + 1
locals()['D'] = 4
vars()['E'] = 5
import sys
setattr(sys.modules[__name__], 'F', 6)
for k, v in {'G': 7, 'H': 8}.items():
    globals()[k] = v
I = globals().get('A'), globals().get('ZZ', 'no'), 'A' in globals(), 'ZZ' in globals()
J = __name__
`,
  ),
  single(
    "try forms",
    `
import os
try:
    A = int('x')
except ValueError:
    A = 'bad'
try:
    B = {}['k']
except (KeyError, IndexError) as e:
    B = 'missing'
else:
    B = 'else'
finally:
    C = 'final'
try:
    D = 1
except Exception:
    D = 2
else:
    E = 'else'
try:
    F = os.environ['NOPE_NOT_SET']
except KeyError:
    F = 'default'
try:
    try:
        raise ValueError('x')
    finally:
        G = 'inner'
except ValueError:
    H = 'outer'
class Own(Exception):
    pass
try:
    raise Own('x')
except Own:
    I = 'own'
try:
    import definitely_not_a_module_xyz
    J = True
except ImportError:
    J = False
def f():
    try:
        return 'try'
    finally:
        globals()['K'] = 'ran'
L = f()
try:
    M = [1][5]
except LookupError:
    M = 'lookup'
try:
    N = None.x
except AttributeError:
    N = 'attr'
try:
    O = 1 / 0
except ArithmeticError:
    O = 'zero'
`,
  ),
  single(
    "walrus and ternaries",
    `
import os
if (level := os.environ.get('LEVEL')) is not None:
    LEVEL = level
else:
    LEVEL = 'INFO'
A = (n := 5) + n
B = [y for x in (1, 2, 3) if (y := x * 2) > 2]
C = 'a' if LEVEL == 'INFO' else 'b' if LEVEL else 'c'
D = (lambda: LEVEL)()
E = [] or {} or ()
F: int = 3
G: str
H: list = [F]
`,
    { LEVEL: "WARN" },
  ),
  single(
    "known traps",
    `
DEBUG = False,
LOGGING = {'version': 1},
A = 'a' 'b', 'c'
B = ('x')
C = {'a': 1, 'a': 2}
D = 1 if [] else 2,
E = [1, 2][True]
F = {True: 'yes', 1: 'no', 1.0: 'float'}
G = 'disable' == "disable" in ['disable']
H = not 1 == 2
I = -3 ** 2
J = 1 or 2 and 0
K = {}.get('x', {}).get('y', 'z')
L = '__proto__', {'__proto__': 1, 'constructor': 2, 'toString': 3}
M = dict(__proto__=5)
N = {'__proto__': 1}['__proto__'], 'constructor' in {}, {}.get('toString')
`,
  ),
  pack(
    "base and production",
    {
      "proj/__init__.py": "",
      "proj/settings/__init__.py": "",
      "proj/settings/base.py": `
import os
from pathlib import Path
BASE_DIR = Path(__file__).resolve().parent.parent.parent
DEBUG = True
_PRIVATE = 1
INSTALLED_APPS = ['a', 'b']
LOGGING = {'version': 1, 'handlers': {'console': {'class': 'logging.StreamHandler'}}, 'loggers': {}}
def get(x): return x.upper()
`,
      "proj/settings/production.py": `
from .base import *
from . import base
DEBUG = False
INSTALLED_APPS += ['gunicorn']
LOGGING['handlers']['file'] = {'class': 'logging.FileHandler', 'filename': str(BASE_DIR / 'x.log')}
del LOGGING['handlers']['console']
SEEN = base.INSTALLED_APPS, base.DEBUG, '_PRIVATE' in globals()
NAME = get('prod')
`,
    },
    "proj.settings.production",
  ),
  pack(
    "package chooses by environment",
    {
      "conf/__init__.py": `
import os
ENV = os.environ.get('DJANGO_ENV', 'development')
if ENV == 'production':
    from .production import *
elif ENV == 'test':
    from .test import *
else:
    from .development import *
`,
      "conf/common.py": "APPS = ['x']\nLEVEL = 'INFO'\n",
      "conf/production.py": "from .common import *\nLEVEL = 'WARNING'\nAPPS = APPS + ['prod']\n",
      "conf/development.py": "from conf.common import *\nDEBUG = True\n",
      "conf/test.py": "from .common import *\n",
    },
    "conf",
    { DJANGO_ENV: "production" },
  ),
  pack(
    "import_module by environment",
    {
      "conf/__init__.py": `
import importlib, os
name = os.environ['MODE']
module = importlib.import_module('.' + name, __package__)
for key in ('LEVEL', 'DEBUG'):
    globals()[key] = getattr(module, key, None)
OTHER = importlib.import_module('conf.%s' % name).LEVEL
`,
      "conf/prod.py": "LEVEL = 'ERROR'\n",
    },
    "conf",
    { MODE: "prod" },
  ),
  pack(
    "__all__ and chains",
    {
      "s/__init__.py": "",
      "s/a.py": "__all__ = ['X', '_Y']\nX, _Y, Z = 1, 2, 3\n",
      "s/b.py":
        "from .a import *\nfrom .a import Z as RENAMED\n__all__ = ['X', 'W']\n__all__ += ['RENAMED']\nW = 4\n",
      "s/main.py":
        "from s.b import *\nimport s.a\nimport s.b as other\nT = s.a.Z, other.W, 'Z' in globals()\nfrom s import a as AA\nU = AA.X\n",
    },
    "s.main",
  ),
  pack(
    "import cycle",
    {
      "c/__init__.py": "",
      "c/one.py": "A = 1\nfrom .two import *\nC = B + 1\n",
      "c/two.py": "from .one import *\nB = A + 1\n",
    },
    "c.one",
  ),
  pack(
    "local settings absent",
    {
      "settings.py": `
DEBUG = False
LOGGING = {'a': 1}
try:
    from local_settings import *
except ImportError:
    pass
try:
    from .relative_local import *
except ImportError:
    NOTE = 'none'
AFTER = DEBUG
`,
    },
    "settings",
  ),
  pack(
    "local settings present",
    {
      "p/__init__.py": "",
      "p/settings.py":
        "DEBUG = False\nX = [1]\ntry:\n    from .local_settings import *\nexcept ImportError:\n    pass\n",
      "p/local_settings.py": "DEBUG = True\nfrom p import settings\nsettings.X.append(2)\n",
    },
    "p.settings",
  ),
  pack(
    "names imported one by one",
    {
      "q/__init__.py": "VERSION = (1, 2)\n__version__ = '.'.join(str(x) for x in VERSION)\n",
      "q/consts.py": "class Level:\n    INFO = 'INFO'\n    ALL = ['DEBUG', INFO]\nDEFAULT = Level.INFO\n",
      "q/settings.py":
        "from q import __version__, VERSION as V\nfrom q.consts import Level, DEFAULT\nimport q.consts\nA = __version__, V, Level.ALL, DEFAULT, q.consts.Level.INFO\nB = q.__name__, __name__, __package__\n",
    },
    "q.settings",
  ),
  pack(
    "namespace package",
    {
      "src/app/conf/base.py": "A = 1\n",
      "src/app/conf/prod.py": "from .base import *\nfrom src.app.conf.base import A as B\nC = __name__\n",
    },
    "src.app.conf.prod",
  ),
  pack(
    "helpers module",
    {
      "w/__init__.py": "",
      "w/utils.py":
        "import os\ndef strtobool(v):\n    v = v.lower()\n    if v in ('y', 'yes', 't', 'true', 'on', '1'):\n        return True\n    elif v in ('n', 'no', 'f', 'false', 'off', '0'):\n        return False\n    raise ValueError(v)\ndef env_bool(k, d=False):\n    return strtobool(os.environ.get(k, str(d)))\ndef handler(name, **kw):\n    base = {'class': 'logging.' + name}\n    base.update(kw)\n    return base\n",
      "w/settings.py":
        "from w.utils import env_bool, handler\nA = env_bool('A'), env_bool('B', True), env_bool('C')\nLOGGING = {'handlers': {n: handler(c, level=l) for n, c, l in [('a', 'StreamHandler', 'INFO'), ('b', 'FileHandler', 'DEBUG')]}}\n",
    },
    "w.settings",
    { C: "on" },
  ),
  pack(
    "gunicorn.conf.py",
    {
      "gunicorn_conf.py": `
import multiprocessing, os
bind = os.environ.get('GUNICORN_BIND', '0.0.0.0:' + os.environ.get('PORT', '8000'))
workers = int(os.environ.get('WEB_CONCURRENCY', 3))
accesslog = errorlog = '-'
loglevel = os.getenv('LOG_LEVEL', 'info').lower()
for k, v in sorted({'GUNICORN_TIMEOUT': '30', 'GUNICORN_GRACEFUL': '5'}.items()):
    key = k.split('_', 1)[1].lower()
    locals()[key] = int(v)
access_log_format = '%(h)s %(l)s %(u)s %(t)s "%(r)s" %(s)s %(b)s'
ALL = bind, workers, accesslog, errorlog, loglevel, timeout, graceful
def on_starting(server):
    server.log.info('x')
`,
    },
    "gunicorn_conf",
    { PORT: "5000", LOG_LEVEL: "WARNING" },
  ),
  single(
    "conditional functions",
    `
import os
if os.environ.get('X'):
    def pick(): return 'x'
else:
    def pick(): return 'no x'
A = pick()
LEVELS = {'dev': 'DEBUG', 'prod': 'ERROR'}
B = LEVELS[os.environ.get('MODE', 'prod')], LEVELS.get('nope')
C = {'dev': lambda: 1, 'prod': lambda: 2}['dev']()
D = [f(2) for f in (lambda x: x + 1, str, lambda x: x * 10)]
`,
  ),
  single(
    "deep copies and aliases",
    `
import copy
A = {'x': {'y': [1]}}
B = A
C = A.copy()
D = dict(A)
E = copy.deepcopy(A)
F = copy.copy(A)
A['x']['y'].append(2)
A['z'] = 1
SHARED = [1]
G = {'a': SHARED, 'b': SHARED}
H = copy.deepcopy(G)
H['a'].append(2)
I = H['b'], SHARED
J = [SHARED] * 3
SHARED.append(9)
K = (SHARED,)
L = list(SHARED)
SHARED.clear()
`,
  ),
  single(
    "json and literals",
    `
import json, ast
A = json.loads('{"a": [1, true, null, "x"], "b": {"c": -5}}')
B = ast.literal_eval("{'a': (1, 2), 'b': [None, True, -3, 'x']}")
C = json.loads('[]'), ast.literal_eval('"s"')
try:
    D = json.loads('nope')
except ValueError:
    D = 'bad json'
`,
  ),
  single(
    "makedirs",
    `
import os
from pathlib import Path
LOG_DIR = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'logs')
if not os.path.exists(LOG_DIR):
    os.makedirs(LOG_DIR)
os.makedirs(LOG_DIR, exist_ok=True)
Path(LOG_DIR, 'x').mkdir(parents=True, exist_ok=True)
FILE = os.path.join(LOG_DIR, 'x', 'a.log')
`,
  ),
  single(
    "stdlib oddities",
    `
import sys, socket, datetime, random, string, logging, collections
from collections import OrderedDict, defaultdict
from datetime import timedelta
HOST = socket.gethostname()
PY = sys.version_info >= (3, 8)
TESTING = 'test' in sys.argv
EXPIRY = timedelta(days=1)
RANDOM = ''.join(random.choice(string.ascii_letters) for _ in range(5))
OD = OrderedDict([('a', 1), ('b', 2)])
DD = defaultdict(list)
DD['x'].append(1)
DD['y']
LEVEL = logging.getLevelName('INFO'), logging.getLevelName(20), logging.ERROR, logging.WARN
LOGGER = logging.getLogger(__name__)
LOGGER.setLevel(logging.DEBUG)
PLATFORM = sys.platform
A = string.digits
`,
  ),
  single(
    "dictConfig in settings",
    `
import logging.config
LOGGING_CONFIG = None
CONF = {'version': 1, 'disable_existing_loggers': False, 'handlers': {'c': {'class': 'logging.StreamHandler'}}, 'root': {'handlers': ['c']}}
logging.config.dictConfig(CONF)
logging.captureWarnings(False)
AFTER = CONF['version']
`,
  ),
  single(
    "asserts and raises",
    `
import os
assert True, 'fine'
A = 1
if not os.environ.get('KEY'):
    raise Exception('KEY is needed')
B = 2
`,
  ),
  single(
    "undefined name",
    `
A = 1
B = UNDEFINED_THING
`,
  ),
  single(
    "type errors",
    `
A = 'a'
B = 'x' + 1
`,
  ),
  single(
    "comprehension scopes",
    `
X = 'outer'
A = [X for X in range(3)]
B = X
C = {k: [v for v in range(k)] for k in range(3)}
D = [[i * j for j in range(2)] for i in range(2)]
E = sum(i for i in range(5))
F = list(i for i in (1, 2) if i > 1)
G = any(a == 'b' for a in 'abc')
H = {v: k for k, v in {'a': 1}.items()}
I = sorted({'b': 1, 'a': 2}, key=lambda k: {'b': 1, 'a': 2}[k])
J = ','.join(f'{k}={v}' for k, v in {'a': 1}.items())
`,
  ),
  single(
    "debug toolbar and sentry style",
    `
import os
DEBUG = os.environ.get('DEBUG') == 'true'
SENTRY_DSN = os.environ.get('SENTRY_DSN', None)
INSTALLED_APPS = ('a', 'b')
if DEBUG:
    INSTALLED_APPS += ('debug_toolbar',)
    INTERNAL_IPS = ['127.0.0.1']
if SENTRY_DSN:
    LOGGING = {'sentry': SENTRY_DSN}
CACHES = {'default': {'BACKEND': 'dummy' if DEBUG else 'redis', 'LOCATION': os.environ.get('REDIS', 'redis://x') + '/1'}}
ADMINS = [tuple(a.split(':')) for a in os.environ.get('ADMINS', '').split(',') if a]
MANAGERS = ADMINS
`,
    { ADMINS: "me:me@x.org,you:you@x.org" },
  ),
  single(
    "version checks",
    `
import django, sys
NEW = django.VERSION >= (3, 0)
if django.VERSION[0] >= 2:
    URL = 'path'
else:
    URL = 'url'
if sys.version_info[0] == 2:
    STR = 'py2'
else:
    STR = 'py3'
`,
  ),
  single(
    "conditional definitions then use",
    `
import os
LOG_FILE = os.environ.get('LOG_FILE')
HANDLERS = {'console': {'class': 'logging.StreamHandler'}}
if LOG_FILE:
    HANDLERS['file'] = {'class': 'logging.FileHandler', 'filename': LOG_FILE}
LOGGING = {'version': 1, 'handlers': HANDLERS, 'root': {'handlers': list(HANDLERS), 'level': 'INFO'}}
COUNT = len(HANDLERS)
USES_FILE = 'file' in HANDLERS
FIRST = LOGGING['root']['handlers'][0]
EXTRA = {name: dict(conf, level='DEBUG') for name, conf in HANDLERS.items()}
`,
    { LOG_FILE: "/var/log/x" },
  ),
  single(
    "match statement",
    `
import os
match os.environ.get('ENV', 'dev'):
    case 'prod':
        LEVEL = 'ERROR'
    case 'dev' | 'test':
        LEVEL = 'DEBUG'
    case _:
        LEVEL = 'INFO'
AFTER = 1
`,
  ),
  single(
    "decorators and generators",
    `
import functools
def deco(f):
    return lambda: 'decorated'
@deco
def a(): return 'plain'
A = a()
@functools.lru_cache(maxsize=None)
def b(x): return x + 1
B = b(1)
def gen():
    yield 1
    yield 2
C = list(gen())
D = functools.partial(max, 5)(3)
from enum import Enum
class Color(Enum):
    RED = 1
E = Color.RED.value
F = Color.RED == 1
from dataclasses import dataclass
@dataclass
class P:
    x: int = 1
G = P().x, P(5).x
`,
  ),
  single(
    "starred and kwargs dicts",
    `
def handler(cls, *, level='INFO', **extra):
    return {'class': cls, 'level': level, **extra}
COMMON = {'formatter': 'json'}
HANDLERS = {
    'a': handler('logging.StreamHandler', **COMMON),
    'b': handler('logging.FileHandler', level='DEBUG', filename='/x', **COMMON),
}
NAMES = [*HANDLERS, *('c', 'd')]
a, *b, c = NAMES
MID = b
`,
  ),
  single(
    "while building",
    `
PARTS = 'a.b.c.d'.split('.')
TREE = {}
node = TREE
while PARTS:
    part = PARTS.pop(0)
    node[part] = {}
    node = node[part]
node['leaf'] = True
MATRIX = [[1, 2], [3, 4]]
FLAT = [x for row in MATRIX for x in row]
T = list(zip(*MATRIX))
SWAP_A, SWAP_B = 1, 2
SWAP_A, SWAP_B = SWAP_B, SWAP_A
`,
  ),
  single(
    "bytes and none",
    `
A = b'abc'
B = None
C = A == b'abc', B is None, B is not None
D = type('x') == str, type(1) is int, isinstance(True, int), isinstance('x', (int, str))
E = callable(len) if False else True
F = 'ä'.upper(), 'ß' + 'x', 'ä' in 'äö'
G = '\\u00e9', '\\x41', r'\\d', b'\\xff'
`,
  ),
  single(
    "star import of stdlib",
    `
from os.path import *
A = join('a', 'b')
B = 1
`,
  ),
  single(
    "setdefault chains",
    `
LOGGING = {}
LOGGING.setdefault('loggers', {}).setdefault('django', {}).setdefault('handlers', []).append('x')
LOGGING.setdefault('loggers', {'no': 1}).setdefault('django', {'no': 1})['level'] = 'INFO'
A = LOGGING['loggers'].get('django', {}).get('level')
CFG = {'x': None}
B = CFG.setdefault('x', 5), CFG.setdefault('y', 6), CFG
`,
  ),
  single(
    "exec and open",
    `
A = 1
exec("A = 2")
try:
    with open('/nonexistent/file') as f:
        B = f.read().strip()
except IOError:
    B = 'unreadable'
C = 3
`,
  ),
  single(
    "try return in function",
    `
import os
def read(name, default=None):
    try:
        value = os.environ[name]
    except KeyError:
        return default
    try:
        return int(value)
    except ValueError:
        return value
A, B, C = read('A'), read('B', 'd'), read('C')
`,
    { A: "12", C: "text" },
  ),
  single(
    "string level tables",
    `
import logging, os
LEVELS = {n: getattr(logging, n) for n in ('DEBUG', 'INFO', 'ERROR')}
A = LEVELS[os.environ.get('L', 'INFO')]
B = getattr(logging, 'WARNING')
C = logging.getLevelName(logging.DEBUG)
D = max(LEVELS.values())
E = [k for k, v in LEVELS.items() if v >= 20]
`,
  ),
  single(
    "nested conditionals",
    `
import os
A, B = os.environ.get('A'), os.environ.get('B')
X = []
if A:
    X.append('a')
    if B:
        X.append('ab')
    else:
        X.append('a only')
elif B:
    X.append('b only')
Y = 'both' if A and B else 'one' if A or B else 'none'
Z = {'a': A or 'none', 'b': B and B.upper()}
if not (A and B):
    W = 'not both'
else:
    W = 'both'
V = len(X)
`,
    { A: "1" },
  ),
  single(
    "json.dumps",
    `
import json
A = json.dumps({"client": "%(h)s", "n": [1, None, True, (2.0, 1e16)], "text": 'a"b\\\\c\\té\\x7f\U0001F600', "empty": [{}, []]})
B = json.dumps("plain")
C = json.dumps({1: 2})
D = json.dumps([1], indent=2)
`,
  ),
  single(
    "contextlib.suppress",
    `
import contextlib
from contextlib import suppress
with contextlib.suppress(KeyError):
    A = 1
    B = {}["x"]
    C = 2
with suppress(ImportError, ValueError):
    D = int("seven")
with suppress(TypeError):
    E = 3
F = 4
`,
  ),
];
