"""How the site is put together."""

from config.celery import app as celery_app  # tasks of every app bind to it

__all__ = ["celery_app"]
