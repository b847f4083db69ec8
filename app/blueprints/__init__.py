"""The doors: pages for people, the API for programs."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the blueprint of every package beside this file; the API brings its own way of registering."""
    for module in iter_modules(__path__):
        package = import_module(f"{__name__}.{module.name}")
        if hasattr(package, "init_app"):
            package.init_app(app)
        else:
            app.register_blueprint(package.blueprint)
