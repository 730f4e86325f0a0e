"""The demonstration: a whole campaign on the built-in 2022 Changzhou form, with a dozen departments and their faults."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import xltool
from xltool.base.errors import UsageError
from xltool.base.files import write_whole
from xltool.base.findings import count_text
from xltool.base.messages import Lang, Text
from xltool.campaign.campaign_report import campaign_report
from xltool.campaign.distribute import plan
from xltool.campaign.folder import Campaign, open_campaign
from xltool.campaign.ledger_records import Submission
from xltool.campaign.status_records import Status
from xltool.campaign.views import STATUS_VIEWS
from xltool.checking.reports import CHECK_FORMATS
from xltool.cli.demo.returns import RETURNS, TEMPLATE, receive
from xltool.rules.load import builtin_folder

YEAR = 2022
TITLE = Text("2022年市级项目预算绩效目标", "Performance targets of project budgets 2022")

ROSTER = """id,name,level,department,aliases,email
CZ-CG,常州市城市管理局,市级,常州市城市管理局,城管局;市城管局,cg@example.invalid
CZ-SL,常州市水利局,市级,常州市水利局,水利局,sl@example.invalid
CZ-JY,常州市教育局,市级,常州市教育局,教育局,jy@example.invalid
CZ-WJ,常州市卫生健康委员会,市级,常州市卫生健康委员会,卫健委,wj@example.invalid
CZ-JT,常州市交通运输局,市级,常州市交通运输局,交通局,jt@example.invalid
CZ-MZ,常州市民政局,市级,常州市民政局,民政局,mz@example.invalid
CZ-WL,常州市文化广电和旅游局,市级,常州市文化广电和旅游局,文旅局,wl@example.invalid
CZ-NY,常州市农业农村局,市级,常州市农业农村局,农业局,ny@example.invalid
CZ-HB,常州市生态环境局,市级,常州市生态环境局,环保局,hb@example.invalid
CZ-TY,常州市体育局,市级,常州市体育局,体育局,ty@example.invalid
CZ-YJ,常州市应急管理局,市级,常州市应急管理局,应急局,yj@example.invalid
CZ-ZJ,常州市住房和城乡建设局,市级,常州市住房和城乡建设局,住建局,zj@example.invalid
"""

#: Says that a folder is that of a demonstration.
_MARK = ".xltool-demo"


def demo(out: Path | str = "xltool-demo", *, lang: Lang = "zh") -> Iterator[str]:
    """Do a whole campaign in a folder, from the roster to the summary; yield what happened.

    Raises UsageError when the folder holds files that are not of an earlier demonstration.
    """
    folder = _campaign_folder(Path(out), lang)
    sent = xltool.distribute(folder, lang=lang)
    yield _say(
        lang, f"已为 {len(sent.written)} 个单位各生成一份锁定的表", f"wrote one locked workbook for each of {len(sent.written)} units"
    )
    with open_campaign(folder) as campaign:
        receive(campaign.inbox, campaign.definition, campaign.roster, {item.unit.id: item.issue for item in plan(campaign)})
    yield _say(lang, f"收到 {len(RETURNS)} 个文件：", f"{len(RETURNS)} files came back:")
    decided: list[Submission] = []
    made = xltool.collect(folder, lang=lang, on_decided=decided.append)
    yield from _decisions(decided, made.n_known, lang)
    how = xltool.status(folder)
    yield from _standing(how, lang)
    with open_campaign(folder) as campaign:
        _write_reports(campaign, how, lang)
    merged = xltool.merge(folder, lang=lang)
    n_merged = len(merged.forms)
    yield _say(lang, f"合并了 {n_merged} 份通过的表。请打开：", f"merged {n_merged} accepted forms. Open these:")
    yield from _files(folder, lang)


def _campaign_folder(folder: Path, lang: Lang) -> Path:
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
    roster = write_whole(folder.parent / f".{folder.name}.roster" / "roster.csv", ("\ufeff" + ROSTER).encode())
    try:
        xltool.init(folder, TEMPLATE, title=TITLE.say(lang), year=YEAR, roster=roster, templates=builtin_folder() / "templates", lang=lang)
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


def _decisions(decided: Sequence[Submission], n_known: int, lang: Lang) -> Iterator[str]:
    stories = {item.file: item.story.say(lang) for item in RETURNS}
    for item in decided:
        name = Path(item.name).name
        counts = count_text(item.n_errors, item.n_warnings).as_is(lang)
        yield f"  {item.decision.text.say(lang)}  {name}（{stories[name]}）  {counts}"
    if n_known:
        yield "  " + _say(lang, f"内容与已收文件完全相同：{n_known}", f"the very same content as another file: {n_known}")


def _standing(how: Status, lang: Lang) -> Iterator[str]:
    totals = how.totals
    zh = f"应报 {totals.expected}，通过 {totals.accepted}，退回修改 {totals.rejected}，未报送 {totals.missing}"
    en = f"{totals.expected} forms expected: {totals.accepted} accepted, {totals.rejected} in need of correction, {totals.missing} missing"
    yield _say(lang, zh, en)


_OPEN = {
    "summary.xlsx": Text("汇总表：按部门、按来源，带图表", "the summary: by department and source, with charts"),
    "reports/status.html": Text("哪些单位已报送、哪些未报送", "which units have submitted and which are missing"),
    "reports/check.html": Text("全部问题，可搜索", "all problems, to search in"),
    "returns/CZ-CG": Text("退回的表，问题已在单元格标出", "a form to hand back, its problems marked at their cells"),
    "outbox/CZ-CG": Text("下发的空白表", "a blank form as sent out"),
}


def _files(folder: Path, lang: Lang) -> Iterator[str]:
    for name, what in _OPEN.items():
        path = folder / name
        example = min(path.glob("*.xlsx"), default=path) if path.is_dir() else path
        yield f"  {example}  {what.say(lang)}"
