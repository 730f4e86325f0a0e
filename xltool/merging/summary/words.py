"""The words of a form for the sheets of its summary: what its rows, its forms and its sources are called."""

from __future__ import annotations

from collections.abc import Mapping

from xltool.base.messages import Lang
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.figures import Figures


def words_of(figures: Figures, lang: Lang) -> Mapping[str, str]:
    """Return the words by name: those that the definition says, else usual ones."""
    said, noun = figures.spec.words, figures.noun
    definition = figures.merged.definition
    has_projects = definition is None or definition.template.identity.project is not None
    scope = messages.FIGURES_AND_ROWS if noun else messages.FIGURES
    return {
        "noun": noun,
        "forms": said.get("forms") or (messages.PROJECTS if has_projects else messages.UNIT_FORMS).say(lang),
        "source": said.get("sources") or messages.SOURCE.say(lang),
        "sources": said.get("sources") or messages.SOURCES.say(lang),
        "figures": scope.say(lang, noun=noun),
    }
