"""The ways to reach a person beyond the bell: each makes its deliveries in sets and sends those that are due."""

from __future__ import annotations

from types import ModuleType

from app.notifications.channels import email, push

CHANNELS: tuple[ModuleType, ...] = (push, email)
