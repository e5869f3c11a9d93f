"""Uploads are written to the disk while they come in, before anybody has asked who sends them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class NoneTooLarge(FileUploadHandler):
    """First among the handlers: a request that says it is larger than any form takes is not read at all. One that says
    nothing of its length has no body (WSGI)."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        if content_length > settings.UPLOAD_MOST_BYTES:
            raise RequestDataTooBig("The upload is larger than UPLOAD_MOST_BYTES.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
