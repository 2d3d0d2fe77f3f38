"""Loaded before Django reads its settings: tests never touch a real data folder, nor the outside world."""

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="tilstede-test-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["TILSTEDE_DATA"] = _data
os.environ["TILSTEDE_ORIGIN"] = "log.fjordvik.example"
os.environ["TILSTEDE_LANGUAGE"] = "nb"
os.environ.pop("TILSTEDE_DATABASE", None)
