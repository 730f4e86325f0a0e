"""Words that forms have in common: of totals, signatures, the office's own use, notes, samples; in Chinese, English and Japanese."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"\s+")
_AROUND = re.compile(r"^[\s*＊※●○◎◆■□▲△☆★·•\-–—>]+|[\s:：*＊（(【\[]+$")
_NUMBERED = re.compile(r"^(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[ivxIVX]{1,4}|[A-Za-z])[)）.．、]\s*)+(?=\D)")
_UNIT = re.compile(r"[(（\[【]\s*(?:单位|單位|単位|unit|in)?\s*[:：]?\s*([^()（）\[\]【】]{1,10})\s*[)）\]】]\s*[:：]?\s*$", re.IGNORECASE)

TOTAL = re.compile(
    r"(?:合\s*计|小\s*计|总\s*计|共\s*计|合\s*計|小\s*計|総\s*計|^\s*計\s*$|(?:sub|grand)?[\s-]*totals?)(?:[\s(（:：].{0,20})?",
    re.IGNORECASE,
)
SIGNATURE = re.compile(
    r"签\s*字|签\s*名|签\s*章|盖\s*章|公\s*章|簽\s*名|署\s*名|押\s*印|捺\s*印|㊞|(?<![\w刷])印\s*$|印\s*[)）]|signature|sign(?:ed)?\s+(?:by|here|off)|\bseal\b|\bstamp\b",
    re.IGNORECASE,
)
OFFICE = re.compile(
    r"(?:office|official|internal|agency|staff|administrative|administration|department|registry|clerk)(?:['’]s)?\s+use(?:\s+only)?|for\s+use\s+by\s+the|do\s+not\s+(?:write|complete|fill)"
    r"|leave\s+(?:this\s+)?blank|(?:受理|主管|审批|管理|财政|填表|接收|经办|审核|登记|办理)(?:部门|单位|机关|机构|人员)?(?:专用|填写栏|使用)|以下由.{1,16}填|由.{1,14}(?:部门|单位|机关|机构|人员|中心|学校|学院|公司|办公室|工作人员)填写|请勿填写|勿填|不用填|内部使用"
    r"|受付(?:番号|印|欄|日|者|年月日)|(?:事務|事務局|事務所|職員|役所|官庁|会社|学校|処理|市|町|整理|当)(?:局|側)?(?:使用|処理|記入|記載)?欄|記入しないで|記入不要|※\s*欄|受理(?:编号|日期|人|时间|单位|意见)|収受|決裁",
    re.IGNORECASE,
)
NOTE = re.compile(
    r"^\s*(?:注\s*[:：\d]|注意|备\s*注\s*[:：]\s*\S|说\s*明\s*[:：]|填\s*(?:表|写|报)\s*(?:说明|须知|要求)|※|＊|\*\s|note[s]?\s*[:：.\d]|instructions?|directions?|please\s|記入(?:上の)?(?:注意|要領)|備考\s*[:：]\s*\S|[（(]注)",
    re.IGNORECASE,
)
EXAMPLE = re.compile(
    r"記入例|記載例|见本|見本|示\s*例|样\s*例|样\s*表|范\s*例|填写样|参考样|\bexamples?\b|\bsample\b|\bspecimen\b", re.IGNORECASE
)
#: What labels are called, beside the words that name a kind.
LABEL_WORD = re.compile(
    r"姓\s*名|名\s*称|单\s*位|部\s*门|科\s*室|地\s*址|住\s*址|籍\s*贯|民\s*族|职\s*务|职\s*称|学\s*历|学\s*位|专\s*业|编\s*号|代\s*码|联系人|负责人|代表人|经办人|填表人|审核人|备\s*注|类\s*别|类\s*型|性\s*质|级\s*别|等\s*级"
    r"|班\s*级|学\s*号|工\s*号|岗\s*位|关\s*系|称\s*谓|项\s*目|型\s*号|规\s*格|品\s*名|品\s*牌|状\s*态|方\s*式|行\s*业|证明人|政治面貌|国\s*籍|健康|血型|身高|体重"
    r"|\bname\b|\baddress\b|department|\btitle\b|organi[sz]ation|\bposition\b|\bcontact\b|\bid\b|\bno\.|\bnumber\b|\btype\b|category|\bcity\b|\bstate\b|country|employee|supplier|vendor|customer|project|program|centre|center|\bcode\b"
    r"|氏\s*名|住\s*所|所\s*属|部\s*署|役\s*職|番\s*号|会社名|担当|件\s*名|品\s*目|区\s*分|種\s*類|種\s*別|ふりがな|フリガナ|学\s*校|職\s*業",
    re.IGNORECASE,
)
#: What a form says of itself.
CONSTANT = re.compile(
    r"表\s*号|制\s*(?:定|表)\s*机\s*关|批准(?:机关|文号)|备案|有效期至|计量单位|文\s*号|\bform\s*(?:no|number|#)|\bversion\b|\brevis|\bomb\b|様式|^\s*section\s*$",
    re.IGNORECASE,
)
#: Sheets that explain a form.
INSTRUCTIONS = re.compile(
    r"instruction|guideline|guidance|read\s*me|填写说明|填报说明|说明|须知|要領|注意事項|\bhelp\b|\bnotes?\b", re.IGNORECASE
)
NUMBER_HEAD = re.compile(
    r"序\s*号|编\s*号|行\s*次|栏\s*次|番\s*号|^\s*(?:no|#|№|item\s*no|sr\.?\s*no|s/n|line|row)\s*\.?\s*$", re.IGNORECASE
)
#: Texts of fixed cells that stand for nothing.
GAP = re.compile(r"^[\s—–\-－/／×xX*＊✕╳~～·.…N/A]+$")
PLACEHOLDER = re.compile(
    r"^\s*(?:[(（\[【<＜{｛]{1,2}\s*(?:.{0,40}(?:请|填|选|输入|select|enter|insert|choose|type|click|记入|選択|入力).{0,40}|[\w\s.]{1,40})\s*[)）\]】>＞}｝]{1,2}"
    r"|(?:请|please\s+)?(?:选择|填写|输入|select|enter|choose|type|click|insert)\b.{0,40}|.{0,12}(?:を|に)(?:選択|入力|記入).{0,12}|(?:例|e\.?g\.?|ex)\s*[:：.)].{0,60})\s*$",
    re.IGNORECASE | re.DOTALL,
)


def plain(text: str) -> str:
    """Return a text in NFKC, with single spaces."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def label_of(text: str) -> str:
    """Return a text as a label: without marks around it, on one line."""
    line = _SPACE.sub(" ", text).strip()
    if re.search(r"[\u3400-\u9fff\u3040-\u30ff]", line):
        line = re.sub(r"(?<=[\u3400-\u9fff\u3040-\u30ff])\s+(?=[\u3400-\u9fff\u3040-\u30ff])", "", line)
    return _AROUND.sub("", line).strip() or line


def without_number(label: str) -> str:
    """Return a label without the number that it begins with."""
    return _NUMBERED.sub("", label).strip() or label


def unit_of(label: str) -> str:
    """Return the unit that stands in brackets at the end of a label; "" for none."""
    match = _UNIT.search(label)
    return match[1].strip() if match else ""
