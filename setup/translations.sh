#!/bin/sh
# Collect every text of the portal and bring it into each catalogue of app/translations; translators then fill the gaps.
# With the name of a file: only collect, into that file.
set -eu
catalogues=app/translations
template=${1:-$catalogues/messages.pot}
.venv/bin/pybabel --quiet extract -F setup/babel.cfg -k _l -k lazy_gettext -k ngettext:1,2 --no-location --sort-output --width 120 \
    --project Classbell --copyright-holder "Classbell contributors" -o "$template" app
[ $# -eq 0 ] || exit 0
for language in es hi; do
    if [ -f "$catalogues/$language/LC_MESSAGES/messages.po" ]; then step=update; else step=init; fi
    .venv/bin/pybabel --quiet "$step" --width 120 -i "$template" -d "$catalogues" -l "$language" \
        $([ "$step" = init ] || echo --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date)
done
for path in "$catalogues"/*/LC_MESSAGES/messages.po; do
    printf '%s: ' "$path"
    .venv/bin/pybabel compile --statistics -i "$path" -o "${path%.po}.mo" 2>&1 | sed -n 's/^\(.*messages ([0-9]*%) translated\).*/\1/p'
done
