"""Files in a bucket that speaks Amazon's S3 protocol."""

import io
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import BinaryIO, TypedDict, cast

import boto3
from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from flask_babel import gettext as _

from app import clock
from app.errors import NotFound
from app.storage import Storage, StorageAway, Stored, attachment, checked_key, copy, new_key, room

_MISSING = frozenset({"404", "NoSuchKey", "NotFound"})


class _Object(TypedDict):
    Bucket: str
    Key: str


class S3Storage(Storage):
    """A bucket, under a prefix. Log-in data come from the environment, as boto3 reads it."""

    def __init__(self, bucket: str, prefix: str, endpoint_url: str | None, region: str | None) -> None:
        self._bucket, self._prefix = bucket, f"{prefix}/" if prefix else ""
        config = Config(connect_timeout=5, read_timeout=30, retries={"max_attempts": 3}, signature_version="s3v4")
        self._s3 = boto3.client("s3", endpoint_url=endpoint_url, region_name=region, config=config)

    def put(self, stream: BinaryIO, *, limit_bytes: int) -> Stored:
        """Collect the stream first, then upload it: the bucket shows an object only when it is whole."""
        return self._keep(new_key(), stream, limit_bytes)

    def put_back(self, key: str, stream: BinaryIO) -> None:
        """Like `put`, under a key that is given. Raises `NotFound` for one that is no key."""
        self._keep(checked_key(key), stream, sys.maxsize)

    def _keep(self, key: str, stream: BinaryIO, limit_bytes: int) -> Stored:
        with room(), tempfile.TemporaryFile() as file:
            size, digest = copy(stream, file, limit_bytes)
            file.seek(0)
            with _answered():
                self._s3.upload_fileobj(file, self._bucket, self._prefix + key)
        return Stored(key, size, digest)

    def open(self, key: str, start: int = 0, end: int | None = None) -> BinaryIO:
        """The bytes from `start` up to and without `end`. Raises `NotFound`."""
        size = self.size(key)
        end = size if end is None else min(end, size)
        if start >= end:
            return io.BytesIO()
        with _answered():
            answer = self._s3.get_object(**self._object(key), Range=f"bytes={start}-{end - 1}")
        return cast(BinaryIO, answer["Body"])

    def size(self, key: str) -> int:
        """The size in bytes. Raises `NotFound`."""
        with _answered():
            size: int = self._s3.head_object(**self._object(key))["ContentLength"]
        return size

    def delete(self, key: str) -> None:
        """Remove the file; one that is not there is no error."""
        with _answered():
            self._s3.delete_object(**self._object(key))

    def keys(self, older_than_seconds: float | None = None) -> Iterator[str]:
        """The keys of all files, in no order; or only of those that were written longer ago than that."""
        border = None if older_than_seconds is None else clock.now() - timedelta(seconds=older_than_seconds)
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix)
        with _answered():
            for page in pages:
                for item in page.get("Contents", []):
                    if border is None or item["LastModified"] < border:
                        yield item["Key"].removeprefix(self._prefix)

    def link(self, key: str, *, filename: str, media_type: str, seconds: int) -> str | None:
        """A signed address: a download under its own name, never a page."""
        answer = {"ResponseContentDisposition": attachment(filename), "ResponseContentType": media_type}
        url: str = self._s3.generate_presigned_url(
            "get_object", Params={**self._object(key), **answer}, ExpiresIn=seconds
        )
        return url

    def _object(self, key: str) -> _Object:
        return {"Bucket": self._bucket, "Key": self._prefix + checked_key(key)}


@contextmanager
def _answered() -> Iterator[None]:
    """Turn what boto3 raises into `NotFound` or `StorageAway`."""
    try:
        yield
    except ClientError as problem:
        if problem.response.get("Error", {}).get("Code") in _MISSING:
            raise NotFound(_("There is no such file.")) from None
        raise StorageAway(_("Files cannot be reached now. Please try again soon.")) from problem
    except (BotoCoreError, Boto3Error) as problem:
        raise StorageAway(_("Files cannot be reached now. Please try again soon.")) from problem
