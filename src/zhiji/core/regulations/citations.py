"""Citations (“第五条（二）”) and the articles of a regulation's text."""

from __future__ import annotations

import re

from zhiji.core.regulations.problems import ArticleNotFoundError

DIGITS = "零一二三四五六七八九"
ARTICLE = re.compile(r"第([一二三四五六七八九十百零]+)条")
CHAPTER = re.compile(r"第[一二三四五六七八九十]+[编章节](?:[ \u3000].*)?")
_ITEM = "（[一二三四五六七八九十]+）"
BELOW_ARTICLE = re.compile(rf"(?:第[一二三四五六七八九十]+款)?(?:{_ITEM}(?:至{_ITEM})?)?(?:\d{{1,2}}[.．、]?)?")
_HEADING = re.compile(r"^[ \t　]*第[一二三四五六七八九十百零]+(条|[章节编])(?=[ \t　\n]|$)", re.MULTILINE)


def numeral(number: int) -> str:
    """A number from 1 to 999 as it stands in an article: 十一, 一百零五."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += f"{DIGITS[tens] if tens > 1 or hundreds else ''}十"
    elif hundreds and ones:
        text += "零"
    return text + (DIGITS[ones] if ones else "")


def article_of(citation: str) -> str:
    """“第二十六条（三）1” → “第二十六条”. Raises `ArticleNotFoundError` where the citation names no article."""
    found = ARTICLE.match(citation.strip())
    if found is None:
        raise ArticleNotFoundError(f"“{citation}”不是条文的写法；写法如：第五条、第五条（二）")
    return found[0]


def article_text(text: str, article: str) -> str:
    """The whole article that a citation belongs to, its paragraphs and items on lines of their own.

    `text`: the regulation as published, each article on a new line that begins with “第…条” and a space.
    Raises `ArticleNotFoundError`.
    """
    wanted = article_of(article)
    headings = list(_HEADING.finditer(text))
    ends = [*(heading.start() for heading in headings[1:]), len(text)]
    for heading, end in zip(headings, ends, strict=False):  # a text without headings has an end all the same
        if heading[0].strip() == wanted:
            return text[heading.start() : end].strip()
    raise ArticleNotFoundError(f"制度正文中没有{wanted}")


def articles_in(text: str) -> tuple[str, ...]:
    """The articles of a regulation's text, each once, in its order."""
    headings = (heading[0].strip() for heading in _HEADING.finditer(text))
    return tuple(dict.fromkeys(one for one in headings if ARTICLE.fullmatch(one)))
