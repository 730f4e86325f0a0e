"""A file that is not what it says it is: unit, campaign or signature altered, a file copied from another unit, made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.campaign.sending import FORM, Senders, collected, example, make_campaign
from xltool import build
from xltool.campaign.folder import open_campaign
from xltool.campaign.signature import is_signed, sign


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_campaign(tmp_path_factory.mktemp("forgery") / "campaign", 4)


@pytest.fixture(scope="module")
def senders(folder: Path) -> Senders:
    return Senders(folder)


def decided(folder: Path, name: str, content: bytes) -> tuple[str, set[str]]:
    """The decision about one file, and the campaign's findings in it."""
    path = folder / "inbox" / name
    path.write_bytes(content)
    (head,) = collected(folder, path)
    with open_campaign(folder) as campaign:
        (made,) = campaign.ledger.submissions([head.sha256])
    return made.decision, {finding.rule for finding in made.findings if finding.rule.startswith("campaign.")}


def test_what_was_issued_is_accepted(folder: Path, senders: Senders) -> None:
    assert decided(folder, "honest.xlsx", senders.workbook("U0000", "诚实")) == ("accepted", set())


@pytest.mark.parametrize(
    ("name", "forged", "wanted"),
    [
        ("unit", {"unit": "U0002"}, ("rejected", {"campaign.signature", "campaign.unit"})),
        ("project", {"project": "别的项目"}, ("rejected", {"campaign.signature", "campaign.project"})),
        ("signature", {"signature": "00" * 32}, ("rejected", {"campaign.signature"})),
        ("no-signature", {"signature": ""}, ("rejected", {"campaign.signature"})),
        ("campaign", {"campaign": "another-campaign"}, ("foreign", {"campaign.foreign"})),
        ("signature-not-ascii", {"signature": "签名"}, ("rejected", {"campaign.signature"})),
    ],
)
def test_what_is_altered_is_noticed(
    folder: Path, senders: Senders, name: str, forged: dict[str, str], wanted: tuple[str, set[str]]
) -> None:
    assert decided(folder, f"{name}.xlsx", senders.workbook("U0001", f"改动 {name}", issue=forged)) == wanted


def test_file_copied_from_another_unit_is_noticed(folder: Path, senders: Senders) -> None:
    """U0003 took the file of U0002 and put its own name in."""
    content = senders.workbook("U0002", "抄来的", project__unit="第3单位")
    assert decided(folder, "copied.xlsx", content) == ("rejected", {"campaign.unit"})


def test_file_copied_with_all_that_belongs_to_it_counts_once(folder: Path, senders: Senders) -> None:
    content = senders.workbook("U0002", "同一份")
    assert decided(folder, "first.xlsx", content) == ("accepted", set())
    (folder / "inbox" / "second.xlsx").write_bytes(content)
    assert collected(folder, folder / "inbox" / "second.xlsx") == []


def test_file_made_by_hand_is_sent_back(folder: Path, tmp_path: Path) -> None:
    data = example()
    data["project"] |= {"unit": "第1单位", "department": "第1主管局", "name": "手工"}
    content = build(FORM, tmp_path / "own.xlsx", data=data).read_bytes()
    assert decided(folder, "own.xlsx", content) == ("rejected", {"campaign.unsigned"})


def test_file_made_by_hand_is_pointed_out_where_the_campaign_says_so(tmp_path: Path) -> None:
    folder = make_campaign(tmp_path / "lenient", 2)
    settings = folder / "campaign.yaml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("require_signature: true", "require_signature: false"), encoding="utf-8"
    )
    data = example()
    data["project"] |= {"unit": "第1单位", "department": "第1主管局"}
    content = build(FORM, tmp_path / "own.xlsx", data=data).read_bytes()
    assert decided(folder, "own.xlsx", content) == ("accepted", {"campaign.unsigned"})


def test_signature_depends_on_everything_it_covers() -> None:
    said = {"campaign": "c", "template": "t", "unit": "u", "project": "p"}
    signature = sign(b"key", **said)
    assert is_signed(signature, b"key", **said)
    assert not is_signed(signature, b"other key", **said)
    for name in said:
        assert not is_signed(signature, b"key", **{**said, name: "x"})
    assert sign(b"key", campaign="ab", template="c", unit="u", project="p") != sign(
        b"key", campaign="a", template="bc", unit="u", project="p"
    )


def test_no_secret_is_in_a_workbook_or_shown(folder: Path, senders: Senders, tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "sent.xlsx"
    path.write_bytes(senders.workbook("U0000"))
    with open_campaign(folder) as campaign, zipfile.ZipFile(path) as archive:
        own = campaign.ledger.secrets
        text = b"".join(archive.read(name) for name in archive.namelist())
        assert own.password.encode() not in text
        assert own.key.hex().encode() not in text
        assert own.key not in text
        assert own.password not in repr(own)
        assert repr(own.key) not in repr(own)
