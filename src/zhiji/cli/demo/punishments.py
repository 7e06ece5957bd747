"""Punishment cases of the ordinary procedure, step by step; the stories say where each one differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhiji.cli.demo.scene import Scene
    from zhiji.cli.demo.story import Story, When

BASIS = ("作出行政执法决定的事实", "作出行政执法决定的理由", "作出行政执法决定的依据")
RIGHTS = ("依法享有的权利", "救济途径")
DECISION = (
    "行政管理相对人的有关行为",
    "作出决定的理由",
    "作出决定的依据",
    "作出决定的内容",
    "履行方式",
    "履行期限",
    "权利救济途径",
)
SCENE = ("p1", "o1", "o2")


@dataclass(frozen=True, slots=True)
class Offence:
    """What the papers of a punishment say. `did`: the act; `law`: what it breaks; `fine`: how much, in words."""

    did: str
    law: str
    fine: str
    found: str
    said: str


def inspect(story: Story, when: When, offence: Offence) -> Scene:
    """检查, with the report signed and the film stored."""
    scene = story.event("现场检查", when, 40, meets=("p1",), notice=True, facts={"outcome": "发现违法"})
    return scene.paper(
        "现场检查笔录",
        signed=SCENE,
        fields={"检查事由": offence.did, "通知当事人到场情况": "当事人到场"},
        text=f"执法人员出示执法证件，告知检查事由和全程音像记录。{offence.found}\n当事人对上述情况无异议。",
    ).film(proves=offence.did)


def register(story: Story, when: When, offence: Offence, source: str = "监督检查") -> Scene:
    scene = story.event("案源登记", when, 20, facts={"source": source})
    return scene.paper("案件来源登记表", fields={"案件来源": source, "案情摘要": offence.found})


def file_case(story: Story, when: When, offence: Offence, *, without: str = "") -> Scene:
    """立案, approved by the head of the unit; `without`: the field left empty on the form."""
    fields = {
        "事由": offence.did,
        "当事人基本情况": "见营业执照及身份证明复印件",
        "承办人意见": "建议立案调查",
        "法制机构审核意见": "事实清楚，同意立案",
        "承办机构意见": "同意立案",
    }
    fields.pop(without, None)
    scene = story.event("立案", when, 180)
    return scene.paper("立案审批表", signed=("o1",), fields=fields).approved("承办机构负责人", "同意立案。")


def question(story: Story, when: When, offence: Offence) -> Scene:
    """询问, without its recording."""
    scene = story.event("询问", when, 50, meets=("p1",), notice=True, place="中队询问室", facts={"target": "当事人"})
    asked = (
        "问：我们是鼓楼区城市管理和综合执法局的执法人员，已向您出示执法证件，您看清了吗？\n答：看清了。\n"
        f"问：{offence.did}的情况请您如实说明。\n答：{offence.said}\n问：以上记录是否属实？\n答：属实。"
    )
    scene.paper("接受调查通知书", sealed=True, after=1, text=f"请你就“{offence.did}”一事到中队接受调查询问。")
    return scene.paper("询问笔录", signed=SCENE, text=asked)


def close_inquiry(story: Story, when: When, offence: Offence) -> Scene:
    report = f"经调查，{offence.found}上述行为违反了{offence.law}。建议{offence.fine}。"
    return story.event("调查终结", when, 60).paper("案件调查终结报告", signed=("o1", "o2"), text=report)


def review(story: Story, when: When) -> Scene:
    scene = story.event("法制审核", when, 60)
    scene.paper("法制审核意见书", text="主体适格，事实清楚，证据确凿，适用依据正确，程序合法，裁量适当。同意。")
    return scene.approved("法制机构", "同意处理意见。")


def give_notice(story: Story, when: When, offence: Offence) -> Scene:
    """告知, in writing; served by `serve`."""
    text = f"经查，{offence.found}该行为违反了{offence.law}。本机关拟{offence.fine}。你有权在五日内陈述、申辩。"
    scene = story.event("行政处罚告知", when, 20, meets=("p1",), facts={"form": "书面", "听证条件": False})
    return scene.paper("行政处罚告知书", sealed=True, covers=(*BASIS, *RIGHTS), text=text)


def waive(story: Story, when: When) -> Scene:
    scene = story.event("放弃陈述申辩", when, 10, meets=("p1",))
    return scene.paper("放弃陈述申辩记录", signed=SCENE, text="当事人表示对拟作出的处罚没有意见，放弃陈述、申辩。")


def approve_decision(story: Story, when: When, offence: Offence) -> Scene:
    scene = story.event("决定审批", when, 120)
    text = f"{offence.found}违反{offence.law}，拟{offence.fine}。"
    scene.paper("行政处罚决定审批表", signed=("o1",), covers=DECISION, text=text)
    return scene.approved("分管负责人", "同意处罚意见。")


def decide(story: Story, when: When, offence: Offence) -> Scene:
    text = (
        f"{offence.found}上述事实有现场检查笔录、询问笔录、音像资料等证据证实。\n你的行为违反了{offence.law}。"
        f"现决定：{offence.fine}。\n自收到本决定书之日起十五日内到指定银行缴纳。如不服本决定，可在六十日内申请行政复议，"
        "或者在六个月内向人民法院提起行政诉讼。"
    )
    scene = story.event("作出决定", when, 20, facts={"outcome": "行政处罚"})
    return scene.paper("行政处罚决定书", sealed=True, covers=DECISION, text=text)


def serve(story: Story, when: When, scene: Scene, doc_type: str) -> Scene:
    """Hand a paper over, against a receipt, on film."""
    served = story.event(
        "送达",
        when,
        15,
        meets=("p1",),
        notice=True,
        facts={"way": "直接"},
        of=scene[doc_type],
        duties={"o1": ("送达人",)},
    )
    fields = {"送达文书": doc_type, "收到日期": f"{served.end:%Y-%m-%d}"}
    return served.paper("送达回证", signed=SCENE, fields=fields).film()


def comply(story: Story, when: When, offence: Offence) -> Scene:
    scene = story.event("履行", when, 10, meets=("p1",))
    return scene.paper("履行记录", text=f"当事人已按决定履行（{offence.fine}），缴款票据附卷。").photo()


def close(story: Story, when: When, text: str = "行政处罚决定已履行完毕，建议结案。") -> Scene:
    scene = story.event("结案", when, 90)
    scene.paper("结案表", signed=("o1",), text=text)
    return scene.approved("承办人", "建议结案。", after=20).approved("承办机构负责人", "同意结案。", after=50)


def file_away(story: Story, when: When) -> Scene:
    return story.event("归档", when, 30).paper("卷内目录", text="立卷归档，文书和音像资料齐全。")
