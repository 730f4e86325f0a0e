"""Views of a campaign's status and of a unit's history. A view is added by an entry here."""

from __future__ import annotations

from collections.abc import Mapping

from xltool.base.registry import by_name
from xltool.campaign.history import History
from xltool.campaign.status_records import Status
from xltool.campaign.views.json_view import HISTORY_JSON, STATUS_JSON
from xltool.campaign.views.page_view import STATUS_PAGE
from xltool.campaign.views.text_view import HISTORY_TEXT, STATUS_TEXT, plain_text
from xltool.campaign.views.view import Printable, Rendered, View
from xltool.campaign.views.workbook_view import STATUS_WORKBOOK

__all__ = ["HISTORY_VIEWS", "STATUS_VIEWS", "Printable", "Rendered", "plain_text"]

#: Every view of the status by its name.
STATUS_VIEWS: Mapping[str, View[Status]] = by_name((STATUS_TEXT, STATUS_JSON, STATUS_PAGE, STATUS_WORKBOOK), "views of the status")
#: Every view of a unit's history by its name.
HISTORY_VIEWS: Mapping[str, View[History]] = by_name((HISTORY_TEXT, HISTORY_JSON), "views of a history")
