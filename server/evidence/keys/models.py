"""A blob's key, wrapped."""

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base
from server.evidence.blobs.models import Blob


class BlobKey(Base):
    """The key of a blob under the key of a group; bytes that prove something in two rounds have two rows.

    The group's key lies outside the database, in the key store.
    """

    __tablename__ = "blob_key"

    sha256: Mapped[str] = mapped_column(ForeignKey(Blob.sha256), primary_key=True)
    key_group: Mapped[str] = mapped_column(String(80), primary_key=True, index=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
