"""Nothing masked remains in any byte of what is published: visible text, metadata, hidden parts."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.generated_docs import ROOT
from tests.publishing.prints import all_bytes, definition, example, publication, squeezed, texts_of
from tests.publishing.test_masking import identity_numbers, names, phones
from xltool.base.document import leaves
from xltool.base.paths import put
from xltool.publishing.masking import mask_document
from xltool.publishing.open_data import OpenDocument, open_data
from xltool.publishing.print_form import PrintWishes, names_of, print_form
from xltool.publishing.writers import WRITERS

APPLICATION = ROOT / "templates" / "project-application.yaml"


def traces(name: str, phone: str, identity: str) -> list[bytes]:
    """Every spelling under which a value would stand in a file."""
    values = [name, phone, phone.replace("-", ""), identity]
    return [value.encode(encoding) for value in values for encoding in ("utf-8", "utf-16-be", "utf-16-le", "gb18030")]


@settings(max_examples=8, deadline=None)
@given(name=names, phone=phones, identity=identity_numbers, where=st.sampled_from(["{}", "（{}）", "请与{}联系"]))
def test_no_masked_value_remains(name: str, phone: str, identity: str, where: str) -> None:
    form, data = definition(APPLICATION), deepcopy(dict(example(APPLICATION)))
    data["leader"] |= {"name": name, "phone": phone, "id_card": identity}
    for path, value in list(leaves(data)):
        field = form.schema.field(form.schema.declared(path))
        if isinstance(value, str) and field and field.kind.prose in ("long", "paragraphs", "line") and not field.personal:
            put(data, path, f"{value}{where.format(name)}{phone} {identity}")
    result = mask_document(form.schema, data)
    printed: Any = print_form(form, result.data, names_of(form, result.data), PrintWishes(campaign=result.masked(f"{name}项目")))
    for writer in WRITERS.values():
        content = writer.write(publication(printed), None)
        everything = all_bytes(content)
        assert not [trace for trace in traces(name, phone, identity) if trace in everything], writer.name
        if writer.name == "pdf":
            text = squeezed(texts_of(content))
            assert not [value for value in (name, phone, phone.replace("-", ""), identity) if value in text]
    documents = [OpenDocument(names=names_of(form, result.data), data=result.data)]
    for file, content in open_data(form, documents, form.schema.title, is_masked=True).items():
        assert not [trace for trace in traces(name, phone, identity) if trace in content], file
