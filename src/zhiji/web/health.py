"""For whoever runs the machine: is it there, is it ready, and how much is in it (Prometheus text format)."""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from zhiji.cases.queries import waiting_count
from zhiji.compliance.queries import cases_by_stage, open_by_status
from zhiji.evidence import custody
from zhiji.evidence.queries import held, waiting_intakes
from zhiji.external.signer import SignerError
from zhiji.external.store import StoreError
from zhiji.trail import checkpoints
from zhiji.trail import queries as trail

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpRequest

LOOPBACK = frozenset({"127.0.0.1", "::1", ""})
OK = "ok"
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


@never_cache
def alive(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # a view
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
def ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # a view
    """503 while it cannot take work. A signer that is away holds nothing up: entries wait for their checkpoint."""
    checks = {"database": _database(), "evidence": _evidence(), "signer": _signer()}
    fit = checks["database"] == checks["evidence"] == OK
    status = 200 if fit else 503
    return JsonResponse({"ready": fit, "checks": checks}, status=status, json_dumps_params={"ensure_ascii": False})


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Only for this machine, or whoever has ZHIJI_METRICS_TOKEN; figures, nothing of any case."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not (
        compare_digest(given.encode(), token.encode()) if token else request.META.get("REMOTE_ADDR", "") in LOOPBACK
    ):
        raise PermissionDenied("运行指标只给本机或持有口令的监控程序看；口令由系统管理员用 ZHIJI_METRICS_TOKEN 设定。")
    registry = CollectorRegistry()
    registry.register(Figures())
    return HttpResponse(generate_latest(registry), content_type=PROMETHEUS)


class Figures:
    """What is in the system, by a fixed number of queries."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield _labelled("zhiji_cases", "案件，按阶段", "stage", cases_by_stage())
        yield _labelled("zhiji_open_findings", "未了的结论，按状态", "status", open_by_status())
        yield GaugeMetricFamily("zhiji_approvals_waiting", "等待审批的事项", value=waiting_count())
        yield GaugeMetricFamily("zhiji_intakes_waiting", "没有归入案件的文件", value=waiting_intakes())
        files, size = held()
        yield GaugeMetricFamily("zhiji_evidence_files", "证据库里的文件", value=files)
        yield GaugeMetricFamily("zhiji_evidence_bytes", "证据库里的字节", value=size)
        entries, covered = trail.size(), trail.checkpoint_size()
        yield GaugeMetricFamily("zhiji_ledger_entries", "账本的条目", value=entries)
        yield GaugeMetricFamily("zhiji_ledger_unsigned_entries", "还没有检查点覆盖的条目", value=entries - covered)


def _labelled(name: str, meaning: str, label: str, counts: Mapping[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, meaning, labels=[label])
    for value, count in counts.items():
        family.add_metric([value], count)
    return family


def _database() -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return f"数据库没有应答：{type(error).__name__}"
    return "数据库结构还没有升级，请重新启动 zhiji up" if waiting else OK


def _evidence() -> str:
    try:
        with custody.store().arriving():
            return OK
    except (StoreError, OSError) as error:
        return f"证据库不能写入：{error}"


def _signer() -> str:
    try:
        checkpoints.local_signer().identity()
    except SignerError as error:
        return str(error)
    return OK
