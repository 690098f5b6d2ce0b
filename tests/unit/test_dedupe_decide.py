"""What is a copy: the rule's laws, and the edits that desks make, on texts written for this test."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.dedupe.decide import THRESHOLDS, Judged, Near, accepts, judged, may_be, verdict
from workers.dedupe.exact import Likeness, compare, text_of
from workers.dedupe.facts import Facts
from workers.dedupe.signature import likeness, sign
from workers.model import CopyKind, Verdict

shares = st.floats(0, 1)
sizes = st.integers(1, 100_000)

WIRE = """\
Ferry workers in the port of Maralund walked off the job on Thursday, halting all crossings to the outer islands on the eve of the autumn holiday and leaving about 9,000 passengers looking for another way home.
The strike was called after talks over night allowances broke down shortly before dawn, the seamen's union said. It had asked for a rise of 6 percent; the operator, Strand Line, had offered 2.5 percent and a single payment in December.
"Nobody on our ships wanted this, but we have been sailing on a promise for three years," said Greta Holm, who leads the union's negotiators. "The company knows where to find us when it is ready to talk."
Strand Line called the walkout irresponsible and said that it would refund every ticket. Its managing director, Paul Ekre, told reporters on the quay that two chartered catamarans would carry patients and food to the islands from Friday.
Fishermen offered seats on their boats for the price of the fuel. At the terminal, families slept on their luggage while volunteers handed out soup, and the town opened a school gymnasium for those who had nowhere else to go.
The last strike on the route, eleven years ago, lasted nine days and ended only when the transport ministry named a mediator. A spokeswoman for the ministry said that it was following the situation and saw no reason to step in yet.
Hotel owners on the islands said that cancellations had begun within the hour. The autumn holiday brings them a tenth of their income for the year, according to the regional chamber of commerce."""

OTHER_REPORT = """\
Thousands of travellers were stranded in Maralund on Thursday when crews of the ferry operator Strand Line stopped work in a dispute about pay for night shifts.
No ship left for the outer islands after six in the morning. The union wants 6 percent more for work at night, more than twice what its employer has put on the table, and says that members have waited since their last contract ran out.
Paul Ekre, head of the company, apologised to customers and promised them their money back. He has hired two fast boats that are to bring medicine and groceries across from Friday on.
In the terminal hall people lay on coats and suitcases. Volunteers cooked, a school let them use its gymnasium, and some fishermen took passengers along for little money.
Greta Holm, the union's chief negotiator, said that a new offer could end the strike within hours. The government does not intend to mediate for now. In the dispute eleven years ago it did so after more than a week."""

EARNINGS = """\
{name} on {day} reported net income of {income} million in its third quarter, after {before} million in the same period a year earlier.
The {town}-based company said that it earned {share} a share. Adjusted for one-time costs, earnings were {adjusted} a share.
The results {beat} what analysts had expected. The average estimate of {many} analysts was {estimate} a share.
The maker of {goods} posted revenue of {revenue} million, against {expected} million expected.
For the current quarter, {name} sees revenue between {low} and {high} million. Its shares have {moved} since January."""

FIELDS = list(dict.fromkeys(re.findall(r"(?<={)[a-z]+", EARNINGS)))
REPORTED = (
    "Brekke Tuesday 41 38 Ask 1.20 1.31 topped six 1.19 drills 512 505 530 540 risen",
    "Hallvard Friday 9.2 14 Bud 0.11 0.19 missed two 0.22 salmon 77 81 60 75 fallen",
)

FERRY_JAPANESE = """\
マラルンド港のフェリー乗組員は木曜日、夜勤手当をめぐる交渉が夜明け前に決裂したことを受けて職場を離れ、秋の連休を前に離島への全便が運休した。約九千人の乗客が帰宅の手段を探している。
労働組合は六パーセントの引き上げを求めていたが、運航会社は二・五パーセントと十二月の一時金を提示するにとどまった。組合の交渉責任者は「三年間、約束だけで船を動かしてきた」と語った。
会社側は無責任だと批判し、すべての切符を払い戻すと発表した。金曜日からはチャーターした高速船二隻で患者と食料を島へ運ぶという。"""

FERRY_HINDI = """\
मारालुंड बंदरगाह के नौका कर्मचारियों ने गुरुवार को काम बंद कर दिया, जिससे शरद अवकाश से ठीक पहले बाहरी द्वीपों के लिए सभी यात्राएँ रुक गईं और लगभग नौ हज़ार यात्री घर लौटने का दूसरा रास्ता खोजने लगे।
संघ ने बताया कि रात के भत्ते पर बातचीत सुबह होने से कुछ पहले टूट गई। उसने छह प्रतिशत वृद्धि माँगी थी, जबकि कंपनी ने ढाई प्रतिशत और दिसंबर में एक बार का भुगतान देने की बात कही थी।
कंपनी ने हड़ताल को गैर-ज़िम्मेदाराना बताया और कहा कि वह हर टिकट का पैसा लौटाएगी। शुक्रवार से दो किराये की तेज़ नावें मरीज़ों और खाने का सामान द्वीपों तक ले जाएँगी।"""


def headline(text: str, title: str) -> str:
    return f"{title}\nFrom our wire services\n{text}"


def first_half(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(lines[: len(lines) // 2])


def padded(text: str) -> str:
    small = text.replace("walked off the job", "stopped work").replace("said", "says").replace("percent", "per cent")
    return small + (
        "\nOur correspondent adds that buses to the northern terminal were running as usual on Thursday evening, and "
        "that the harbour master expects no ship of the line to leave before Saturday noon at the earliest."
    )


def is_copy(one: str, other: str) -> bool:
    """Would the index find `one` from `other`, and the rule call it a copy, by its sketch and word for word?"""
    a, b = sign(one), sign(other)
    met = {a.keys[n : n + 8] for n in range(0, len(a.keys), 8)} & {b.keys[n : n + 8] for n in range(0, len(b.keys), 8)}
    by_sketch = bool(met) and may_be(THRESHOLDS, likeness(a, b), a.size, b.size)
    return a.exact == b.exact or (by_sketch and kind_of(one, other) is CopyKind.COPY)


def kind_of(one: str, other: str) -> CopyKind:
    found = compare(text_of(one), text_of(other), THRESHOLDS.read_containment)
    return judged(THRESHOLDS, 1, found).kind


@pytest.mark.parametrize(
    "edited",
    [
        pytest.param(headline(WIRE, "ISLANDS CUT OFF AS FERRY CREWS STRIKE"), id="another headline"),
        pytest.param(first_half(WIRE), id="the first half only"),
        pytest.param(padded(WIRE), id="a paragraph added, words changed"),
        pytest.param(headline(first_half(padded(WIRE)), "No ferries"), id="all of it at once"),
        pytest.param(WIRE.replace('"', "”").replace("'", "’").upper(), id="other quotes, capitals"),
        pytest.param("\n".join(reversed(WIRE.split("\n"))), id="paragraphs in another order"),
    ],
)
def test_an_edited_wire_copy_is_found(edited: str) -> None:
    assert is_copy(edited, WIRE)
    assert is_copy(WIRE, edited)


def test_another_report_of_the_same_event_is_no_copy() -> None:
    assert not is_copy(OTHER_REPORT, WIRE)


def test_a_report_that_shares_a_quotation_is_no_copy() -> None:
    assert not is_copy(OTHER_REPORT + "\n" + WIRE.split("\n")[2], WIRE)


def test_two_reports_of_one_template_are_told_from_copies() -> None:
    tools, salmon = (EARNINGS.format(**dict(zip(FIELDS, values.split(), strict=True))) for values in REPORTED)
    assert kind_of(tools, salmon) is not CopyKind.COPY
    assert kind_of(tools, tools.replace("risen", "fallen").replace("41 million", "42 million")) is CopyKind.COPY


def test_a_brief_inside_a_round_up_is_contained_in_it() -> None:
    brief = " ".join(WIRE.split("\n")[:2])
    round_up = "\n".join([OTHER_REPORT.replace("Maralund", f"Town{n}").replace(" ", f" {n} ") for n in range(3)])
    assert kind_of(brief, f"{round_up}\n{brief}") is CopyKind.CONTAINED
    assert kind_of(f"{round_up}\n{brief}", brief) is CopyKind.CONTAINED


def test_short_texts_are_copies_only_when_identical() -> None:
    short = " ".join(WIRE.split()[:35])
    assert is_copy(short, short.upper())
    assert not is_copy(short, short.replace("9,000", "8,000"))


@pytest.mark.parametrize("text", [FERRY_JAPANESE, FERRY_HINDI], ids=["characters", "words with vowel signs"])
def test_copies_are_found_in_other_scripts(text: str) -> None:
    assert is_copy(text, "号外\n" + text)
    assert is_copy(text.rpartition("\n")[0], text)


def test_texts_in_different_languages_are_no_copies() -> None:
    assert not any(is_copy(a, b) for a, b in combinations([WIRE, FERRY_JAPANESE, FERRY_HINDI], 2))


# The law of the rule


@given(shares, shares, shares, sizes, sizes)
def test_a_higher_threshold_never_accepts_more(found: float, one: float, other: float, a: int, b: int) -> None:
    low, high = sorted((one, other))
    for name in ("containment", "length_ratio"):
        if accepts(replace(THRESHOLDS, **{name: high}), found, a, b):
            assert accepts(replace(THRESHOLDS, **{name: low}), found, a, b)


@given(shares, sizes, sizes)
def test_which_of_the_two_is_longer_does_not_matter(found: float, a: int, b: int) -> None:
    assert accepts(THRESHOLDS, found, a, b) == accepts(THRESHOLDS, found, b, a)
    assert may_be(THRESHOLDS, found, a, b) == may_be(THRESHOLDS, found, b, a)


@given(shares, sizes, sizes)
def test_what_sketches_call_a_copy_is_read(like: float, a: int, b: int) -> None:
    inside = min(1.0, like / (1 + like) * (a + b) / min(a, b))
    assert may_be(THRESHOLDS, like, a, b) or not accepts(THRESHOLDS, inside, a, b)


@pytest.mark.parametrize(
    ("found", "size", "other", "accepted"),
    [
        (0.55, 100, 500, True),
        (0.5499, 100, 100, False),
        (1.0, 100, 501, False),
        (1.0, 100, 500, True),
        (1.0, 1, 1, True),
    ],
)
def test_the_thresholds_themselves_are_enough(found: float, size: int, other: int, accepted: bool) -> None:
    assert accepts(THRESHOLDS, found, size, other) is accepted


SAME = Facts(names_same=6, numbers_same=6)


@pytest.mark.parametrize(
    ("containment", "ratio", "facts", "kind"),
    [
        (0.5999, 1.0, SAME, CopyKind.ORIGINAL),
        (0.6, 1.0, SAME, CopyKind.COPY),
        (0.6, 0.2, SAME, CopyKind.COPY),
        (0.6, 5.0, SAME, CopyKind.COPY),
        (1.0, 0.19, SAME, CopyKind.CONTAINED),
        (1.0, 5.01, SAME, CopyKind.CONTAINED),
        (0.9, 1.0, Facts(names_same=13, names_other=7), CopyKind.TEMPLATE),
        (0.9, 1.0, Facts(names_same=14, names_other=7), CopyKind.COPY),
        (0.9, 1.0, Facts(names_same=90, numbers_same=2, numbers_other=3), CopyKind.TEMPLATE),
        (0.9, 1.0, Facts(names_same=90, numbers_same=3, numbers_other=3), CopyKind.COPY),
        (0.9, 1.0, Facts(names_other=1, numbers_other=1), CopyKind.COPY),
    ],
)
def test_two_texts_that_were_read_are_judged(containment: float, ratio: float, facts: Facts, kind: CopyKind) -> None:
    found = judged(THRESHOLDS, 7, Likeness(0.5, containment, 0.0, ratio, facts))
    assert found == Judged(7, kind, 0.5, containment, ratio)


@pytest.mark.parametrize(
    ("loosely", "ratio", "facts", "kind"),
    [
        (0.7, 1.0, SAME, CopyKind.COPY),
        (0.6999, 1.0, SAME, CopyKind.ORIGINAL),
        (0.7, 0.5, SAME, CopyKind.COPY),
        (0.7, 2.0, SAME, CopyKind.COPY),
        (1.0, 0.49, SAME, CopyKind.ORIGINAL),
        (1.0, 2.05, SAME, CopyKind.ORIGINAL),
        (0.9, 1.0, Facts(numbers_other=4), CopyKind.TEMPLATE),
    ],
)
def test_words_that_were_replaced_all_over_a_text_leave_short_runs(
    loosely: float, ratio: float, facts: Facts, kind: CopyKind
) -> None:
    assert judged(THRESHOLDS, 7, Likeness(0.4, 0.59, loosely, ratio, facts)).kind is kind


@pytest.mark.parametrize("kind", [CopyKind.COPY, CopyKind.IDENTICAL])
def test_the_verdict_on_a_copy_names_the_group_and_the_nearest(kind: CopyKind) -> None:
    assert verdict(Near(7, kind, 3, 0.8, 0.9, 1.1)) == Verdict(kind, 3, 7, 0.8, 0.9, 1.1)


@pytest.mark.parametrize("kind", [CopyKind.CONTAINED, CopyKind.TEMPLATE])
def test_the_verdict_on_what_only_resembles_a_text_names_no_group(kind: CopyKind) -> None:
    assert verdict(Near(7, kind, 3, 0.8, 0.9, 1.1)) == Verdict(kind, None, 7, 0.8, 0.9, 1.1)


def test_nothing_near_is_an_original() -> None:
    assert verdict(None) == Verdict(CopyKind.ORIGINAL)
