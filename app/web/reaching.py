"""Words for how people are reached."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.models.notification import Channel
from app.models.preference import Every, Mode, Rule
from app.notifications.matrix import Preset
from app.notifications.mutes import Length

CHANNELS = {Channel.PUSH: _l("On devices"), Channel.EMAIL: _l("By email")}
MODES = {Mode.INSTANT: _l("At once"), Mode.DIGEST: _l("In the gathered mail"), Mode.OFF: _l("Not at all")}
RULES = {
    Rule.CHOICE: _l("Everybody chooses"),
    Rule.FORCED: _l("Always sent"),
    Rule.OFF: _l("Never sent"),
}
PRESETS = {
    Preset.CALM: (_l("Calm"), _l("Only what may be urgent rings. All mail comes gathered, once a day or week.")),
    Preset.NORMAL: (_l("Normal"), _l("As your school set it up: most things ring and come by mail.")),
    Preset.EVERYTHING: (_l("Everything"), _l("All of it at once, on your devices and by mail.")),
}
EVERY = {Every.DAY: _l("Every day"), Every.WEEK: _l("Once a week")}
LENGTHS = {
    Length.HOUR: _l("For an hour"),
    Length.TOMORROW: _l("Until tomorrow, 07:00"),
    Length.WEEK: _l("For a week"),
    Length.ALWAYS: _l("Until I turn it on again"),
}
