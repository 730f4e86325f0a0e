"""The three states of a form that is filled in: 待填, 错误, 提醒."""
