"""Who may do what: one rule each, and the marks that every door bears.

What one may not see is 404, what one may see and not do is 403. Objects come in through a select of what the person may
see (`within`), so a wrong id and a foreign id look the same.
"""

from app.permissions import live_rules, rules
from app.permissions.asking import allowed, assists, forget_roles, role_in, ruled, studies, teaches
from app.permissions.can import ADMIN_SCOPE, Can
from app.permissions.doors import STEADY, find, public, requires

__all__ = [
    "ADMIN_SCOPE",
    "STEADY",
    "Can",
    "allowed",
    "assists",
    "find",
    "forget_roles",
    "live_rules",
    "public",
    "requires",
    "role_in",
    "ruled",
    "rules",
    "studies",
    "teaches",
]
