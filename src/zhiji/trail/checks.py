"""What would slip past the projection of a tracked row is refused at start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.checks import CheckMessage, Error, register

from zhiji.trail.tracked import tracked_models

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiji.trail.tracked import Tracked


@register
def check_tracked_models(**_: Any) -> list[CheckMessage]:
    return [error for model in tracked_models() for error in _errors(model)]


def _errors(model: type[Tracked]) -> Iterator[CheckMessage]:
    options = model._meta  # noqa: SLF001
    if options.parents:
        yield Error("受留痕保护的模型不能用多表继承：父表的栏目不在快照内。", obj=model, id="trail.E001")
    for field in options.local_many_to_many:
        through = field.remote_field.through
        if through and through._meta.auto_created:  # noqa: SLF001
            hint = f"受留痕保护的模型不能有自动中间表（{field.name}）：请写成带 Tracked 的中间模型。"
            yield Error(hint, obj=model, id="trail.E002")
