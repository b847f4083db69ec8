"""Flask extensions, made here and bound to the app in create_app, and the client of the queue server."""

from functools import lru_cache

from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from redis import Redis
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from app.config import settings

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Parent of every model."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
migrate = Migrate(render_as_batch=True, compare_server_default=False)
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()


# Of one process; the queue server takes 10,000. The client's own limit of 100 refuses a big class that comes at once.
REDIS_CONNECTIONS = 1000


@lru_cache(maxsize=4)
def _redis(url: str) -> Redis:
    return Redis.from_url(
        url,
        max_connections=REDIS_CONNECTIONS,
        socket_connect_timeout=1,
        socket_timeout=5,
        health_check_interval=30,
    )


def redis() -> Redis:
    """The client of the current app, every wait bounded. Calls on it raise RedisError while the server is away."""
    return _redis(settings().queue_url)
