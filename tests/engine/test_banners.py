"""The operator's banner: before a start, in the middle, and when it is over."""

from bot.engine.model import Starting
from bot.engine.outcome import Banner
from tests.engine.person import Person
from tests.engine.test_advance import at_switch

IT_KNOWS = Banner("Since 9:40 many lamps are dark. Please don't change the bulb.", 1_700_000_000)
CODE = "0x80fe0001"


def before_start(banner: Banner = IT_KNOWS) -> Person:
    person = Person()
    person.banner = banner
    return person.says(CODE)


def test_a_banner_stands_in_the_place_of_start() -> None:
    person = before_start()
    assert person.buttons == ("tell-me", "differs", "person")
    assert "IT knows about this and is working on it. Since 9:40 many lamps are dark." in person.text
    assert "Waiting is the best you can do now." in person.text
    assert person.says("start").step == "", "a typed word starts nothing either"


def test_mine_is_different_leads_to_the_usual_question_with_the_banner_above_it() -> None:
    person = before_start().presses("differs")
    assert person.buttons == ("start", "not-it", "person")
    assert "Since 9:40 many lamps are dark." in person.text
    person.presses("start")
    assert person.step
    assert "Since 9:40" not in person.text, "it was said already"
    person.waits(minutes=30)
    person.banner = None
    assert person.waits(minutes=30).text == "", "who went past it waits for nothing"


def test_who_wants_to_be_told_hears_once_when_it_is_over() -> None:
    person = before_start().presses("tell-me")
    assert "I'll tell you when it's over" in person.text
    assert person.waits(minutes=25).text == ""
    assert person.waits(hours=3).text == "", "as long as it stands nothing is said"
    person.banner = None
    assert "It's over" in person.waits(minutes=25).text
    assert person.waits(days=1).text == ""


def test_who_waits_hears_when_a_banner_about_another_product_takes_its_place() -> None:
    about_lamps = Banner(IT_KNOWS.text, IT_KNOWS.since, ("Lamp",))
    person = before_start(about_lamps).presses("tell-me")
    person.banner = Banner("Lamps again.", IT_KNOWS.since + 60, ("Toaster", "Lamp"))
    assert person.waits(minutes=25).text == "", "theirs goes on"
    person.banner = Banner("Toasters are cold.", IT_KNOWS.since + 120, ("Toaster",))
    assert "It's over" in person.waits(minutes=25).text
    assert person.waits(days=1).text == ""


def test_who_was_told_in_the_middle_hears_when_another_product_s_banner_takes_its_place() -> None:
    person = at_switch()
    person.banner = Banner(IT_KNOWS.text, IT_KNOWS.since, ("Lamp",))
    assert person.says("no").says("1").text.startswith("IT knows about this")
    person.banner = Banner("Toasters are cold.", IT_KNOWS.since + 120, ("Toaster",))
    assert "It's over" in person.waits(minutes=25).text


def test_a_banner_that_another_product_s_replaced_meanwhile_is_over_at_the_press() -> None:
    person = before_start(Banner(IT_KNOWS.text, IT_KNOWS.since, ("Lamp",)))
    person.banner = Banner("Toasters are cold.", IT_KNOWS.since + 120, ("Toaster",))
    assert "It's over" in person.presses("tell-me").text


def test_somebody_in_the_middle_is_told_at_the_next_step_once_and_when_it_is_over() -> None:
    person = at_switch()
    person.banner = IT_KNOWS
    person.says("no").says("1")
    assert person.text.startswith("IT knows about this")
    assert person.step, "the step is shown all the same"
    person.says("back")
    assert "IT knows about this" not in person.text
    person.banner = None
    assert "It's over" in person.waits(minutes=25).text


def test_a_banner_about_another_product_is_not_for_this_problem() -> None:
    person = before_start(Banner(IT_KNOWS.text, IT_KNOWS.since, ("Toaster",)))
    assert person.buttons == ("start", "not-it", "person")
    assert "Since 9:40" not in person.text
    assert "IT knows" not in person.presses("start").text
    about = before_start(Banner(IT_KNOWS.text, IT_KNOWS.since, ("Lamp",)))
    assert about.buttons[0] == "tell-me"


def test_a_new_banner_is_news_also_for_who_went_past_the_one_before() -> None:
    person = before_start().presses("differs").presses("not-it")
    person.banner = Banner("Again.", IT_KNOWS.since + 5000)
    assert person.says(CODE).buttons[0] == "tell-me"


def test_a_banner_that_was_taken_down_meanwhile_is_over_at_the_press() -> None:
    person = before_start()
    person.banner = None
    assert "It's over" in person.presses("tell-me").text
    other = before_start()
    other.banner = None
    assert other.says("start").step


def test_in_the_middle_another_problem_with_a_banner_leads_back_to_the_open_step() -> None:
    person = at_switch()
    person.banner = IT_KNOWS
    step = person.step
    person.says("now it says 0x80fe0123")
    assert isinstance(person.session.open, Starting)
    assert person.buttons[0] == "tell-me"
    assert person.presses("tell-me").step == step
