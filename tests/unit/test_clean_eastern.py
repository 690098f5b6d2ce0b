"""Who signs in Japanese, Chinese and Korean."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clean import flat
from workers.clean.byline import is_byline
from workers.clean.eastern import named_east, signed_east
from workers.clean.meta import Meta, read
from workers.clean.trees import tree_of

PROSE = "港の北側の岸壁は来年の三月から九か月の間、修理のために閉鎖されると市の港湾局長が記者団に語った。"
SIGNED = [
    ("記者 佐藤美咲", ["佐藤美咲"]),
    ("記者　佐藤 美咲", ["佐藤 美咲"]),
    ("文・佐藤美咲", ["佐藤美咲"]),
    ("文／佐藤美咲", ["佐藤美咲"]),
    ("取材・文＝佐藤美咲、高木涼", ["佐藤美咲", "高木涼"]),
    ("佐藤美咲 記者", ["佐藤美咲"]),
    ("佐藤美咲記者", ["佐藤美咲"]),
    ("【佐藤美咲記者】", ["佐藤美咲"]),
    ("佐藤美咲記者 2031年2月5日 18時40分", ["佐藤美咲"]),
    ("2031年2月5日 | 記者 佐藤美咲", ["佐藤美咲"]),
    ("记者 王芳", ["王芳"]),
    ("记者：王芳 李明", ["王芳", "李明"]),
    ("本报记者 王芳", ["王芳"]),
    ("本报记者王芳", ["王芳"]),
    ("記者 佐藤美咲　高橋健一", ["佐藤美咲", "高橋健一"]),
    ("佐々木 健太郎 記者", ["佐々木 健太郎"]),
    ("王芳 记者", ["王芳"]),
    ("作者：王芳", ["王芳"]),
    ("記者 王芳／李明", ["王芳", "李明"]),
    ("김민수 기자", ["김민수"]),
    ("김민수 기자 minsu@courier.example", ["김민수"]),
    ("김민수·이서연 기자", ["김민수", "이서연"]),
    ("(엘러리=항구통신) 김민수 기자", ["김민수"]),
    ("엘러리=김민수 특파원", ["김민수"]),
    ("김민수 기자 | 입력 2031. 2. 5. 18:40", ["김민수"]),
    ("글 김민수", ["김민수"]),
    ("佐藤直人 記者", ["佐藤直人"]),
    ("佐藤和男記者", ["佐藤和男"]),
    ("記者 向田邦子", ["向田邦子"]),
    ("阿部 美咲 記者", ["阿部 美咲"]),
    ("マイケル・スミス 特派員", ["マイケル・スミス"]),
    ("记者 欧阳震华", ["欧阳震华"]),
    ("记者 王 芳", ["王 芳"]),
    ("本报记者 王小明 报道", ["王小明"]),
    ("本报记者 王小明 李芳 北京报道", ["王小明", "李芳"]),
    ("本报记者 王小明 摄影报道", ["王小明"]),
]


@pytest.mark.parametrize(("line", "names"), SIGNED)
def test_a_name_beside_the_word_for_who_writes_is_an_authors(line: str, names: list[str]) -> None:
    assert list(signed_east(line)) == names
    assert is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "記者会見", "記者会見 全文", "女性記者", "政治部記者", "港湾新聞社記者", "佐藤美咲", "記者 政治部", "文・写真", "记者手记", "记者 编辑部",
        "記者 佐藤美咲 が港の閉鎖について聞いた", "시민 기자", "본지 기자", "편집팀 기자", "기자 회견", "김민수", "김민수 기자의 항구 이야기",
        "글 쓰는 사람들", "By Mara Holt", "",
    ],
)  # fmt: skip
def test_what_names_nobody_or_says_more_is_not_signed(line: str) -> None:
    assert signed_east(line) == ()


@pytest.mark.parametrize(
    "line",
    [
        "사회부 기자", "경제부 · 사회부 기자", "스포츠부 기자", "외신 기자", "현장 기자", "온라인 기자", "스포츠 기자", "전직 기자", "젊은 기자",
        "워싱턴 특파원", "글 : 관리자", "기자 : 질문", "글 사진",
        "外国人 記者", "日本人記者", "アメリカ人記者", "フリー記者", "ベテラン記者", "スポーツ記者", "地元紙記者", "全国紙記者", "取材班 記者",
        "東京 記者", "北京 特派員", "ワシントン特派員", "ワシントン 特派員", "ワシントン 佐藤美咲 記者", "元ソウル特派員", "東京 佐藤美咲 記者",
        "政治部 佐藤美咲 記者", "記者 佐藤美咲 東京", "野球担当記者", "若手女性記者", "記者 募集", "記者 質問", "筆者：私", "ライター：公式",
        "作者：网络", "作者：佚名", "作者：匿名", "作者：本站", "作者：未知", "作者：小编", "本报记者 报道", "新华社记者 摄", "本报记者摄影",
        "本报记者 王小明 摄", "本报记者王芳摄", "记者 从市政府获悉", "记者 从镇上获悉", "记者 在现场", "记者 获悉", "电视台记者", "年轻女记者",
    ],
)  # fmt: skip
def test_a_desk_a_city_and_whoever_is_called_so_in_general_sign_nothing(line: str) -> None:
    assert signed_east(line) == ()
    assert page(f"<p>{line}</p>").authors == ()
    assert flat.read(f"北側の岸壁を九か月の間閉鎖\n{line}\n" + "\n".join([PROSE] * 3)).authors == ()


@pytest.mark.parametrize("name", ["佐藤美咲", "佐藤 美咲", "王芳", "김민수"])
def test_a_name_that_markup_marks_needs_no_such_word(name: str) -> None:
    assert named_east(name) == (name,)
    assert page(f"<span class=author>{name}</span>").authors == (name,)


@pytest.mark.parametrize(
    "name",
    ["編集部", "毎朝新聞", "新华社", "편집팀", "Mara Holt", "佐藤美咲が聞いた港の話", "佚名", "网络", "관리자", "匿名"],
)
def test_nor_does_markup_make_a_desk_or_a_sentence_a_name(name: str) -> None:
    assert named_east(name) == ()


def page(line: str) -> Meta:
    tree = tree_of(
        f"<html><title>港の閉鎖について</title><body><h1>港の閉鎖について</h1>{line}<p>{'港は閉鎖される。' * 40}</p>"
    )
    return read(tree, "https://courier.example/basin", datetime(2031, 3, 1, tzinfo=UTC))


@pytest.mark.parametrize(("line", "names"), SIGNED)
def test_pages_with_and_without_markup_have_the_same_authors(line: str, names: list[str]) -> None:
    assert list(page(f"<p>{line}</p>").authors) == names
    assert list(flat.read(f"北側の岸壁を九か月の間閉鎖\n{line}\n" + "\n".join([PROSE] * 3)).authors) == names


@given(st.text(st.sampled_from("記者文佐藤美咲김민수기자 王芳记・、/()【】a@."), max_size=100))
def test_any_line_is_looked_at_and_its_names_stand_in_it(line: str) -> None:
    assert all(name.replace(" ", "") in line.replace(" ", "") for name in signed_east(line))
