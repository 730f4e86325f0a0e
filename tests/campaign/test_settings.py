"""`xltool init` and `campaign.yaml`: what is wrong is shown with its line and a caret."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook

from tests.campaign.office import TEMPLATE, Office
from xltool import distribute, init, status
from xltool.base.errors import DefinitionError, UsageError
from xltool.base.messages import Lang
from xltool.campaign.config import load_config
from xltool.campaign.folder import open_campaign
from xltool.campaign.issue.campaign_notice import notice_of
from xltool.campaign.views.status_messages import dates


def test_folder_holds_all_that_an_office_edits(tmp_path: Path) -> None:
    folder = init(tmp_path / "new", TEMPLATE, lang="en")
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    assert {"campaign.yaml", "roster.xlsx", "templates/grant.yaml", "inbox", "outbox", "returns", "store", "ledger.sqlite"} <= found
    assert any(name.startswith("rules/") and name.endswith(".schema.json") for name in found)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_settings_are_commented_and_valid(tmp_path: Path, lang: Lang) -> None:
    folder = init(tmp_path / "new", TEMPLATE, title='预算 "2022": 甲', deadline="2022-12-31 18:00", year=2022, lang=lang)
    text = (folder / "campaign.yaml").read_text(encoding="utf-8")
    assert text.count("#") > 10
    settings = yaml.safe_load(text)
    assert (settings["title"], settings["year"], settings["deadline"]) == ('预算 "2022": 甲', 2022, "2022-12-31 18:00")


def test_settings_that_are_commented_out_are_right_too(tmp_path: Path) -> None:
    """An officer takes the # away and has what the comment says."""
    folder = init(tmp_path / "new", TEMPLATE, lang="zh")
    lines = (folder / "campaign.yaml").read_text(encoding="utf-8").splitlines()
    samples = {
        "# year:",
        "# deadline:",
        "# mail:",
        "#   from:",
        "#   signature:",
        "#   smtp:",
        "#     host:",
        "#     security:",
        "#     user:",
        "#     password_env:",
    }
    opened = [line[2:] if any(line.startswith(sample) for sample in samples) else line for line in lines]
    (folder / "campaign.yaml").write_text("\n".join(opened), encoding="utf-8")
    config = load_config(folder)
    assert config.mail is not None
    assert config.mail.smtp is not None
    assert (config.year, config.mail.smtp.security, config.mail.smtp.port, config.mail.signature) == (
        2022,
        "starttls",
        587,
        "某市财政局预算科，电话 0000-00000000",
    )


def test_random_passwords_differ(tmp_path: Path) -> None:
    passwords = set()
    for name in ("a", "b"):
        with open_campaign(init(tmp_path / name, TEMPLATE)) as campaign:
            passwords.add(campaign.ledger.secrets.password)
    assert len(passwords) == 2


FAULTS = {
    "id: ../etc": ("id", "does not match the required pattern"),
    "deadline: soon": ("deadline", "does not match the required pattern"),
    'deadline: "2022-02-30"': ("deadline", "nvalid date"),
    "issuer: 12": ("issuer", "wrong type"),
    'contact: "a\\nb"': ("contact", "must be one line of visible text"),
    'delivery: " "': ("delivery", "must be one line of visible text"),
    "steps: []": ("steps", "must not be empty"),
    'steps: [a, "b\\tc"]': ("steps", "must be one line of visible text"),
    "steps: fill it in": ("steps", "wrong type"),
    "year: next": ("year", "wrong type"),
    "colour: red": ("colour", "unknown key"),
    "ledger: {url: 'sqlite:///${NO_SUCH_VARIABLE}'}": ("ledger", "there is no environment variable NO_SUCH_VARIABLE"),
    "mail: {from: office}": ("mail", "does not match the required pattern"),
    "mail: {from: a@example.invalid, smtp: {host: h, security: maybe}}": ("mail", "must be one of"),
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.partition(":")[0] + fault[-8:])
def test_fault_is_shown_with_line_and_caret(office: Office, fault: str) -> None:
    path = office.folder / "campaign.yaml"
    key, said = FAULTS[fault]
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(f"{key}:")]
    path.write_text("\n".join([*lines, fault]) + "\n", encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_config(office.folder)
    shown = caught.value.say("en")
    assert f"campaign.yaml:{len(lines) + 1}:" in shown
    assert said in shown
    assert "^" in shown


def test_what_the_workbooks_say_is_set_here_and_written_into_them(office: Office) -> None:
    settings = office.folder / "campaign.yaml"
    said = settings.read_text(encoding="utf-8")
    for key in ("issuer", "contact", "delivery"):
        said = said.replace(f"# {key}:", f"{key}:")
    assert len(distribute(office.folder).written) == 4
    settings.write_text(said, encoding="utf-8")
    config = load_config(office.folder)
    assert (config.issuer, config.contact) == ("Budget office", "J. Doe, 555-0100")
    made = distribute(office.folder)
    assert len(made.written) == 4, "the workbooks say something else now"
    assert not distribute(office.folder).written
    rows = [row for path in made.written for row in load_workbook(path).worksheets[0].iter_rows(values_only=True)]
    (one,) = {str(text).partition("[How to return] ")[2] for row in rows for text in row if "[How to return]" in str(text)}
    assert one.startswith("Please return this form to Budget office by 18:00 on March 31, 2022 (contact: J. Doe, 555-0100). How: reply to")


@pytest.mark.parametrize(
    ("deadline", "spelled"),
    [
        ("2026-12-31", ("2026年12月31日（含当日）", "the end of December 31, 2026")),
        ("2026年3月1日18时", ("2026年3月1日18:00", "18:00 on March 1, 2026")),
        ("2026-12-31 18:00 +08:00", ("2026年12月31日18:00", "18:00 on December 31, 2026")),
    ],
)
def test_a_deadline_is_spelled_in_the_language_of_the_form(office: Office, deadline: str, spelled: tuple[str, str]) -> None:
    path = office.folder / "campaign.yaml"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("deadline")]
    path.write_text("\n".join([*lines, f'deadline: "{deadline}"']), encoding="utf-8")
    config = load_config(office.folder)
    assert (notice_of(config, "zh").deadline, notice_of(config, "en").deadline) == spelled


def test_form_letter_and_status_give_the_hour_in_the_zone_of_the_settings(office: Office) -> None:
    """The officer sits at 08:00 east of Greenwich, the units at 02:00: they read their own hour everywhere."""
    path = office.folder / "campaign.yaml"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("deadline")]
    path.write_text("\n".join([*lines, 'deadline: "2026-12-31 20:00 +02:00"']), encoding="utf-8")
    made = distribute(office.folder, mail="draft", lang="en")
    draft = next(office.folder.glob("outbox/mail/**/*.eml"))
    letter = message_from_bytes(draft.read_bytes(), EmailMessage, policy=policy.default).get_body(("plain",))
    assert letter is not None
    assert "20:00" in letter.get_content()
    rows = load_workbook(made.written[0]).worksheets[0].iter_rows(values_only=True)
    assert any("by 20:00 on December 31, 2026" in str(text) for row in rows for text in row)
    assert "deadline 2026-12-31 20:00" in dates(status(office.folder), "en")


def test_all_faults_at_once(office: Office) -> None:
    path = office.folder / "campaign.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("year: 2022", "year: '2022'") + "colour: red\n", encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_config(office.folder)
    assert len(caught.value.problems) == 2


def test_dates_may_stand_without_quotes(office: Office) -> None:
    path = office.folder / "campaign.yaml"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("deadline")]
    path.write_text("\n".join([*lines, "deadline: 2022-12-31"]), encoding="utf-8")
    deadline = load_config(office.folder).deadline
    assert deadline is not None
    assert deadline.isoformat() == "2022-12-31T23:59:59.999999+08:00"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"deadline": "soon"}, "nvalid date"),
        ({"roster": "nowhere.csv"}, "cannot be opened"),
        ({"ledger_url": "nosuch://x"}, "cannot be used"),
    ],
)
def test_what_cannot_be_used_leaves_nothing_behind(tmp_path: Path, options: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        init(tmp_path / "new", TEMPLATE, **options)  # type: ignore[arg-type]  # texts, as the parameters are
    assert list(tmp_path.iterdir()) == []


def test_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="not an empty folder"):
        init(tmp_path, TEMPLATE)


def test_what_is_no_campaign_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Create one with: xltool init"), open_campaign(tmp_path):
        pass


def test_campaign_named_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """People type `xltool init grants` and `cd grants`."""
    monkeypatch.chdir(tmp_path)
    assert init("grants", TEMPLATE) == Path("grants")
    with open_campaign("grants") as campaign:
        assert campaign.ledger.heads() == []
    monkeypatch.chdir("grants")
    with open_campaign(".") as campaign:
        assert campaign.ledger.heads() == []
