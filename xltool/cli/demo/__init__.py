"""The demonstration: a whole campaign on a built-in form, with departments and their faults."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import xltool
from xltool.base.errors import UsageError
from xltool.base.files import write_whole
from xltool.base.findings import count_text
from xltool.base.messages import Lang, Text, listed
from xltool.base.suggestions import did_you_mean
from xltool.campaign.campaign_report import campaign_report
from xltool.campaign.distribute import plan as plan_of
from xltool.campaign.folder import Campaign, open_campaign
from xltool.campaign.ledger_records import Submission
from xltool.campaign.status_records import Status
from xltool.campaign.views import STATUS_VIEWS
from xltool.checking.reports import CHECK_FORMATS
from xltool.cli.demo import any_form, returns
from xltool.cli.demo.return_files import Demonstration, Return, Sender, receive
from xltool.rules.definition_files import BEFORE_VERSION, builtin_folder
from xltool.rules.shelf import forms

#: Says that a folder is that of a demonstration.
_MARK = ".xltool-demo"


def demo(out: Path | str = "xltool-demo", *, form: str = returns.TEMPLATE, lang: Lang = "zh") -> Iterator[str]:
    """Do a whole campaign on a built-in form in a folder, from the roster to the summary; yield what happened.

    Raises UsageError when there is no such form, or when the folder holds files that are not of an earlier demonstration.
    """
    plan = demonstration_of(form)
    folder = _campaign_folder(Path(out), plan, lang)
    sent = xltool.distribute(folder, lang=lang)
    yield _say(
        lang, f"已为 {len(sent.written)} 个单位各生成一份锁定的表", f"wrote one locked workbook for each of {len(sent.written)} units"
    )
    with open_campaign(folder) as campaign:
        receive(campaign.inbox, plan.returns, _senders(campaign))
    n_files = len(plan.returns)
    yield _say(lang, f"收到 {n_files} 个文件：", f"{n_files} files came back:")
    decided: list[Submission] = []
    made = xltool.collect(folder, lang=lang, on_decided=decided.append)
    yield from _decisions(plan.returns, decided, made.n_known, lang)
    how = xltool.status(folder)
    yield from _standing(how, lang)
    with open_campaign(folder) as campaign:
        _write_reports(campaign, how, lang)
    merged = xltool.merge(folder, lang=lang)
    n_merged = len(merged.forms)
    yield _say(lang, f"合并了 {n_merged} 份通过的表。请打开：", f"merged {n_merged} accepted forms. Open these:")
    yield from _files(folder, plan, lang)


def demonstration_of(form: str) -> Demonstration:
    """Return the demonstration of a built-in form: that of the first form is its own. Raises UsageError when there is no such form."""
    shelf = {name: built_in for built_in in forms() for name in (f"{built_in.id}{BEFORE_VERSION}{built_in.version}", built_in.name)}
    if form not in shelf:
        near, offered = did_you_mean(form, shelf), listed([built_in.name for built_in in forms()])
        zh, en = (
            f"没有内置表“{form}”{near.zh or '；'}可用：{offered.zh}",
            f"unknown built-in form {form!r}{near.en + ' Available' if near.en else '; available'}: {offered.en}",
        )
        raise UsageError(Text(zh=zh, en=en))
    chosen = shelf[form]
    return returns.demonstration(chosen) if chosen.name == returns.TEMPLATE else any_form.demonstration(chosen)


def _senders(campaign: Campaign) -> dict[str, Sender]:
    """Everyone who fills in a form, by the id of the unit."""
    return {
        item.unit.id: Sender(unit=item.unit, roster=campaign.roster, definition=campaign.definition, issue=item.issue)
        for item in plan_of(campaign)
    }


def _campaign_folder(folder: Path, plan: Demonstration, lang: Lang) -> Path:
    """A fresh campaign; that of an earlier demonstration makes room for it."""
    mark = folder / _MARK
    if folder.exists() and not folder.is_dir():
        zh, en = f"{folder} 不是文件夹；请用 --out 另选一个", f"{folder} is not a folder; choose another with --out"
        raise UsageError(Text(zh=zh, en=en))
    if folder.exists() and any(folder.iterdir()):
        if not mark.exists():
            zh, en = f"{folder} 不是空文件夹；请用 --out 另选一个", f"{folder} is not empty; choose another with --out"
            raise UsageError(Text(zh=zh, en=en))
        shutil.rmtree(folder)
    roster = write_whole(folder.parent / f".{folder.name}.roster" / "roster.csv", b"\xef\xbb\xbf" + plan.roster)
    try:
        templates = builtin_folder() / "templates"
        xltool.init(folder, plan.template, title=plan.title.say(lang), year=plan.year, roster=roster, templates=templates, lang=lang)
    finally:
        shutil.rmtree(roster.parent)
    write_whole(mark, b"")
    return folder


def _write_reports(campaign: Campaign, how: Status, lang: Lang) -> None:
    folder, report = campaign.folder / "reports", campaign_report(campaign)
    for form in CHECK_FORMATS.values():
        write_whole(folder / f"check{form.suffix}", form.text(report, lang).encode())
    write_whole(folder / "status.html", str(STATUS_VIEWS["html"].render(how, lang)).encode())


# --- messages --------------------------------------------------------------------------------------------------------


def _say(lang: Lang, zh: str, en: str) -> str:
    return Text(zh=zh, en=en).as_is(lang)


def _decisions(returns: Sequence[Return], decided: Sequence[Submission], n_known: int, lang: Lang) -> Iterator[str]:
    stories = {item.file: item.story.say(lang) for item in returns}
    for item in decided:
        name = Path(item.name).name
        counts = count_text(item.n_errors, item.n_warnings).as_is(lang)
        story = _say(lang, f"（{stories[name]}）", f" ({stories[name]})")
        yield f"  {item.decision.text.say(lang)}  {name}{story}  {counts}"
    if n_known:
        yield "  " + _say(lang, f"内容与已收文件完全相同：{n_known}", f"the very same content as another file: {n_known}")


def _standing(how: Status, lang: Lang) -> Iterator[str]:
    totals = how.totals
    zh = f"应报 {totals.expected}，通过 {totals.accepted}，退回修改 {totals.rejected}，未报送 {totals.missing}"
    en = f"{totals.expected} forms expected: {totals.accepted} accepted, {totals.rejected} in need of correction, {totals.missing} missing"
    yield _say(lang, zh, en)


def _files(folder: Path, plan: Demonstration, lang: Lang) -> Iterator[str]:
    for name, what in plan.open.items():
        path = folder / name
        example = min(path.glob("*.xlsx"), default=path) if path.is_dir() else path
        yield f"  {example}  {what.say(lang)}"
