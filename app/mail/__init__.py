"""Mail, one way out of the process: build a message, hand it to a server or to a folder. No database."""

from app.mail.message import Attachment, Mail, MailDelayed, MailRefused, build
from app.mail.outbox import FolderOutbox, Outbox, SmtpOutbox, outbox

__all__ = [
    "Attachment",
    "FolderOutbox",
    "Mail",
    "MailDelayed",
    "MailRefused",
    "Outbox",
    "SmtpOutbox",
    "build",
    "outbox",
]
