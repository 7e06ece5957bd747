"""JSON text as plain objects, refusing what JSON lets pass silently."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from zhiji.core.casefile.errors import CaseFileError


def decode(data: bytes | str) -> Any:
    """The JSON value of UTF-8 bytes or text. Raises `CaseFileError` at `$`; a syntax error names line and column."""
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except UnicodeDecodeError as error:
        raise CaseFileError("$", f"不是 UTF-8 编码的文本（第 {error.start + 1} 个字节），请另存为 UTF-8") from None
    except json.JSONDecodeError as error:
        raise CaseFileError("$", f"第 {error.lineno} 行第 {error.colno} 列不是合法的 JSON，请检查标点和引号") from None
    except RecursionError:
        raise CaseFileError("$", "嵌套层数过多，不是案件文件") from None
    except CaseFileError:
        raise
    except ValueError:  # an integer of thousands of digits
        raise CaseFileError("$", "含有过大的数字，不是案件文件") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        [(twice, _)] = Counter(key for key, _ in pairs).most_common(1)
        raise CaseFileError("$", f"同一对象里键“{twice[:40]}”出现两次，请只保留一个")
    return members


def _constant(name: str) -> float:
    raise CaseFileError("$", f"含有“{name}”，它不是合法的 JSON 值")
