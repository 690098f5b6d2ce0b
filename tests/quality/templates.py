"""Reports that come out of a form: the same wording each time, other names and numbers. Made up, all of it.

A word in braces is a blank. What fills it is drawn anew for each report, and stands for the same thing throughout it.
`{n}`, `{n2}` ... are whole numbers, `{d}`, `{d2}` ... have decimals, all others come from LISTS.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

LISTS: Mapping[str, tuple[str, ...]] = {
    "firm": ("Brekke Tools", "Hallvard Foods", "Orlin Marine", "Sandvig Paper", "Teska Optics", "Morrow Rail"),
    "boss": ("Ida Lorne", "Paul Ekre", "Rosa Quint", "Jonas Vale", "Mina Tarvo", "Otto Brandis"),
    "town": ("Maralund", "Kestrel Bay", "Norrby", "Port Aldous", "Vellmar", "Tornholm", "Iskra"),
    "county": ("Easting", "Karrow", "Lower Dane", "Sollmark", "Wexcombe", "Ardley"),
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    "month": ("January", "March", "May", "July", "October", "December"),
    "goods": ("drills", "frozen fish", "ferry engines", "packaging", "lenses", "signal boxes"),
    "stadt": ("Marlund", "Nordau", "Velmar", "Torheim", "Iskrau", "Altkirch"),
    "tag": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag"),
    "wind": ("northerly", "southerly", "westerly", "easterly"),
    "社": ("丸瀬電機", "北浜食品", "大和田光学", "三沢重工", "白根製紙", "青葉運輸"),
    "市": ("丸瀬市", "北浜市", "大和田市", "三沢町", "白根村", "青葉区"),
    "县": ("青河县", "南林县", "白山县", "东溪县", "石门县", "云岭县"),
    "şehir": ("Akdere", "Yenikoy", "Taşlık", "Gölova", "Karasu", "Beyazköy"),
}

FORMS: Mapping[str, str] = {
    "earnings": """\
{firm} on {day} reported net income of {n} million crowns in its third quarter, after reporting net income of {n2} million crowns in the same period a year earlier.
The company, which is based in {town}, said that it had net income of {d} crowns a share. Earnings, adjusted for costs that came up only once, came to {d2} crowns a share.
The results were in line with the expectations of the market. The average estimate of the analysts who were surveyed was for earnings of {d3} crowns a share.
The maker of {goods} posted revenue of {n3} million crowns in the period, in line with forecasts as well.
For the quarter that ends in {month}, the company expects its revenue to be in the range of {n4} million to {n5} million crowns. Company shares have risen since the beginning of the year, as have those of its main competitors.
This report was put together automatically from figures that the company has made public. It may be that some of them were rounded.""",
    "weather": """\
Weather for {town} and the surrounding area, issued by the regional service for {day} and the night that follows.
In the morning there will be patches of fog in the valleys, which clear up before noon. In the afternoon it will be mostly sunny with a few clouds over the hills, and highs of about {n} degrees on the coast and {n2} degrees inland.
Winds are light to moderate and {wind}, with gusts of up to {n3} kilometres an hour near the shore. At night the sky stays clear for the most part, and temperatures go down to {n4} degrees; in sheltered places there may be ground frost.
The chance of rain is {n5} percent. Small boats should expect waves of up to {d} metres outside of the harbour, and those who walk in the mountains should take warm clothes with them.
The outlook for the days that follow: little change, with the same pattern of fog in the morning and sun in the afternoon.""",
    "bond issue": """\
{firm} is issuing bonds for {n} million crowns that fall due in {month} 20{n2}, its lead manager said. The bonds pay a coupon of {d} percent and are priced at {d2} percent of their face value.
The selling concession is {d3} percent, while the fees for management and underwriting together come to the usual share. The payment date is the {n3} of {month}.
The issue will be listed on the exchange, and the bonds are available in denominations of one thousand and of ten thousand crowns. They are not guaranteed, rank equally with other unsecured debt of the borrower, and may be called early only for reasons of tax.""",
    "earthquake": """\
An earthquake of a preliminary magnitude of {d} shook the area around {town} on {day}, according to the seismological institute of the country. It struck at {n}:{n2} in the morning, local time, at a depth of {n3} kilometres.
There were no immediate reports of damage or of injuries, and no warning of a tsunami was given. People in the city felt light shaking for a few seconds, and some went out into the streets as a precaution.
In the past ten days, there have been {n4} earthquakes of magnitude three or greater with their centre nearby. The region lies where two plates of the earth's crust meet, and small tremors are common there.
This post was created by an algorithm from the data of the institute and was reviewed before it was published.""",
    "council notice": """\
The council of {town} will hold its regular meeting on {day}, the {n} of {month}, at {n2} in the evening, in the large hall of the town house. The meeting is open to everyone who lives in {county}.
On the agenda are the minutes of the last meeting, the accounts of the year, the repair of roads and bridges, and questions from the public. Whoever wants to speak is asked to put down their name at the entrance half an hour before the meeting begins.
The chair, {boss}, will report on the state of the budget. Papers may be read at the town hall during opening hours, and are sent by post on request. The hall can be reached by bus and has an entrance for wheelchairs.""",
    "Wetter": """\
Das Wetter für {stadt} und Umgebung: Am {tag} halten sich am Vormittag noch einige Nebelfelder, die sich bis zum Mittag auflösen. Danach scheint neben lockeren Wolken häufig die Sonne, und es bleibt trocken.
Die Temperatur steigt auf {n} Grad, im Bergland auf {n2} Grad. Der Wind weht schwach bis mäßig, in Böen mit bis zu {n3} Kilometern in der Stunde. In der Nacht ist es meist klar, und die Werte gehen auf {n4} Grad zurück; stellenweise gibt es leichten Frost am Boden.
Auch in den folgenden Tagen ändert sich wenig: morgens Nebel, danach Sonne, und nachts wird es kalt. Autofahrer sollten auf Brücken und in Senken mit Glätte rechnen. Die nächste Vorhersage erscheint am Abend.""",
    "決算": """\
{社}が発表した第三四半期の連結決算は、純利益が前年同期に比べて増え、{n}億{n2}百万円となった。売上高は{n3}億円で、会社の計画をやや上回った。
主力の製品が国内外で好調に推移したほか、原材料の値下がりも利益を押し上げた。通期の業績予想については、純利益を{n4}億円、売上高を{n5}億円とする従来の見通しを据え置いた。
年間の配当は一株あたり{d}円とする方針で、前の期から変わらない。会社側は、為替の変動や物流費の上昇が今後の業績に影響する可能性があるとして、引き続き慎重に状況を見ていくとしている。""",
    "地震": """\
{n}月{n2}日{n3}时{n4}分，{县}发生{d}级地震，震源深度{n5}千米。据当地应急管理部门介绍，县城和周边乡镇震感明显，暂时没有接到人员伤亡和房屋倒塌的报告。
地震发生以后，当地立即启动应急预案，派出工作组前往震中附近的村庄查看情况，通信、供电和供水保持正常，主要道路没有受到影响，学校和医院的秩序也没有变化。
专家表示，近期再次发生更大地震的可能性不大，但是不排除还有余震，提醒居民不要听信谣言，注意收听权威部门发布的信息，遇到震感时应当尽快转移到开阔的地方。""",
    "hava durumu": """\
{şehir} ve çevresinde bugün hava sabah saatlerinde sisli, öğleden sonra parçalı bulutlu ve yer yer güneşli olacak. Günün en yüksek sıcaklığı {n} derece, gece en düşük sıcaklık ise {n2} derece olarak bekleniyor.
Rüzgâr kuzey yönlerden hafif, ara sıra orta kuvvette esecek ve hızı saatte {n3} kilometreye kadar çıkacak. Nem oranının yüzde {n4} dolayında olacağı, yağış beklenmediği bildirildi.
Yetkililer, sabah saatlerinde görüş mesafesinin düşeceğini belirterek sürücüleri dikkatli olmaları konusunda uyardı. Önümüzdeki günlerde hava sıcaklıklarında önemli bir değişiklik olmayacağı tahmin ediliyor.""",
}

_BLANK = re.compile(r"\{(\w+)\}")


def report(form: str, seed: int) -> str:
    """One report: the form with its blanks filled."""
    chance = random.Random(f"{form} {seed}")
    filled: dict[str, str] = {}
    return _BLANK.sub(lambda found: filled.setdefault(found[1], _filling(found[1], chance)), FORMS[form])


def _filling(blank: str, chance: random.Random) -> str:
    numbers: Mapping[str, Callable[[], str]] = {
        "n": lambda: str(chance.randrange(2, 60)),
        "d": lambda: f"{chance.uniform(1, 9):.2f}",
    }
    return numbers[blank[0]]() if blank[0] in numbers and not blank[1:].strip("2345") else chance.choice(LISTS[blank])
