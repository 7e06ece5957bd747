"""Cases that are no ordinary punishments: a permit, inspections, coercion, a levy, a transfer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from zhiji.cli.demo import punishments as steps
from zhiji.cli.demo.punishments import BASIS, DECISION, RIGHTS, SCENE
from zhiji.cli.demo.story import Matter, Story

if TYPE_CHECKING:
    from zhiji.cli.demo.script import Script

EAST, SPRINGS, PERMITS = ("linzhi", "chenyan"), ("wujun", "huangmin"), ("panxiao", "chenyan")
NINE = timedelta(hours=9)


def permit(script: Script) -> None:
    """A permit for a shop sign, granted and filed away."""
    matter = Matter("有福茶行户外广告设施设置许可", "杨桥路15号", "行政许可", None)
    story = Story(script, script.monday(10) + NINE, PERMITS, matter)
    story.party("福州市鼓楼区有福茶行", role="申请人")
    asked = story.event("申请接收", "0 09:10", 20, meets=("p1",), facts={"form": "书面"})
    asked.paper("申请登记", covers=("出具书面凭证或回执",), text="收到申请书、效果图、权属证明，已出具收件回执。")
    story.event("受理", "1 10:00", 20).paper("受理通知书", sealed=True, text="申请材料齐全，予以受理。")
    looked = story.event("现场核查", "3 14:30", 40, meets=("p1",), notice=True)
    looked.paper("现场核查记录", signed=SCENE, text="店招位置、尺寸与申请一致，不影响通风采光。").film()
    agreed = story.event("决定审批", "7 09:00", 120)
    agreed.paper("行政执法决定审批表", signed=("o1",), covers=DECISION, text="符合条件，拟准予许可。")
    agreed.approved("承办机构负责人", "同意。", after=30).approved("分管负责人", "同意准予许可。", after=80)
    granted = story.event("准予许可", "8 09:30", 20)
    granted.paper("准予许可决定书", sealed=True, text="准予设置，期限两年。")
    steps.serve(story, "9 10:00", granted, "准予许可决定书")
    steps.close(story, "10 14:00", "许可已办结，建议结案。")
    story.conclude("10 16:00")
    steps.file_away(story, "14 10:00")
    story.archive("14 11:00")


def patrol(script: Script) -> None:
    """A patrol that only advises: no quarrel, the film is kept for two years."""
    matter = Matter("南门兜商圈日常巡查", "南门兜商圈", "日常巡查", None)
    story = Story(script, script.monday(2) + NINE, EAST, matter)
    story.party("南门兜沿街商户", "其他组织")
    walked = story.event("日常巡查", "2 09:00", 90, meets=("p1",), notice=True, facts={"outcome": "引导劝导纠正"})
    walked.note(text="劝导3家店铺收回占道货架，当场纠正，无争议。").film()
    steps.file_away(story, "3 09:00")
    story.conclude("3 10:00")


def random_inspection(script: Script) -> None:
    """双随机: who inspects and who is inspected are drawn by lot, on film."""
    matter = Matter("建筑垃圾处置企业双随机检查", "软件大道闽江建材消纳场", "监督检查", None)
    story = Story(script, script.monday(4) + NINE, SPRINGS, matter)
    story.party("福州闽江建材消纳有限公司", "法人")
    planned = story.event("启动检查", "0 09:10", 30, facts={"basis": "年度计划"})
    planned.paper("检查计划", text="按年度双随机抽查计划，检查建筑垃圾消纳场所。").approved("承办机构负责人", "同意。")
    drawn = story.event("双随机抽取", "0 10:00", 15, place="局三楼会议室", notice=True)
    drawn.paper("双随机抽取记录", signed=("o1", "o2"), text="抽取检查对象1家、检查人员2名。").film()
    seen = story.event("现场检查", "2 09:30", 60, meets=("p1",), notice=True, facts={"outcome": "无问题"})
    seen.paper("现场检查笔录", signed=SCENE, text="台账齐全，车辆冲洗设施正常，未发现问题。").film(proves="检查过程")
    story.event("检查汇总", "4 15:00", 30).paper("检查汇总记录", text="检查1家，未发现问题。")
    steps.file_away(story, "7 09:00")
    story.conclude("7 10:00")


def seizure(script: Script) -> None:
    """Goods of a hawker without licence are seized on the spot, this week."""
    matter = Matter("流动摊贩占道经营扣押物品案", "五一广场东侧", "行政强制", None)
    story = Story(script, script.now - timedelta(days=2, hours=2), SPRINGS, matter)
    story.party("李小军", "自然人")
    seen = story.event(
        "现场检查",
        story.opened_at + timedelta(minutes=10),
        20,
        meets=("p1",),
        notice=True,
        facts={"outcome": "发现违法"},
    )
    seen.paper("现场笔录", signed=SCENE, text="李小军用三轮车占道售卖烧烤，经三次劝离拒不改正。").film(
        proves="占道经营"
    )
    taken = story.event(
        "查封扣押", story.opened_at + timedelta(minutes=35), 30, meets=("p1",), notice=True, traits=("易引发争议",)
    )
    taken.paper("查封扣押决定书", sealed=True, covers=(*BASIS, *RIGHTS), text="扣押三轮车1辆、烤炉1个，期限三十日。")
    taken.paper("查封扣押物品清单", signed=SCENE, text="三轮车1辆；烤炉1个。").film(proves="扣押过程").photo()


def hearing(script: Script) -> None:
    """A major case after its hearing: 集体讨论 waits for the head of the bureau."""
    matter = Matter("鼓山御景业主擅自搭建阳光房案", "鼓山御景3号楼顶层", traits=("重大",))
    offence = steps.Offence(
        did="未取得建设工程规划许可证搭建阳光房",
        law="《中华人民共和国城乡规划法》第四十条",
        fine="限期十五日内自行拆除",
        found="当事人在楼顶公共露台搭建钢结构阳光房一处，面积46平方米，未取得规划许可。",
        said="以为楼顶是自己的，没有办手续。",
    )
    story = Story(script, script.monday(6) + NINE, EAST, matter)
    story.party("周文彬", "自然人")
    steps.inspect(story, "0 09:30", offence)
    steps.register(story, "0 15:00", offence)
    steps.file_case(story, "1 09:00", offence)
    steps.question(story, "3 10:00", offence).film(proves="询问过程")
    steps.close_inquiry(story, "8 14:00", offence)
    told = story.event("行政处罚告知", "10 10:00", 20, meets=("p1",), facts={"form": "书面", "听证条件": True})
    told.paper("行政处罚听证告知书", sealed=True, covers=(*BASIS, *RIGHTS), text="你有权要求举行听证。")
    steps.serve(story, "10 15:00", told, "行政处罚听证告知书")
    story.event("听证申请", "12 10:00", 10, meets=("p1",)).paper("听证申请书", signed=("p1",), text="申请举行听证。")
    invited = story.event("听证通知", "14 10:00", 10)
    invited.paper("听证通知书", sealed=True, text="定于二十三日上午举行听证。")
    heard = story.event(
        "听证",
        "23 09:30",
        120,
        meets=("p1",),
        notice=True,
        place="局一楼听证室",
        duties={"o1": ("案件调查人",), "o2": ("听证记录员",)},
    )
    heard.paper("听证笔录", signed=SCENE, text="双方陈述、举证、质证和最后陈述。").film(
        full_course=True, proves="听证全过程"
    )
    reported = story.event("听证报告", "24 10:00", 30)
    reported.paper("听证报告", text="建议维持拟作出的处罚决定。")
    steps.review(story, "28 09:30")
    talked = story.event("集体讨论", script.now - timedelta(hours=4), 60, place="局党组会议室", notice=True)
    talked.paper("集体讨论记录", signed=("o1",), text="与会人员一致同意限期拆除的处理意见。").film().requested(
        "集体讨论"
    )


def demolition(script: Script) -> None:
    """A decision not obeyed: the reminder, then demolition on film from beginning to end."""
    matter = Matter("西洪路违法搭盖强制拆除", "西洪路528号院内", "行政强制", None)
    story = Story(script, script.monday(9) + NINE, SPRINGS, matter)
    story.party("陈水金", "自然人")
    warned = story.event("催告", "1 10:00", 20, meets=("p1",))
    warned.paper("催告书", sealed=True, text="请于收到本催告书之日起十日内自行拆除。")
    steps.serve(story, "1 15:00", warned, "催告书")
    razed = story.event(
        "强制执行", "21 09:00", 180, meets=("p1",), notice=True, facts={"mode": "恢复原状"}, traits=("易引发争议",)
    )
    razed.paper(
        "强制执行决定书", sealed=True, covers=(*BASIS, *RIGHTS), text="决定强制拆除违法搭盖32平方米。", after=-150
    )
    razed.paper("现场笔录", signed=SCENE, covers=("强制执行结果",), text="违法搭盖已拆除完毕，物品已清点移交。")
    razed.film(full_course=True, proves="强制拆除全过程")
    steps.close(story, "24 14:00", "强制执行完毕，建议结案。")
    story.conclude("24 16:00")
    steps.file_away(story, "28 10:00")
    story.archive("28 11:00")


def transfer(script: Script) -> None:
    """Not ours to decide: sent on to the authority whose it is."""
    story = Story(script, script.monday(3) + NINE, EAST, Matter("八一七路河道排污线索移送案", "八一七北路安泰河边"))
    story.party("安泰河沿岸某洗车行")
    offence = steps.Offence("向河道排放洗车废水", "《中华人民共和国水污染防治法》", "移送", "洗车废水排入安泰河。", "")
    steps.register(story, "0 10:00", offence, "举报")
    sent = story.event("案件移送", "1 10:00", 30, facts={"reason": "不属管辖"})
    sent.paper("案件移送函", sealed=True, text="水污染案件属生态环境主管部门管辖，现移送处理。")


def levy(script: Script) -> None:
    """A household disputes its refuse fee; heard on film, answered in writing."""
    matter = Matter("垃圾处理费征收异议处理", "井大路征收服务点", "行政征收", None)
    story = Story(script, script.monday(5) + NINE, SPRINGS, matter)
    story.party("井大路便民超市")
    heard = story.event("征收异议", "1 09:30", 40, meets=("p1",), notice=True)
    heard.paper("陈述申辩笔录", signed=SCENE, text="当事人认为店铺停业两个月，应当减免。").film()
    agreed = story.event("决定审批", "3 09:00", 60)
    agreed.paper("行政执法决定审批表", signed=("o1",), covers=DECISION, text="停业属实，拟减免两个月。")
    agreed.approved("分管负责人", "同意减免。")
    decided = story.event("作出决定", "4 10:00", 20, facts={"outcome": "其他"})
    decided.paper("征收异议处理决定书", sealed=True, text="减免停业期间垃圾处理费两个月。")
    steps.serve(story, "4 15:00", decided, "征收异议处理决定书")


def sign_refused(script: Script) -> None:
    """He will not sign and will not take the paper: said in words and on film, and left with a witness."""
    matter = Matter("何某占道堆放建材案", "乌山路9号门前", traits=("当事人有异议",))
    offence = steps.Offence(
        did="占用道路堆放建筑材料",
        law="《城市市容和环境卫生管理条例》第十四条",
        fine="罚款人民币叁佰元整",
        found="何某在乌山路9号门前人行道堆放沙石约3立方米。",
        said="",
    )
    story = Story(script, script.monday(2) + NINE, EAST, matter)
    story.party("何大勇", "自然人")
    story.party("黄社区网格员", "自然人", "见证人")
    seen = story.event("现场检查", "0 10:00", 30, meets=("p1",), notice=True, facts={"outcome": "发现违法"})
    refused = "当事人拒绝签字，执法人员已当场说明，全程录像。"
    seen.paper(
        "现场检查笔录",
        signed=("o1", "o2"),
        refused=("p1",),
        covers=("拒绝签字或盖章的具体情况",),
        text=f"{offence.found}\n{refused}",
    ).film(proves=offence.did)
    steps.register(story, "0 15:00", offence)
    steps.file_case(story, "1 09:00", offence)
    ordered = story.event("责令改正", "2 09:00", 10, meets=("p1",), facts={"改正期限": f"{script.now.date()}"})
    ordered.paper("责令改正通知书", sealed=True, text="责令七日内清除堆放的建筑材料。")
    left = story.event(
        "送达",
        "2 09:20",
        20,
        meets=("p1", "p2"),
        notice=True,
        facts={"way": "留置", "留置方式": "见证"},
        of=ordered["责令改正通知书"],
        duties={"o1": ("送达人",)},
    )
    fields = {"拒收事由": "当事人拒绝签收", "拒收日期": f"{left.end:%Y-%m-%d}"}
    left.paper("送达回证", signed=("o1", "o2", "p2"), fields=fields).film()


def new_case(script: Script) -> None:
    """Opened an hour ago; its filing waits for the head of the unit."""
    opened = script.now - timedelta(hours=1)
    story = Story(script, opened, SPRINGS, Matter("华林路夜间施工噪声案", "华林路在建工地"))
    story.party("福建榕建工程有限公司", "法人")
    came = story.event("案源登记", opened + timedelta(minutes=5), 10, facts={"source": "其他"})
    came.paper("案件来源登记表", fields={"案件来源": "视频巡查", "案情摘要": "视频巡查发现工地夜间连续浇筑。"})
    came.requested("承办机构负责人", matter="立案")
