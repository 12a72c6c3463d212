"""Base model and the Flask-SQLAlchemy object."""

from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, MetaData
from sqlalchemy.orm import DeclarativeBase, registry

# Names for every constraint, so that migrations can drop and change them on both engines.
_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all models. Tables are singular nouns of the glossary."""

    registry = registry(
        metadata=MetaData(naming_convention=_NAMING),
        type_annotation_map=dict.fromkeys((dict[str, Any], list[Any], list[str], list[dict[str, Any]]), JSON),
    )


db = SQLAlchemy(model_class=Base)
