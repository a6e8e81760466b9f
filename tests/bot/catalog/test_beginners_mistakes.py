"""What people who have never written YAML get wrong first, and that they are told what to write instead."""

from collections.abc import Callable

import pytest

Edit = Callable[[str, str, str], None]
Problems = Callable[[], list[str]]

# File, what stands there, what is written instead, the line that is named, and words of the message.
MISTAKES = [
    ("products.yml", "  category: grinder", "    category: grinder", 2, "begin right under the one above it"),
    ("products.yml", "  category: grinder", " category: grinder", 2, "further to the left or right"),
    ("products.yml", "  category: grinder", "\tcategory: grinder", 2, "a tab; indent with spaces"),
    ("products.yml", "category: grinder", "category grinder", 2, 'as in "key: value"'),
    ("products.yml", "category: grinder", "category:grinder", 2, 'as in "key: value"'),
    ("products.yml", "nb: Stilla kvern, ", "", 6, "text for nb is missing (name)"),
    ("products.yml", "nb: Stilla kvern", "no: Stilla kvern", 6, "the languages are da, nb, en"),
    ("products.yml", "choose_if", "chose_if", 8, 'did you mean "choose_if"?'),
    ("products.yml", "DKK: 100", "DKK: 1.299 kr", 3, "such as 1299, without dots and units"),
    ("products.yml", "{DKK: 100, NOK: 150}", "100", 3, "give each of DKK, NOK a line of its own"),
    ("products.yml", "needs: [quiet]", "needs: [queit]", 14, 'did you mean "quiet"?'),
    ("products.yml", "needs: [quiet]", "needs: quiet", 14, "write [quiet]"),
    ("products.yml", "needs: [quiet]", "needs: [quiet", 14, "a bracket [ is opened here and not closed"),
    ("products.yml", "{DKK: 100, NOK: 150}", "{DKK: 100, NOK: 150", 3, "a bracket { is opened here"),
    ("products.yml", "needs: [quiet]", "needs: [quiet]\n  per: måned", 15, "should be one of month, year"),
    ("stories.yml", "baby", "'baby", 1, "a quote is opened here and not closed"),
    ("stories.yml", "  text: {da: En familie, nb: En familie, en: A family}",
     "  text:\n    da: Sådan: en familie\n    nb: En familie\n    en: A family", 5, "needs quotes"),
    ("stories.yml", "da: En familie", "da: [En familie]", 4, "leave the brackets out"),
    ("stories.yml", "da: En familie", 'da: "En" familie', 4, "not closed, or a comma is missing"),
    ("stories.yml", "  text: {da: En familie, nb: En familie, en: A family}", "  text: En familie", 4,
     "give each of da, nb, en a line of its own"),
    ("needs.yml", "en: [quiet*]", "en: [Quiet*]", 4, 'write "quiet*"'),
    ("needs.yml", "en: [quiet*]", "en: [*quiet]", 4, "needs quotes"),
    ("needs.yml", "driver: convenience", "driver: @home", 6, "needs quotes"),
    ("hours.yml", "mon: [09:00, 17:00]", "mon: 9-17", 3, 'write ["09:00", "17:00"]'),
    ("hours.yml", "mon: [09:00, 17:00]", "mon: [09:00]", 3, "takes 2 values"),
    ("business.yml", '"#123456"', "#123456", 3, 'should be a colour such as "#2f5d50", in quotes'),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "line", "told"), MISTAKES)
def test_a_beginner_is_told_what_to_write(
    edit: Edit, problems: Problems, file: str, old: str, new: str, line: int, told: str
) -> None:
    edit(file, old, new)

    found = [problem for problem in problems() if told in problem]

    assert found, problems()
    assert found[0].startswith(f"{file}:{line}")


def test_a_forgotten_dash(edit: Edit, problems: Problems) -> None:
    edit("stories.yml", "  needs:", "  id: second\n  needs:")

    assert problems() == [
        'stories.yml:2 baby: key "id" is there twice; an item begins with a dash ("- id: …")'
    ]


def test_a_category_on_a_shelf_is_that_of_a_product(edit: Edit, problems: Problems) -> None:
    edit(
        "business.yml",
        "privacy:",
        "shelves: [{categories: [grindr], title: {da: A, nb: A, en: A}}]\nprivacy:",
    )

    assert problems() == [
        'business.yml:16: shelves: no product has the category "grindr"; did you mean "grinder"?'
    ]
