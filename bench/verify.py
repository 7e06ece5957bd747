"""How long verifying a volume takes, against reading and hashing the same bytes (SHA-256 and SM3, one after the other)."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ["DJANGO_SETTINGS_MODULE"] = "zhiji.config.settings"
os.environ["ZHIJI_DATA"] = tempfile.mkdtemp(prefix="zhiji-bench-")

import django

django.setup()

from tests.verify.sample import office_with_case, write_volume  # noqa: E402  # Django must know its settings first

from zhiji.verify.volume_verifier import verify  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

FILMS = 4
FILM_BYTES = 64 << 20
ROUNDS = 3


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        volume = write(Path(folder) / "volume")
        size = sum(path.stat().st_size for path in volume.rglob("*") if path.is_file())
        rounds = [(seconds(lambda: hash_all(volume)), seconds(lambda: verify_holding(volume))) for _ in range(ROUNDS)]
    floor, taken = map(min, zip(*rounds, strict=True))  # the shortest: other work on the machine only ever adds
    print(
        f"案卷包 {size / 1e6:.0f} MB：读取并计算两种摘要 {floor:.2f} 秒，核验 {taken:.2f} 秒，比值 {taken / floor:.2f}"
    )


def write(volume: Path) -> Path:
    films = {f"r{number}.mp4": os.urandom(1 << 20) * (FILM_BYTES >> 20) for number in range(2, 2 + FILMS)}
    return write_volume(volume, office_with_case(films=films), films=films)


def hash_all(volume: Path) -> None:
    for path in volume.rglob("*"):
        if path.is_file():
            sha256, sm3 = hashlib.sha256(), hashlib.new("sm3")
            with path.open("rb") as stream:
                while block := stream.read(1 << 20):
                    sha256.update(block)
                    sm3.update(block)


def verify_holding(volume: Path) -> None:
    if not verify(str(volume)).holds:
        raise SystemExit("案卷包不成立，比值没有意义。")


def seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
