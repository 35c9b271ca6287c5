"""The settings as mypy's Django plugin reads them: no server behind, any keys will do."""

import os

from config.devstack import keys

os.environ.setdefault("DATABASE_URL", "postgresql://localhost/typing")
os.environ.setdefault("REDIS_URL", "redis://localhost/0")
for name, value in keys.throwaway_secrets().items():
    os.environ.setdefault(name, value)

from config.settings import *  # noqa: E402, F403
