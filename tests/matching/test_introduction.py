import pytest

from speechqa.matching.introduction import introduced_name
from speechqa.matching.model import Roles
from tests.matching.conversation import transcript_of

MANAGER_LEFT = Roles(0, "phrases", certain=True)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Добрый день, меня зовут Анна, слушаю вас", "Анна"),
        ("Клиника Рассвет, администратор Вера, слушаю", "Вера"),
        ("Добрый день, слушаю вас", None),
        ("Меня зовут, слушаю вас", None),
    ],
)
def test_the_manager_is_known_by_the_name_he_gives(said, name):
    assert introduced_name(transcript_of([(0, said), (1, "меня зовут Пётр")]), MANAGER_LEFT, "ru") == name


def test_a_guess_of_the_roles_gives_no_name():
    transcript = transcript_of([(0, "меня зовут Анна")])
    assert introduced_name(transcript, Roles(0, "default", certain=False), "ru") is None
    assert introduced_name(transcript, Roles(None, "mono", certain=True), "ru") is None
