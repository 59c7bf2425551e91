import type { Case } from "./oracle.ts";

const base = (
  name: string,
  text: string,
  env: Record<string, string> = {},
  more: Record<string, string> = {},
): Case => ({
  name,
  files: { "manage.py": "", "proj/__init__.py": "", "proj/settings.py": text, ...more },
  module: "proj.settings",
  env,
});

const ENVIRON = `
import environ
from pathlib import Path
BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env(DEBUG=(bool, False), PORT=int, NAMES=(list, []))
environ.Env.read_env(str(BASE_DIR / '.env'))
A = env('DEBUG')
B = env.bool('OTHER', default=True)
C = env.int('PORT2', default=25)
D = env('LEVEL', default='INFO')
E = env.list('HOSTS', default=['a'])
F = env.str('TEXT', 'x')
G = env('NONE', default=None)
I = env.bool('DEBUG')
J = env('NAMES')
L = env('FLAG', cast=bool, default=True)
`;

const DECOUPLE = `
from decouple import config, Csv
A = config('DEBUG', default=False, cast=bool)
B = config('LEVEL', default='INFO')
C = config('PORT', default='25', cast=int)
D = config('HOSTS', default='a, b', cast=Csv())
E = config('EMPTY', default='', cast=Csv())
F = config('RATE', default=1.5, cast=float)
G = config('UP', default='x', cast=str.upper)
H = config('LIST', default='1;2', cast=lambda v: [int(s) for s in v.split(';')])
I = config('NONE', default=None)
`;

/** Settings that read the environment through libraries; compared where the library is installed. */
export const LIBRARIES: readonly {
  readonly library: string;
  readonly when?: string;
  readonly cases: readonly Case[];
}[] = [
  {
    library: "environ",
    cases: [
      base("nothing set", ENVIRON),
      base("set", ENVIRON, {
        DEBUG: "True",
        OTHER: "off",
        PORT2: "99",
        LEVEL: "DEBUG",
        HOSTS: "x,y",
        TEXT: "t",
        NONE: "n",
        NUMBER: "7",
        NAMES: "p,q",
        FLAG: "yes",
      }),
      base("odd texts", ENVIRON, {
        DEBUG: "2",
        OTHER: "maybe",
        LEVEL: "",
        HOSTS: "",
        NONE: "",
        NUMBER: "0",
        NAMES: ",",
        FLAG: "0",
      }),
      base(
        "file",
        ENVIRON,
        { LEVEL: "ERROR" },
        {
          ".env": "# comment\nDEBUG=on\nLEVEL=DEBUG\nexport HOSTS=h1,h2\nTEXT='quoted text'\nNUMBER=\"12\"\n",
        },
      ),
      base("missing", "import environ\nenv = environ.Env()\nA = 1\nB = env('NOT_THERE')\n"),
      base("missing typed", "import environ\nenv = environ.Env()\nB = env.bool('NOT_THERE')\n"),
      base("bad int", "import environ\nenv = environ.Env()\nB = env.int('P')\n", { P: "x" }),
    ],
  },
  {
    library: "environ",
    // Newer versions take the default's type as the cast.
    when: "hasattr(environ.Env(), 'smart_cast')",
    cases: [
      base(
        "cast by default",
        "import environ\nenv = environ.Env()\nH = env('NUMBER', default=5)\nK = env('FLAG', default=False)\n",
        { NUMBER: "7", FLAG: "yes" },
      ),
    ],
  },
  {
    library: "decouple",
    cases: [
      base("nothing set", DECOUPLE),
      base("set", DECOUPLE, {
        DEBUG: "yes",
        LEVEL: "ERROR",
        PORT: "8",
        HOSTS: "h1,h2 , h3",
        RATE: "2",
        UP: "abc",
        LIST: "4;5",
        NONE: "z",
      }),
      base("odd texts", DECOUPLE, { DEBUG: "", LEVEL: "", EMPTY: "a,,b", HOSTS: "" }),
      base("bad boolean", DECOUPLE, { DEBUG: "maybe" }),
      base("file", DECOUPLE, { LEVEL: "ERROR" }, { ".env": "DEBUG=1\nLEVEL=DEBUG\nPORT=77\n# x\nUP=q\n" }),
      base("missing", "from decouple import config\nA = config('NOT_THERE')\n"),
    ],
  },
  {
    library: "dotenv",
    cases: [
      base(
        "file",
        "import os\nfrom dotenv import load_dotenv\nload_dotenv(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), '.env'))\nA, B, C = os.getenv('A'), os.getenv('B'), os.getenv('C', 'c')\n",
        { A: "real" },
        { ".env": "A=file\nB = 'b b'\n" },
      ),
      base(
        "beside",
        "import os\nfrom dotenv import load_dotenv\nload_dotenv()\nA = os.environ.get('A')\n",
        {},
        { "proj/.env": "A=file\n" },
      ),
    ],
  },
  {
    library: "split_settings",
    cases: [
      {
        name: "components",
        files: {
          "proj/__init__.py": "",
          "proj/settings/__init__.py":
            "import os\nfrom split_settings.tools import include, optional\nENV = os.environ.get('ENV', 'dev')\ninclude('components/*.py', f'environments/{ENV}.py', optional('local.py'))\nLAST = APPS\n",
          "proj/settings/components/base.py": "APPS = ['a']\nLEVEL = 'INFO'\n",
          "proj/settings/components/logging.py": "LOGGING = {'level': LEVEL}\nAPPS.append('log')\n",
          "proj/settings/environments/dev.py": "DEBUG = True\n",
          "proj/settings/environments/prod.py": "DEBUG = False\nLOGGING['level'] = 'ERROR'\n",
        },
        module: "proj.settings",
        env: { ENV: "prod" },
      },
    ],
  },
  {
    library: "dj_database_url",
    cases: [
      base(
        "default",
        "import dj_database_url\nDATABASES = {'default': dj_database_url.config(default='sqlite:///x')}\nOTHER = dj_database_url.config()\nA = 1\n",
      ),
    ],
  },
];
