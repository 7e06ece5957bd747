"""Units, officers with their 执法证, the accounts people sign in with, and who held which post when."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth import hashers
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from zhiji.organisation.capacities import Capacity
from zhiji.trail.actor import Actor
from zhiji.trail.tracked import Tracked

if TYPE_CHECKING:
    from datetime import date

    from zhiji.organisation.roles import Role


class Unit(Tracked):
    """A 机构 of the office; the top one has no parent. `prefix`: what its 文号 begin with; `closed_on`: 撤销, null while it works."""

    name = models.CharField("名称", max_length=200, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", verbose_name="上级机构")
    prefix = models.CharField("文号代字", max_length=50, default="", blank=True)
    closed_on = models.DateField("撤销日期", null=True)

    def __str__(self) -> str:
        return self.name


class Officer(Tracked):
    """A person who enforces. `badge`, `valid_until`: number and last day of the latest 执法证; all of them are `Certificate`."""

    name = models.CharField("姓名", max_length=100)
    badge = models.CharField("执法证号", max_length=100, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="officers", verbose_name="所在机构")
    on_staff = models.BooleanField("在编", default=True)
    valid_until = models.DateField("执法证有效期至", null=True)

    def __str__(self) -> str:
        return f"{self.name}（{self.badge}）"


class Certificate(Tracked):
    """An 执法证. `acts`: the 执法行为 it covers, none named: all; `ended_on`: first day on which it no longer holds (吊销, 注销)."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="certificates", verbose_name="执法人员")
    number = models.CharField("执法证号", max_length=100)
    valid_from = models.DateField("有效期自", null=True)
    valid_until = models.DateField("有效期至")
    acts = models.JSONField("执法范围", default=list)
    issuer = models.CharField("发证机关", max_length=200, default="", blank=True)
    ended_on = models.DateField("失效日期", null=True)
    ended_because = models.CharField("失效原因", max_length=200, default="", blank=True)

    def __str__(self) -> str:
        return self.number

    def holds_on(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and day <= self.valid_until and (self.ended_on is None or day < self.ended_on)

    def covers(self, act: str) -> bool:
        return not self.acts or act in self.acts


class Accounts(BaseUserManager["Account"]):
    pass


class Account(Tracked, AbstractBaseUser):
    """Who signs in. `key` stands for the person in the trail, whose entries carry no names.

    `roles`: those held now; since when, and which before, say the `Post` rows, written by the same actions.
    `leaves_at`: from this moment on the roles count no more (交接); `must_change`: a password that somebody else chose.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField("账号", max_length=100, unique=True)
    name = models.CharField("姓名", max_length=100)
    roles = models.JSONField("角色", default=list)
    is_active = models.BooleanField("启用", default=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="accounts", verbose_name="所在机构")
    officer = models.OneToOneField(Officer, models.PROTECT, null=True, related_name="account", verbose_name="执法人员")
    must_change = models.BooleanField("须改口令", default=False)
    leaves_at = models.DateTimeField("离任时间", null=True)

    last_login = None  # a row of the trail is not rewritten by signing in

    objects: ClassVar[Accounts] = Accounts()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    stand_ins: tuple[Capacity, ...] = ()
    """What it does for others at the moment for which it was loaded (`queries.at_work`)."""
    has_left = False
    """Whether at that moment its own posts had ended."""

    def __str__(self) -> str:
        return self.name

    @property
    def capacities(self) -> tuple[Capacity, ...]:
        own = () if self.has_left else self.roles
        return (*(Capacity(role, self.unit_id, self.pk, self.officer_id) for role in own), *self.stand_ins)

    def has_role(self, *roles: Role) -> bool:
        return any(role in self.roles for role in roles)

    @property
    def title(self) -> str:
        return "、".join(capacity.title for capacity in self.capacities)

    @property
    def actor(self) -> Actor:
        return Actor(id=self.key.hex, name=self.name, role=self.title)

    def check_password(self, raw_password: str | None) -> bool:
        """Without Django's silent rehash, which would change a row behind the trail's back."""
        return raw_password is not None and hashers.check_password(raw_password, self.password)


class Post(Tracked):
    """任职: an account held a role in a unit from `since` until before `until`; null: still."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="posts", verbose_name="账号")
    role = models.CharField("角色", max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="posts", verbose_name="机构")
    since = models.DateTimeField("自")
    until = models.DateTimeField("至", null=True)

    def __str__(self) -> str:
        return f"{self.role}（{self.since:%Y-%m-%d}）"


class StandIn(Tracked):
    """代理: `substitute` fills a role of `absent` from `since` until before `until`."""

    absent = models.ForeignKey(Account, models.PROTECT, related_name="absences", verbose_name="被代理人")
    substitute = models.ForeignKey(Account, models.PROTECT, related_name="substitutions", verbose_name="代理人")
    role = models.CharField("角色", max_length=100)
    since = models.DateTimeField("自")
    until = models.DateTimeField("至")

    def __str__(self) -> str:
        return f"{self.role}（{self.since:%Y-%m-%d}）"

    @property
    def capacity(self) -> Capacity:
        absent = self.absent
        return Capacity(self.role, absent.unit_id, absent.pk, absent.officer_id, absent.name)


class FailedSignIns(models.Model):
    """Wrong tries under one name, known or not. Not of the trail: it passes with the hour."""

    username = models.CharField(max_length=100, unique=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.username}：{self.count}"


class ApiToken(Tracked):
    """What another system shows instead of a password. Only the SHA-256 of it is kept; `scopes`: of `tokens.Scope`."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="tokens", verbose_name="账号")
    name = models.CharField("用途", max_length=100)
    digest = models.CharField("摘要", max_length=64, unique=True)
    scopes = models.JSONField("范围", default=list)
    made_at = models.DateTimeField("建立时间")
    expires_at = models.DateTimeField("有效期至")
    revoked_at = models.DateTimeField("收回时间", null=True)

    def __str__(self) -> str:
        return self.name
