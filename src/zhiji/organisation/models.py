"""Units, officers with their 执法证, and the accounts people sign in with."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth import hashers
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from zhiji.trail.actor import Actor
from zhiji.trail.tracked import Tracked

if TYPE_CHECKING:
    from datetime import date

    from zhiji.organisation.roles import Role


class Unit(Tracked):
    """A 机构 of the office; the top one has no parent."""

    name = models.CharField("名称", max_length=200, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", verbose_name="上级机构")

    def __str__(self) -> str:
        return self.name


class Officer(Tracked):
    """A person who enforces. `valid_until`: last day of the 执法证."""

    name = models.CharField("姓名", max_length=100)
    badge = models.CharField("执法证号", max_length=100, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="officers", verbose_name="所在机构")
    on_staff = models.BooleanField("在编", default=True)
    valid_until = models.DateField("执法证有效期至", null=True)

    def __str__(self) -> str:
        return f"{self.name}（{self.badge}）"

    def is_qualified(self, day: date) -> bool:
        return self.valid_until is not None and day <= self.valid_until


class Accounts(BaseUserManager["Account"]):
    pass


class Account(Tracked, AbstractBaseUser):
    """Who signs in. `key` stands for the person in the trail, whose entries carry no names."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField("账号", max_length=100, unique=True)
    name = models.CharField("姓名", max_length=100)
    roles = models.JSONField("角色", default=list)
    is_active = models.BooleanField("启用", default=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="accounts", verbose_name="所在机构")
    officer = models.OneToOneField(Officer, models.PROTECT, null=True, related_name="account", verbose_name="执法人员")

    last_login = None  # a row of the trail is not rewritten by signing in

    objects: ClassVar[Accounts] = Accounts()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def has_role(self, *roles: Role) -> bool:
        return any(role in self.roles for role in roles)

    @property
    def actor(self) -> Actor:
        return Actor(id=self.key.hex, name=self.name, role="、".join(self.roles))

    def check_password(self, raw_password: str | None) -> bool:
        """Without Django's silent rehash, which would change a row behind the trail's back."""
        return raw_password is not None and hashers.check_password(raw_password, self.password)


class FailedSignIns(models.Model):
    """Wrong tries under one name, known or not. Not of the trail: it passes with the hour."""

    username = models.CharField(max_length=100, unique=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.username}：{self.count}"
