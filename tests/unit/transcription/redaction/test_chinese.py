"""Chinese contacts: what each last turn keeps."""

import pytest

from tests.unit.transcription.redaction import told


def last(*turns):
    return told.redacted(*turns, language="zh")[-1]


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
        (("我姓名填错了",), "我姓名填错了"),
        (("我叫外卖",), "我叫外卖"),
        (("我叫车了",), "我叫车了"),
        (("我叫客服过来",), "我叫客服过来"),
        (("我叫车晓明。",), "我叫[name]。"),
        (("师傅没来，专员说明天",), "师傅没来，专员说明天"),
    ],
)
def test_name(turns, left):
    assert last(*turns) == left


@pytest.mark.parametrize(
    ("turns", "left"),
    [
        (("A: 生日核對一下", "民國七十一年三月九號"), "[birth]"),
        (("A: 他哪年生的", "四九年农历腊月初八"), "[birth]"),
        (("家宽办理：阿依古丽 2003.4.18",), "家宽办理：[name] [birth]"),
        (("我爸柴建军 属马的五四年的",), "我爸[name] 属马的[birth]的"),
        (("A: 好的王先生", "九月三号送货可以吗"), "九月三号送货可以吗"),
        (("2021年6月购入的空调",), "2021年6月购入的空调"),
        (("户名陈志明 2024-11-20 下单",), "户名[name] 2024-11-20 下单"),
    ],
)
def test_birth(turns, left):
    assert last(*turns) == left


@pytest.mark.parametrize(
    ("turns", "left"),
    [
        (("转账到建行账号6217 0012 1002 4455 220",), "转账到建行账号[iban]"),
        (("A: 订金转这里 (004)123-45-678901-2",), "订金转这里 [iban]"),
        (("取件码5-2-1873 找不到件",), "取件码[code] 找不到件"),
        (("门禁 #4471#",), "门禁 [code]"),
        (("A: 您手机尾号多少", "三三零七"), "[phone]"),
        (("A: 验证码", "四四七一", "限额已调到50,000元"), "限额已调到50,000元"),
        (("我在太和邨麗和樓1809室等",), "我在[address]等"),
    ],
)
def test_numbers_and_places(turns, left):
    assert last(*turns) == left
