"""Settings: defaults, then the file, then the environment; what is wrong is named."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers import settings
from workers.errors import WordsError
from workers.settings import Fetch, Settings, described, load, read

FILE = Path(__file__).parents[2] / "config" / "newsloom.toml"
TEXT = FILE.read_text("utf-8")
EVERY = described()
NAMES = [f"{section}.{key}" for section, key, _ in EVERY]


def said(environ: dict[str, str], toml: dict[str, Any] | None = None) -> str:
    """The one line that refuses these settings."""
    with pytest.raises(WordsError) as caught:
        load(environ, toml, "x.toml")
    assert caught.value.reason == "setting"
    assert "\n" not in caught.value.detail
    return caught.value.detail


def test_the_file_says_what_the_code_defaults_to() -> None:
    assert load({}, tomllib.loads(TEXT)) == load({}) == Settings()


def test_every_setting_stands_in_the_file_and_nothing_else_does() -> None:
    document = tomllib.loads(TEXT)
    assert [(section, key) for section, table in document.items() for key in table] == [
        (section, key) for section, key, _ in EVERY
    ]


@pytest.mark.parametrize(("section", "key", "default"), EVERY, ids=NAMES)
def test_every_setting_in_the_file_is_explained_and_of_its_own_kind(section: str, key: str, default: Any) -> None:
    paragraphs = TEXT.partition(f"\n[{section}]\n")[2].split("\n\n")
    mine = next(paragraph for paragraph in paragraphs if re.search(rf"^{key} = ", paragraph, re.MULTILINE))
    comment = [line for line in mine.splitlines() if line.startswith("# ")]
    assert len(" ".join(comment)) > 8, f"{key} is not explained"
    value = tomllib.loads(TEXT)[section][key]
    kinds = {Path: str, tuple: list}
    expected = next((kind for ours, kind in kinds.items() if isinstance(default, ours)), type(default))
    assert type(value) is expected


def test_no_line_of_the_file_is_too_long_to_read() -> None:
    assert max(map(len, TEXT.splitlines())) <= 120


@pytest.mark.parametrize(("section", "key", "default"), EVERY, ids=NAMES)
def test_every_setting_has_a_variable_which_wins_over_the_file(section: str, key: str, default: Any) -> None:
    good = {bool: "false", int: "7", float: "11.5", str: "debug", tuple: "10.0.0.0/8, ::1/128"}
    special = {
        "join_at": "0.5",
        "format": "json",
        "redis_url": "redis://r",
        "ledger_url": "sqlite:///x",
        "basic_auth": "a:b",
        "max_bytes": "2000",
        "max_interval": "400",
        "host_slots": "3",
        "max_memory_mb": "700",
        "user_agent": "example-news/1 (bot@example.org)",
        "ignore_robots": "a.example, b.example",
        "revisit": "3600, 14400",
    }
    text = special.get(key) or good.get(type(default), "/tmp/there")
    variable = settings.variable_of(section, key)
    found = getattr(getattr(load({variable: text}, tomllib.loads(TEXT)), section), key)
    assert found != default
    assert type(found) is type(default)


def test_variables_are_named_after_section_and_key() -> None:
    chosen = load({"NEWSLOOM_HOME": "/data", "NEWSLOOM_FETCH_MAX_BYTES": "2000"})
    assert str(chosen.home) == "/data"
    assert chosen.fetch.max_bytes == 2000


@pytest.mark.parametrize("contact", ["+https://example.org/bot", "http://example.org", "desk@example.org"])
def test_we_may_be_named_in_any_way_that_says_where_we_can_be_reached(contact: str) -> None:
    assert load({"NEWSLOOM_FETCH_USER_AGENT": f"news/1 ({contact})"}).fetch.user_agent == f"news/1 ({contact})"


def test_who_has_set_no_user_agent_is_asked_to_set_one() -> None:
    assert "set NEWSLOOM_FETCH_USER_AGENT, such as" in Settings().fetch.anonymous


@pytest.mark.parametrize("host", ["example.org", "EXAMPLE.com", "www.example.net", "your.site", "example.org:8080"])
@pytest.mark.parametrize(
    "contact", ["(+https://{}/bot)", "(bot@{})", "(+http://{})", "(+https://{}/; bot@example.com)"]
)
def test_who_took_over_the_address_of_an_example_is_told_that_it_is_one(contact: str, host: str) -> None:
    told = Fetch(user_agent=f"example-news/1.0 {contact.format(host)}").anonymous
    assert f"the address in NEWSLOOM_FETCH_USER_AGENT is an example ({host.removesuffix(':8080')})" in told


@pytest.mark.parametrize(
    "contact",
    [
        "https://myexample.org/bot",
        "https://example.org.uk/",
        "https://news.net/example.org",
        "https://example.org a@b.net",
    ],
)
def test_who_is_reached_at_an_address_of_his_own_is_asked_nothing(contact: str) -> None:
    assert Fetch(user_agent=f"example-news/1.0 (+{contact})").anonymous == ""


def test_a_list_in_a_variable_is_separated_by_commas() -> None:
    chosen = load({"NEWSLOOM_FETCH_ALLOW_NETWORKS": "127.0.0.0/8, 10.0.0.0/8,"})
    assert chosen.fetch.allow_networks == ("127.0.0.0/8", "10.0.0.0/8")


def test_the_ledger_is_in_the_home_folder_unless_it_is_named() -> None:
    assert load({"NEWSLOOM_HOME": "/data"}).ledger_url == "sqlite:////data/ledger.db"
    assert load({"NEWSLOOM_LEDGER_URL": "postgresql://db/news"}).ledger_url == "postgresql://db/news"


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("newsloom", "home", ""),
        ("newsloom", "redis_url", "http://redis"),
        ("newsloom", "redis_url", "redis://redis:6379/news"),
        ("newsloom", "redis_url", "redis://redis:6379/-1"),
        ("newsloom", "redis_url", "rediss://redis?db=news"),
        ("newsloom", "redis_url", "unix:///redis.sock?db="),
        ("newsloom", "ledger_url", "mysql://db"),
        ("dispatch", "every", 0),
        ("dispatch", "every", "often"),
        ("dispatch", "max_in_flight", 0),
        ("dispatch", "max_in_flight", 1.5),
        ("dispatch", "max_in_flight", True),
        ("dispatch", "lease", 0.9),
        ("clean", "max_memory_mb", 20),
        ("dispatch", "lease", float("inf")),
        ("dispatch", "backoff", float("nan")),
        ("dispatch", "host_spacing", -1),
        ("fetch", "max_bytes", 999),
        ("fetch", "max_redirects", 21),
        ("fetch", "user_agent", "two\nlines"),
        ("fetch", "user_agent", " "),
        ("fetch", "user_agent", 5),
        ("fetch", "user_agent", "example-news/1.0"),
        ("fetch", "user_agent", "example-news/1.0 (+https://)"),
        ("fetch", "ignore_robots", ["https://a.example/"]),
        ("fetch", "crawl_delay_max", -1),
        ("dispatch", "host_slots", 0),
        ("fetch", "allow_networks", ["localhost"]),
        ("fetch", "revisit", [3600, 60]),
        ("fetch", "revisit", [3600, 3600]),
        ("fetch", "revisit", ["soon"]),
        ("fetch", "revisit", [True]),
        ("fetch", "revisit", 3600),
        ("fetch", "revisit", [1]),
        ("fetch", "allow_networks", ["10.0.0.1/8"]),
        ("fetch", "allow_networks", [8]),
        ("fetch", "allow_networks", {"10.0.0.0/8": True}),
        ("dedupe", "window_days", 0),
        ("assign", "join_at", 1),
        ("log", "level", "loud"),
        ("log", "format", "xml"),
        ("flower", "port", 70000),
        ("flower", "basic_auth", "nameless"),
        ("flower", "basic_auth", ":x"),
        ("flower", "events", "perhaps"),
        ("upkeep", "keep_steps_days", -1),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_its_place_and_what_was_expected(
    section: str, key: str, value: object
) -> None:
    line = said({}, {section: {key: value}})
    assert line.startswith(f"[{section}] {key} in x.toml is ")
    assert ": expected " in line


@pytest.mark.parametrize(
    ("toml", "environ", "told"),
    [
        (
            {"feeds": {"min_interval": 600, "max_interval": 60}},
            {},
            "[feeds] max_interval in x.toml is 60, and [feeds] min_interval in x.toml is 600: "
            "expected max_interval to be no less than min_interval",
        ),
        (
            {"feeds": {"min_interval": 600}},
            {"NEWSLOOM_FEEDS_MAX_INTERVAL": "60"},
            "NEWSLOOM_FEEDS_MAX_INTERVAL is 60, and [feeds] min_interval in x.toml is 600: "
            "expected max_interval to be no less than min_interval",
        ),
        (
            {},
            {"NEWSLOOM_FEEDS_MAX_INTERVAL": "60"},
            "NEWSLOOM_FEEDS_MAX_INTERVAL is 60, and [feeds] min_interval is 300 by default: "
            "expected max_interval to be no less than min_interval",
        ),
        (
            {"feeds": {"interval": 2_592_000}},
            {},
            "[feeds] interval in x.toml is 2592000, and [feeds] max_interval is 3600 by default: "
            "expected interval to be no more than max_interval",
        ),
        (
            {"dispatch": {"backoff": 0.5, "backoff_max": 0.25}},
            {},
            "[dispatch] backoff in x.toml is 0.5, and [dispatch] backoff_max in x.toml is 0.25: "
            "expected backoff to be no more than backoff_max",
        ),
        (
            {"dispatch": {"host_slots": 8}},
            {},
            "[dispatch] host_slots in x.toml is 8, and [dispatch] domain_slots is 4 by default: "
            "expected host_slots to be no more than domain_slots",
        ),
        (
            {"fetch": {"connect_timeout": 50}},
            {"NEWSLOOM_FETCH_TOTAL_TIMEOUT": "40"},
            "[fetch] connect_timeout in x.toml is 50, and NEWSLOOM_FETCH_TOTAL_TIMEOUT is 40: "
            "expected connect_timeout to be no more than total_timeout",
        ),
        (
            {"fetch": {"read_timeout": 50}},
            {},
            "[fetch] read_timeout in x.toml is 50, and [fetch] total_timeout is 45 by default: "
            "expected read_timeout to be no more than total_timeout",
        ),
    ],
)
def test_two_settings_that_contradict_each_other_are_named_both_with_where_they_were_set(
    toml: dict[str, Any], environ: dict[str, str], told: str
) -> None:
    assert said(environ, toml) == told


@pytest.mark.parametrize(
    ("section", "values"),
    [
        ("fetch", {"total_timeout": 3}),
        ("dispatch", {"backoff_max": 5}),
        ("dispatch", {"domain_slots": 1}),
        ("feeds", {"min_interval": 7200}),
        ("feeds", {"max_interval": 600}),
        ("feeds", {"min_interval": 60, "max_interval": 60, "interval": 60}),
        ("feeds", {"interval": 5}),
    ],
)
def test_a_default_gives_way_to_what_was_set_and_equals_are_no_contradiction(
    section: str, values: dict[str, float]
) -> None:
    loaded = getattr(load({}, {section: values}), section)
    assert {key: getattr(loaded, key) for key in values} == values


@pytest.mark.parametrize(
    "url",
    [
        "redis://r",
        "redis://r/",
        "redis://r:6379/15",
        "rediss://u:p@r/2?db=3",
        "unix:///a/b.sock",
        "unix:///b.sock?db=1",
    ],
)
def test_an_address_of_a_redis_with_a_database_or_without_one_is_taken(url: str) -> None:
    assert read({"NEWSLOOM_REDIS_URL": url}).newsloom.redis_url == url


def test_a_bad_variable_is_named_as_a_variable() -> None:
    assert said({"NEWSLOOM_FETCH_MAX_BYTES": "lots"}) == "NEWSLOOM_FETCH_MAX_BYTES is 'lots': expected a whole number"
    assert said({"NEWSLOOM_HOME": ""}).startswith("NEWSLOOM_HOME is '': expected a path")


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("127.0.0.1/8", "127.0.0.0/8"),
        ("10.0.0.0/8, 192.168.1.7/255.255.0.0", "192.168.0.0/16"),
        ("fd00::1/8", "fd00::/8"),
    ],
)
def test_a_network_with_bits_of_a_host_is_told_with_the_network_that_is_meant(given: str, meant: str) -> None:
    line = said({"NEWSLOOM_FETCH_ALLOW_NETWORKS": given})
    assert line.startswith(f"NEWSLOOM_FETCH_ALLOW_NETWORKS is {given!r}: expected networks such as 127.0.0.0/8; ")
    assert line.endswith(f" has host bits set; for the whole network write {meant}")


@pytest.mark.parametrize("networks", ["127.0.0.1", "127.0.0.1/32", "::1", "::1/128", "10.0.0.0/255.0.0.0"])
def test_an_address_alone_is_a_network_of_one(networks: str) -> None:
    assert load({"NEWSLOOM_FETCH_ALLOW_NETWORKS": networks}).fetch.allow_networks == (networks,)


@pytest.mark.parametrize("key", ["redis_url", "ledger_url", "flower_basic_auth"])
def test_an_error_does_not_show_passwords(key: str) -> None:
    variable = f"NEWSLOOM_{key.upper()}"
    line = said({variable: "hunter2://me:hunter2@host" if "url" in key else "hunter2"})
    assert line.startswith(f"{variable} is not usable: expected ")
    assert "hunter2" not in line


def test_words_that_nobody_knows_are_named_with_those_that_are_known() -> None:
    assert "unknown section of x.toml: fetsch (known: assign, clean, dedupe," in said({}, {"fetsch": {}})
    line = said({}, {"fetch": {"maxbytes": 1}})
    assert line.startswith("unknown key of [fetch] in x.toml: maxbytes (known: allow_networks,")


def test_a_key_outside_a_section_is_explained() -> None:
    assert said({}, {"fetch": 3}) == "fetch in x.toml: expected a section, [fetch]"


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert read({"NEWSLOOM_HOME": str(tmp_path)}) == load({"NEWSLOOM_HOME": str(tmp_path)})


@pytest.mark.parametrize(
    "environ",
    [
        {"NEWSLOOM_HOME": "~nobody-of-this-name/loom"},
        {"NEWSLOOM_HOME": "/srv", "NEWSLOOM_CLEAN_RULES": "~nobody-of-this-name/sites.toml"},
    ],
)
def test_the_home_of_nobody_is_named_with_what_to_write_instead(environ: dict[str, str]) -> None:
    with pytest.raises(WordsError, match=r"^setting: ~nobody-of-this-name/.*: ~ is no home here; write the whole path"):
        _ = read(environ).rules


def test_a_file_in_the_home_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "newsloom.toml").write_text("[dispatch]\nlease = 60\n")
    assert read({"NEWSLOOM_HOME": str(tmp_path)}).dispatch.lease == 60.0


def test_a_file_that_is_named_is_read_instead(tmp_path: Path) -> None:
    (tmp_path / "newsloom.toml").write_text("[dispatch]\nlease = 60\n")
    (tmp_path / "other.toml").write_text("[dispatch]\nlease = 70\n")
    chosen = read({"NEWSLOOM_HOME": str(tmp_path), "NEWSLOOM_CONFIG": str(tmp_path / "other.toml")})
    assert chosen.dispatch.lease == 70.0


@pytest.mark.parametrize("content", [None, b"[dispatch\n", b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "bad.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(WordsError) as caught:
        read({"NEWSLOOM_CONFIG": str(path)})
    assert str(path) in caught.value.detail
    assert "\n" not in caught.value.detail


@given(st.sampled_from(EVERY), st.text(max_size=20) | st.integers() | st.floats() | st.booleans() | st.lists(st.text()))
def test_whatever_a_file_says_is_taken_or_refused_in_one_line(setting: tuple[str, str, Any], value: object) -> None:
    section, key, default = setting
    try:
        found = load({}, {section: {key: value}})
    except WordsError as error:
        refused = error.detail
        assert key in refused
        assert "\n" not in refused
        return
    assert isinstance(getattr(getattr(found, section), key), Path if isinstance(default, Path) else type(default))


def test_a_misspelt_variable_is_named_with_what_was_meant() -> None:
    with pytest.raises(WordsError, match="did you mean NEWSLOOM_FETCH_MAX_BYTES"):
        load({"NEWSLOOM_FETCH_MAXBYTES": "5000"})


@pytest.mark.parametrize("name", ["NEWSLOOM_FTCH_X", "NEWSLOOM_FETCH_X", "NEWSLOOM_FETCHER_SIZE", "NEWSLOOM_FETCH"])
def test_a_misspelt_section_of_a_variable_is_named_with_the_nearest_one_and_its_keys(name: str) -> None:
    with pytest.raises(WordsError) as caught:
        load({name: "5000"})
    assert caught.value.detail.startswith(
        f"unknown variable {name}: did you mean NEWSLOOM_FETCH_... (keys of [fetch]: "
    )
    assert "max_bytes" in caught.value.detail


def slips() -> list[tuple[str, str]]:
    """Each section of more than three letters with one left out, twice, or in its neighbour's place."""
    found = []
    for section in dict.fromkeys(section.upper() for section, *_ in EVERY if section not in ("newsloom", "log")):
        found += [(section, section[:1] + section[2:]), (section, section[:2] + section[1:])]
        found += [(section, section[:-2] + section[-1] + section[-2])]
    return found


@pytest.mark.parametrize("name", ["NEWSLOOM_LOGLEVEL", "NEWSLOOM_LGO_LEVEL", "NEWSLOOM_LOOG_FORMAT"])
def test_a_slip_in_the_section_of_three_letters_is_noticed_by_the_whole_variable(name: str) -> None:
    with pytest.raises(WordsError, match=r"did you mean NEWSLOOM_LOG_(LEVEL|FORMAT)"):
        load({name: "debug"})


def test_the_section_of_three_letters_itself_is_noticed_whatever_follows() -> None:
    with pytest.raises(WordsError, match="did you mean NEWSLOOM_LOG_"):
        load({"NEWSLOOM_LOG_FILE": "x"})


@pytest.mark.parametrize(("section", "typed"), slips())
def test_one_slip_in_any_longer_section_is_noticed(section: str, typed: str) -> None:
    with pytest.raises(WordsError, match=f"NEWSLOOM_{section}_"):
        load({f"NEWSLOOM_{typed}_SOMETHING_ELSE": "1"})


def test_what_others_call_newsloom_something_is_none_of_ours() -> None:
    load(
        {
            # Kubernetes makes these for services called newsloom, newsloom-redis and newsloom-fetch
            "NEWSLOOM_SERVICE_HOST": "10.0.0.1",
            "NEWSLOOM_SERVICE_PORT_HTTP": "5555",
            "NEWSLOOM_PORT": "tcp://10.0.0.1:5555",
            "NEWSLOOM_PORT_5555_TCP_ADDR": "10.0.0.1",
            "NEWSLOOM_REDIS_PORT": "tcp://10.0.0.2:6379",
            "NEWSLOOM_FETCH_SERVICE_HOST": "10.0.0.3",
            "NEWSLOOM_FETCH_PORT": "tcp://10.0.0.3:80",
            "NEWSLOOM_FETCH_PORT_80_TCP_PROTO": "tcp",
            # and people these
            "NEWSLOOM_VERSION": "1.2",
            "NEWSLOOM_IMAGE_TAG": "latest",
            "NEWSLOOM_BLOG_URL": "https://blog.example/",
            "NEWSLOOM_LOGO": "loom.svg",
            "NEWSLOOM": "",
        }
    )


def test_what_kubernetes_says_of_a_service_by_the_name_of_a_setting_is_none_of_ours_either() -> None:
    of_kubernetes = {"NEWSLOOM_FLOWER_PORT": "tcp://10.0.0.1:5555", "NEWSLOOM_FLOWER_SERVICE_PORT": "5555"}
    assert load(of_kubernetes) == load({})
    assert load(of_kubernetes, {"flower": {"port": 7000}}).flower.port == 7000


@pytest.mark.parametrize(
    ("name", "value"), [("NEWSLOOM_FLOWER_PORT", "10.0.0.1:5555"), ("NEWSLOOM_FLOWER_SERVICE_HOST", "my host")]
)
def test_a_value_that_kubernetes_would_not_give_is_a_slip_of_ours(name: str, value: str) -> None:
    assert said({name: value}).startswith((f"{name} is ", f"unknown variable {name}"))
