"""What compiling a requirement needs besides the requirement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhiji.core.calendar import WorkingCalendar
    from zhiji.core.evaluation.names import Wording
    from zhiji.core.evaluation.opinions import Opinions
    from zhiji.core.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Context:
    vocabulary: Vocabulary
    working: WorkingCalendar
    wording: Wording
    opinions: Opinions
    articles: Mapping[str, str]  # of each requirement by its id

    def media(self, names: tuple[str, ...]) -> frozenset[str]:
        """The media that names stand for: 文字 and 音像 stand for their groups."""
        return frozenset(medium for name in names for medium in self.vocabulary.media.get(name, (name,)))
