"""Name amounts among all: by their titles, behind that of the group of sources in which they stand."""

from __future__ import annotations

from xltool.base.paths import parent_of
from xltool.form.schema import Field
from xltool.rules.definition import Definition


def amount_label(definition: Definition, field: Field) -> str:
    """Return what an amount is called among all: its title, behind that of the group of sources in which it stands.

    A cell of a grid has the title of its row in its own.
    """
    group = "" if field.row_title else subgroup_title(definition, parent_of(field.path))
    return f"{group}：{field.title}" if group and field.path in definition.template.summary.sources else field.title


def subgroup_title(definition: Definition, parent: str) -> str:
    """Return the title of a group of several sources within that of all sources; "" when `parent` is not such a group."""
    sources = definition.template.summary.sources
    members = [path for path in sources if parent_of(path) == parent]
    is_within = any(not path.startswith(f"{parent}.") for path in sources)
    return definition.schema.titles.get(parent, "") if len(members) > 1 and is_within else ""
