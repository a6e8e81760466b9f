"""What can be wrong with a file, each told in the language of whoever sends it."""

from typing import ClassVar

from api.attachments.words import words
from api.errors import ApiError


class FileRefused(ApiError):
    """A file that cannot be taken; subclasses name the words to say it in.

    Args:
        language: The reader's.
        values: What the words leave open.
    """

    key: ClassVar[str]

    def __init__(
        self, language: str = "en", *, headers: dict[str, str] | None = None, **values: object
    ) -> None:
        super().__init__(words(language)(f"refused.{self.key}", **values), headers=headers)


class FileTooLarge(FileRefused):
    """More bytes than a file may have; told before they have all been read."""

    code, status, key = "file_too_large", 413, "too_large"


class FileEmpty(FileRefused):
    """Nothing was sent."""

    code, status, key = "file_empty", 422, "empty"


class WrongType(FileRefused):
    """By its content neither a picture nor a PDF, whatever its name says."""

    code, status, key = "unsupported_type", 415, "wrong_type"


class FileDamaged(FileRefused):
    """It begins like a picture or a PDF and cannot be read as one."""

    code, status, key = "file_damaged", 422, "damaged"


class TooManyPixels(FileRefused):
    """A picture that would be far larger in memory than it is as a file."""

    code, status, key = "image_too_large", 422, "too_many_pixels"


class TooManyFiles(FileRefused):
    """A conversation holds as many files as one may."""

    code, status, key = "too_many_files", 409, "too_many_files"


class TooManyUploads(FileRefused):
    """One address sends more files than anybody needs."""

    code, status, key = "too_many_uploads", 429, "too_many_uploads"


class StorageFull(FileRefused):
    """The disk takes nothing more; nothing of the file was kept."""

    code, status, key = "storage_full", 507, "storage_full"


class AttachmentNotFound(ApiError):
    """Unknown, erased, or not for the one who asks: the caller cannot tell which."""

    code = "attachment_not_found"
    status = 404
    message = "There is no such file."


class AttachmentNotSendable(ApiError):
    """A message names a file that is not there, not its author's, or has been sent already."""

    code = "attachment_not_found"
    status = 422
    message = "A file of this message is not there any more. Please attach it again."

    def __init__(self) -> None:
        super().__init__(fields={"attachments": self.message})
