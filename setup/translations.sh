#!/bin/sh
# Collect every text of the portal and bring it into each catalogue of app/translations; translators then fill the gaps.
set -eu
catalogues=app/translations
mkdir -p "$catalogues"
.venv/bin/pybabel --quiet extract -F setup/babel.cfg -k _l -k lazy_gettext -k ngettext:1,2 --no-location --sort-output \
    --project Classbell --copyright-holder "Classbell contributors" -o "$catalogues/messages.pot" app
for language in es hi; do
    if [ -f "$catalogues/$language/LC_MESSAGES/messages.po" ]; then step=update; else step=init; fi
    .venv/bin/pybabel --quiet "$step" -i "$catalogues/messages.pot" -d "$catalogues" -l "$language" \
        $([ "$step" = init ] || echo --no-fuzzy-matching --ignore-obsolete)
done
for path in "$catalogues"/*/LC_MESSAGES/messages.po; do
    printf '%s: ' "$path"
    .venv/bin/pybabel compile --statistics -i "$path" -o "${path%.po}.mo" 2>&1 | sed -n 's/^\(.*messages ([0-9]*%) translated\).*/\1/p'
done
