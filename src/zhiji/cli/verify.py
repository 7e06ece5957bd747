"""`zhiji verify`: the verifier that lies in every volume, run from here."""

from __future__ import annotations

import click

from zhiji.verify import volume_verifier


@click.command(short_help="核验一份案卷包：不联网，不用数据库，不信任制作单位")
@click.argument("path", metavar="案卷包")
@click.option("--key", "keys", multiple=True, metavar="公钥", help="另行取得的账本公钥；可给多把")
@click.option("--policy", "policies", multiple=True, metavar="文件", help=volume_verifier.POLICY_HELP)
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def verify(path: str, keys: tuple[str, ...], policies: tuple[str, ...], *, as_json: bool) -> int:
    """核验一份案卷包：不用数据库，不联网，不信任制作单位。

    与每份案卷包里的 verify.py 是同一个程序。退出码：0 成立，1 不成立，2 读不了。
    """
    return volume_verifier.run(path, keys, policies, as_json=as_json)
