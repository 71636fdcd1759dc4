"""Chinese contacts: what each last turn keeps."""

import pytest

from transcription.interaction import Interaction, SpokenTurn
from transcription.redaction.redactor import redact


def last(*turns):
    given = tuple(
        SpokenTurn(speaker="agent" if turn.startswith("A: ") else "customer", text=turn.removeprefix("A: "))
        for turn in turns
    )
    made = redact(Interaction(id="1", channel="voice", language="zh", turns=given), b"k").turns
    assert made
    return made[-1].text


@pytest.mark.parametrize(
    ("turns", "left"),
    [
        (("我是理赔专员郎咏梅。",), "我是理赔专员[name]。"),
        (("司机巴特尔把我车刮了",), "司机[name]把我车刮了"),
        (("收件人 Harjit 或者 勇哥",), "收件人 [name] 或者 [name]"),
        (("A: 請輸入持卡人姓名", "LEE KA YAN"), "[name]"),
        (("乘客系 Lê Thị Hạnh 一位",), "乘客系 [name] 一位"),
        (("Grace 黎嘉敏 1991.04.03 要改资料",), "[name][name] [birth] 要改资料"),
        (("A: 这里是安泰保险我是雨桐，请问方便吗",), "这里是安泰保险我是[name]，请问方便吗"),
        (("宝宝叫 沈沛芯 小名团团，三岁",), "宝宝叫 [name] 小名[name]，三岁"),
        (("A: 收件人怎么写", "高桥真央，地址不变"), "[name]，地址不变"),
        (("A: 您婆婆姓名", "我婆婆范姜玉兰啦"), "我婆婆[name]啦"),
        (("小米14的屏幕碎了",), "小米14的屏幕碎了"),
        (("您好 小米14 Pro 有货吗",), "您好 小米14 Pro 有货吗"),
        (("A: 您好国家电网为您服务",), "您好国家电网为您服务"),
        (("我是山东的，快递要几天",), "我是山东的，快递要几天"),
        (("师傅没来，专员说明天",), "师傅没来，专员说明天"),
    ],
)
def test_name(turns, left):
    assert last(*turns) == left
