"""The cases of the demonstration office: `TELLERS` names them all; here the punishments of which most is to be seen."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from zhiji.cases import actions as cases
from zhiji.cli.demo import other_acts
from zhiji.cli.demo import punishments as steps
from zhiji.cli.demo.other_acts import EAST, NINE, SPRINGS
from zhiji.cli.demo.punishments import BASIS, SCENE, Offence
from zhiji.cli.demo.story import Matter, Story
from zhiji.core.casefile import model

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhiji.cli.demo.script import Script

APPEARANCE = "《城市市容和环境卫生管理条例》第十四条"


def sound(script: Script) -> None:
    """Everything the rules ask for, in time, and filed away."""
    offence = Offence(
        did="占用人行道摆放桌椅经营",
        law=APPEARANCE,
        fine="罚款人民币伍佰元整",
        found="榕香小吃店在东街口123号门前人行道摆放桌椅6套经营，占道约12平方米。",
        said="当天晚上客人多，就把桌椅摆到了门口，以后不再摆了。",
    )
    matter = Matter("榕香小吃店占用人行道经营案", "东街口123号门前")
    story = Story(script, script.monday(14) + NINE, EAST, matter)
    story.party("鼓楼区榕香小吃店")
    checked = steps.inspect(story, "0 09:30", offence)
    ordered = story.event("责令改正", "0 10:20", 10, meets=("p1",), facts={"改正期限": f"{checked.end:%Y-%m-%d}"})
    ordered.paper("责令改正通知书", sealed=True, text="责令立即将桌椅搬回店内经营，恢复人行道通行。")
    steps.register(story, "0 15:00", offence)
    steps.file_case(story, "1 09:00", offence)
    steps.question(story, "2 10:00", offence).film(proves="询问过程")
    again = story.event("整改复查", "3 09:00", 20, meets=("p1",), notice=True, of=ordered)
    again.paper("整改复查记录", signed=SCENE, text="桌椅已搬回店内，人行道恢复通行。").film()
    steps.close_inquiry(story, "4 14:00", offence)
    steps.review(story, "7 09:30")
    told = steps.give_notice(story, "8 10:00", offence)
    steps.serve(story, "8 15:00", told, "行政处罚告知书")
    steps.waive(story, "10 10:00")
    steps.approve_decision(story, "11 09:00", offence)
    decided = steps.decide(story, "14 10:00", offence)
    steps.serve(story, "14 15:00", decided, "行政处罚决定书")
    steps.comply(story, "18 11:00", offence)
    steps.close(story, "21 14:00")
    story.conclude("21 16:00")
    steps.file_away(story, "25 10:00")
    story.archive("25 11:00")


def faulty(script: Script) -> None:
    """Five faults, each of another kind: no film of the questioning, a signature and a field lacking, a film stored late,
    records given out without approval.
    """
    offence = Offence(
        did="擅自在建筑物外墙张挂广告",
        law="《城市市容和环境卫生管理条例》第十一条",
        fine="罚款人民币壹仟元整",
        found="闽味轩酒楼未经批准在温泉支路26号外墙张挂布幅广告2幅，共18平方米。",
        said="布幅是促销用的，不知道要批准，愿意拆除。",
    )
    story = Story(script, script.monday(7) + NINE, SPRINGS, Matter("闽味轩酒楼擅自设置户外广告案", "温泉支路26号"))
    story.party("福州市鼓楼区闽味轩酒楼有限公司", "法人")
    checked = story.event("现场检查", "0 09:30", 40, meets=("p1",), notice=True, facts={"outcome": "发现违法"})
    checked.paper("现场检查笔录", signed=("o1", "o2"), text=offence.found).film(
        proves=offence.did, stored=timedelta(hours=30)
    )
    steps.register(story, "0 15:00", offence)
    steps.file_case(story, "1 09:00", offence, without="法制机构审核意见")
    steps.question(story, "2 10:00", offence)
    steps.close_inquiry(story, "4 14:00", offence)
    told = steps.give_notice(story, "8 10:00", offence)
    steps.serve(story, "8 15:00", told, "行政处罚告知书")
    steps.waive(story, "10 10:00")
    steps.approve_decision(story, "14 09:00", offence)
    decided = steps.decide(story, "15 10:00", offence)
    steps.serve(story, "15 15:00", decided, "行政处罚决定书")
    leak = model.Access("", "对外提供", "榕城晚报", "社会公众", story.moment("20 10:00"), ("r1",), "采访报道")
    script.plan(leak.at, lambda at: cases.register_access(story.case, leak, by=story.by, at=at))


def urgent(script: Script) -> None:
    """Begun without approval since it could not wait: the approval must be there within 24 hours, three of which are left."""
    began = script.now - timedelta(hours=21, minutes=30)
    offence = Offence(
        did="随意倾倒建筑垃圾",
        law="《城市建筑垃圾管理规定》第九条",
        fine="罚款人民币伍仟元整",
        found="一辆无号牌自卸车在光禄坊东侧空地倾倒建筑垃圾约8立方米。",
        said="",
    )
    matter = Matter("闽榕渣土运输公司随意倾倒建筑垃圾案", "光禄坊东侧空地", traits=("紧急",))
    story = Story(script, began, EAST, matter)
    story.party("福州闽榕渣土运输有限公司", "法人")
    steps.inspect(story, began + timedelta(minutes=5), offence)
    filed = story.event("立案", began + timedelta(minutes=50), 15, facts={"紧急": True}, traits=("紧急",))
    filed.note(text="情况紧急，经电话报告先行启动程序，24小时内补办审批手续。").requested("承办机构负责人")


def complaint(script: Script) -> None:
    """A neighbour complains about fumes and wants a written reply; the inquiry is under way."""
    offence = Offence(
        did="餐饮油烟未经净化直接排放",
        law="《中华人民共和国大气污染防治法》第八十一条",
        fine="罚款人民币伍仟元整",
        found="聚闽阁餐馆油烟净化设施未开启，油烟经排风扇直接排向居民楼。",
        said="净化器坏了两天，已经联系维修。",
    )
    story = Story(
        script, script.monday(1) + NINE, SPRINGS, Matter("聚闽阁餐馆油烟扰民案（投诉）", "湖东路88号居民楼下")
    )
    story.party("鼓楼区聚闽阁餐馆")
    story.party("刘女士（湖东路88号住户）", "自然人", "投诉举报人", wants_reply=True)
    came = {"实名": True, "可联系": True, "要求书面回复": True}
    received = story.event("投诉举报接收", "0 09:10", 15, meets=("p2",), facts=came)
    received.paper("投诉举报登记", text="反映楼下餐馆每晚油烟直排，窗户不能打开，请求查处并书面答复。")
    story.event("投诉举报转办", "0 10:00", 10).paper("交办转办记录", text="转温泉执法中队办理。")
    steps.register(story, "0 14:30", offence, "投诉")
    steps.inspect(story, "0 18:30", offence)
    steps.file_case(story, "1 09:00", offence)
    steps.question(story, "2 10:00", offence).film(proves="询问过程")


def on_the_spot(script: Script) -> None:
    """简易程序: found, told, decided and served within half an hour; to be filed away."""
    story = Story(
        script,
        script.monday(3) + NINE,
        EAST,
        Matter("张建国乱扔烟头当场处罚案", "南后街北入口", procedure="简易程序"),
    )
    story.party("张建国", "自然人")
    fined = story.event("当场处罚", "1 15:00", 30, meets=("p1",), notice=True, facts={"当场收缴": False})
    told = (*BASIS, "有权陈述和申辩")
    text = "当事人在南后街北入口随地丢弃烟头1个，执法人员告知事实、理由、依据和陈述申辩权，当事人表示接受。"
    fined.paper("现场检查笔录", signed=SCENE, covers=told, text=text, after=-20)
    fined.paper("询问笔录", signed=SCENE, text="问：烟头是你扔的吗？\n答：是我扔的，我马上捡起来。", after=-16)
    fined.paper("当场处罚决定书", signed=SCENE, sealed=True, text="决定：罚款人民币伍拾元整。", after=-12)
    fined.film(proves="乱扔烟头及处罚全过程", full_course=True)
    served = story.event("送达", "1 15:22", 5, meets=("p1",), facts={"way": "直接"}, of=fined["当场处罚决定书"])
    served.paper("送达回证", signed=SCENE, fields={"收到日期": f"{served.end:%Y-%m-%d}"}).film()
    story.event("履行", "3 10:00", 5, meets=("p1",)).paper("履行记录", text="当事人已缴纳罚款伍拾元。")
    steps.close(story, "4 14:00")
    story.conclude("4 16:00")


TELLERS: tuple[Callable[[Script], None], ...] = (
    sound,
    faulty,
    urgent,
    complaint,
    on_the_spot,
    other_acts.permit,
    other_acts.seizure,
    other_acts.patrol,
    other_acts.random_inspection,
    other_acts.hearing,
    other_acts.demolition,
    other_acts.transfer,
    other_acts.levy,
    other_acts.sign_refused,
    other_acts.new_case,
)
"""In the order in which a smaller office takes them."""
