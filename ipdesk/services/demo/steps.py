"""Example of the steps without a number: template papers, what was found out in first calls, patents offered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from ipdesk.domain.checklists import Moment
from ipdesk.domain.matters import Kind
from ipdesk.files.plain_docx import Paragraph, docx_bytes
from ipdesk.model.events import EventRecord
from ipdesk.model.orders import CandidateRecord
from ipdesk.model.papers import ChecklistRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services.checklists import shipped_templates
from ipdesk.services.demo.drafts import Draft, World
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.template_papers import add_template
from ipdesk.text import label

PAPERS: tuple[tuple[str, str, tuple[tuple[str, ...], ...]], ...] = (
    (
        "disclosure",
        "技术交底书模板.docx",
        (
            ("技术交底书", "请按下列各项填写，附图可另附。"),
            ("一、发明创造名称",),
            ("二、所属技术领域",),
            ("三、背景技术", "现有做法是什么，存在哪些不足。"),
            ("四、要解决的技术问题",),
            ("五、技术方案", "结构、连接关系、步骤或参数，写到同行能照着做。"),
            ("六、有益效果", "与现有做法相比好在哪里，最好有数据。"),
            ("七、附图及附图说明",),
        ),
    ),
    (
        "software",
        "软件著作权登记材料模板.docx",
        (
            ("软件著作权登记材料", "软件名称与版本号须在各份材料中一致。"),
            ("一、软件基本信息", "软件全称、简称、版本号、开发完成日期、首次发表日期。"),
            ("二、运行环境", "硬件环境、软件环境、编程语言、源程序量。"),
            ("三、主要功能和技术特点",),
            ("四、源程序", "前、后各连续 30 页，每页不少于 50 行。"),
            ("五、用户手册或设计说明书",),
        ),
    ),
    (
        "layout",
        "集成电路布图设计登记资料模板.docx",
        (
            ("集成电路布图设计登记资料", "图样应当清楚，放大倍数不小于 20 倍。"),
            ("一、布图设计名称及分类",),
            ("二、创作人、创作完成日、首次商业利用日",),
            ("三、图样目录", "总图与各层图样。"),
            ("四、结构、技术、功能简要说明",),
        ),
    ),
)
FOUND_OUT: Mapping[str, tuple[str, ...]] = {
    "purpose": ("高新技术企业认定", "产品上市前保护", "科技项目结题", "参加政府评奖"),
    "research": ("研发团队 12 人，有试制车间", "与高校合作研发", "研发 3 人，外协加工"),
    "products": ("主营产品见官网“产品中心”", "两个系列，今年改款"),
    "rights": ("已有实用新型 4 件", "尚无专利", "发明 1 件在审"),
    "mark": ("文字商标，黑白", "图文组合，已有定稿"),
    "classes": ("第 9、35 类", "第 30 类"),
}
SELLERS = ("江南专利交易", "科创中介", "远大知产", "个人卖家")
CALLED = 12
FIELDS = ("机械", "电子", "材料", "食品", "自动控制")
PARTS = ("控制方法", "安装结构", "检测装置", "改进结构", "生产工艺")


def add(office: Office, world: World, drafts: Sequence[Draft], at: datetime) -> None:
    """Template papers in two versions, notes of first calls, candidates of every trade order."""
    rng = Random(f"steps|{world.clock.today}|{len(drafts)}")  # noqa: S311
    _templates(office, world, at)
    act = Act(world.cast.of("department_head", "patent")[0], at + timedelta(minutes=32), world.clock.today)
    with office.database.write() as uow:
        uow.begin_act(act, "tick", "首次联系了解的情况")
        _first_calls(uow, rng, drafts)
        commit(uow, Changes(frozenset({"checklists"})))
    trades = [draft for draft in drafts if draft.row["kind"] == Kind.PATENT_TRADE]
    clerk = Act(world.cast.of("process_clerk", "process")[0], at + timedelta(minutes=34), world.clock.today)
    with office.database.write() as uow:
        uow.begin_act(clerk, "add_candidates", f"{len(trades)} 件求购")
        for draft in trades:
            _candidates(uow, world, rng, draft)
        commit(uow, Changes(frozenset({"candidates"})))


def _templates(office: Office, world: World, at: datetime) -> None:
    head = world.cast.of("department_head", "patent")[0]
    for place, (code, name, parts) in enumerate(PAPERS):
        act = Act(head, at + timedelta(minutes=20 + place), world.clock.today)
        add_template(office, act, _document(parts), code=code, name=name, note="首版")
    code, name, parts = PAPERS[0]
    newer = (*parts, ("八、发明人信息", "姓名、身份证号（第一发明人）、联系电话。"))
    act = Act(head, at + timedelta(minutes=25), world.clock.today)
    add_template(office, act, _document(newer), code=code, name=name, note="增加发明人信息")


def _document(parts: Sequence[Sequence[str]]) -> bytes:
    paragraphs = []
    for place, part in enumerate(parts):
        paragraphs.append(Paragraph(part[0], 1 if place == 0 else 2))
        paragraphs += [Paragraph(text) for text in part[1:]]
    return docx_bytes(paragraphs)


def _first_calls(uow: UnitOfWork, rng: Random, drafts: Sequence[Draft]) -> None:
    """What was found out before the first call, on some matters that were called and have no ticks yet."""
    lists = {template.id: template for template in shipped_templates() if template.moment is Moment.FIRST_CALL}
    left = dict.fromkeys(lists, CALLED)
    for draft in drafts:
        calls = [one["on"] for one in draft.events if one["name"] == "client_contacted" and not one.get("revoked")]
        kind = Kind(draft.row["kind"])
        code = next((code for code in left if kind in lists[code].kinds and left[code]), None)
        if not calls or code is None or any(template == code for template, _item in draft.ticks):
            continue
        left[code] -= 1
        for item in lists[code].asked[: rng.randint(3, 7)]:
            notes = FOUND_OUT.get(item.id)
            record = ChecklistRecord(
                matter_id=draft.id,
                template=code,
                item=item.id,
                text=item.text,
                note=rng.choice(notes) if notes else "",
                done_by=draft.who,
                done_at=_morning(min(calls)),
            )
            uow.add(record)
    uow.flush()


def _candidates(uow: UnitOfWork, world: World, rng: Random, draft: Draft) -> None:
    """Three to five patents of other owners; offered and chosen as the order's own events say."""
    on = {one["name"]: place for place, one in enumerate(draft.events) if not one.get("revoked")}
    offered = draft.events[on["candidates_offered"]]["on"] if "candidates_offered" in on else None
    thing = draft.row["title"].rpartition("：")[2]
    chosen_place = on.get("candidate_chosen")
    made = []
    for place in range(rng.randint(3, 5)):
        kind = rng.choice((Kind.INVENTION, Kind.UTILITY_MODEL))
        filed = world.clock.today - timedelta(days=rng.randint(500, 2000))
        price = Decimal(rng.randrange(8, 60) * (1000 if kind is Kind.INVENTION else 400))
        record = CandidateRecord(
            matter_id=draft.id,
            position=place + 1,
            application_number=world.application_number(rng, kind, filed),
            title=thing if place == 0 else f"{thing}的{rng.choice(PARTS)}",
            field=rng.choice(FIELDS),
            price=None if offered is None and rng.random() < 0.3 else price,
            seller=rng.choice(SELLERS),
            note=label("kind", kind),
            offered_on=offered,
        )
        uow.add(record)
        made.append(record)
    uow.flush()
    if chosen_place is not None:
        _choose(uow, draft, chosen_place, rng.choice(made))


def _choose(uow: UnitOfWork, draft: Draft, place: int, record: CandidateRecord) -> None:
    """The event of the choice names what was chosen, at which price."""
    event = uow.get(EventRecord, draft.event_ids[place])
    if event is None or record.price is None:
        return
    record.chosen_on = event.on
    event.data = {"candidate": str(record.id), "price": f"{record.price:.2f}"}
    event.note = f"{record.application_number} {record.title} {record.price:,.2f} 元"
    uow.flush()


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(2, 10), UTC)
