from __future__ import annotations

from django import forms

from zhiji.web.fields import long_text

EXAMPLE = """年份: {year}
标题: 国务院办公厅关于{year}年部分节假日安排的通知
文号: 国办发明电〔〕号
发布:
放假:
  元旦: {year}-01-01 至
  春节:
  清明节:
  劳动节:
  端午节:
  中秋节:
  国庆节: {year}-10-01 至
上班: []
"""


class NoticeForm(forms.Form):
    text = long_text(
        "照原件填写",
        rows=15,
        max_length=20_000,
        strip=False,
        help_text="日期写成年-月-日；连放几天的写“第一天 至 最后一天”；合并放假的写在一行，例如“国庆节、中秋节”；“上班”写调休上班的周末。",
    )


def blank(year: int) -> NoticeForm:
    """The form with the frame of that year's notice."""
    return NoticeForm(initial={"text": EXAMPLE.format(year=year)})
