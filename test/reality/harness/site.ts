/** The start of a settings module. */
export const SETTINGS = `from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = "not-a-secret"
DEBUG = False
ALLOWED_HOSTS = ["blog.example.com"]
INSTALLED_APPS = ["posts"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "blog.urls"
WSGI_APPLICATION = "blog.wsgi.application"
USE_TZ = True
`;

/** The rest of a small site. */
export const SITE = {
  "manage.py": `import os\nimport sys\n\nif __name__ == "__main__":\n    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blog.settings")\n    from django.core.management import execute_from_command_line\n\n    execute_from_command_line(sys.argv)\n`,
  "blog/__init__.py": "",
  "blog/urls.py": "urlpatterns = []\n",
  "blog/wsgi.py": `import os\n\nfrom django.core.wsgi import get_wsgi_application\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "blog.settings")\napplication = get_wsgi_application()\n`,
  "blog/asgi.py": `import os\n\nfrom django.core.asgi import get_asgi_application\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "blog.settings")\napplication = get_asgi_application()\n`,
  "posts/__init__.py": "",
  "posts/views.py": "import logging\n\nlogger = logging.getLogger(__name__)\n",
};
