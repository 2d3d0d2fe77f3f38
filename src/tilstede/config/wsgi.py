"""What the web server runs."""

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

from tilstede.core.checks import registry

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tilstede.config.settings")
application = get_wsgi_application()
#: Who writes first shall not wait for the dictionaries; who only reads shall not wait for them either.
Thread(target=registry.warm, name="checks", daemon=True).start()
