"""Say why the violations of a rule cannot be shown where its `at` says."""

from __future__ import annotations

from xltool.base.messages import Text
from xltool.base.paths import name_of
from xltool.base.suggestions import did_you_mean
from xltool.form.schema import Schema


def no_place(schema: Schema, at: str, path: str, owner: str) -> Text:
    """Return what is wrong with an `at`, and what to write; `path` is what it names, `owner` the table or block asked, "" for the form."""
    of_blocks = next((repeat for repeat in schema.repeats if path == repeat or path.startswith(f"{repeat}.")), None)
    is_known = schema.field(path) is not None or path in schema.tables
    if owner and (of_blocks is not None or is_known):
        return Text(
            zh=f"按行、按区块的规则，at 应写其中的 [@列]，而不是“{at}”",
            en=f"a rule that is asked of each row or block is shown at a [@column] of it, not at {at!r}",
        )
    if of_blocks is not None:
        return Text(
            zh=f"“at”指向的“{at}”在每个区块中都有；请写 each: {of_blocks}，或写区块之外的字段",
            en=f"“at” refers to {at!r}, which is in every block; ask the rule of each block (each: {of_blocks}), or name a field outside",
        )
    offer = did_you_mean(at, _places(schema, owner))
    rule = Text(zh="；按行规则应写 [@列]，其他规则应写字段或表", en="; use [@column] in row rules, a field or a table in other rules")
    return Text(zh=f"“at”指向的“{at}”不存在{offer.zh or rule.zh}", en=f"“at” refers to {at!r}, which does not exist{offer.en or rule.en}")


def _places(schema: Schema, owner: str) -> list[str]:
    """Return what an `at` may say."""
    if not owner:
        return [*schema.fields, *schema.tables]
    table = schema.tables.get(owner)
    fields = table.columns if table is not None else schema.in_block(owner)[0]
    return [f"[@{name_of(field.path)}]" for field in fields]
