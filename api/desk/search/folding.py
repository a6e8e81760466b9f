"""One spelling for words that people spell in several ways, so that "kvaern" finds "kværn" and "soerensen" Sørensen.

Both databases index the folded words (migration 0009 says the same in SQL), what is looked for is folded here, and
so are the words of a found text when the hit is marked. Letters come before pairs of letters: æ is ae, while ø, ö
and oe are all o, and å and aa are a (é and ë are e early, for Citroën); then accents fall away.
"""

import unicodedata

LETTERS = {"ae": "æÆ", "a": "åÅ", "o": "øØöÖ", "e": "éëÉË"}
# Twice, for å and a may meet in one word: blåanløbet.
PAIRS = (("oe", "o"), ("aa", "a"), ("aa", "a"))
_TABLE = str.maketrans({letter: plain for plain, letters in LETTERS.items() for letter in letters})


def fold(word: str) -> str:
    """Return the spelling that `word` is indexed under."""
    folded = unicodedata.normalize("NFC", word).translate(_TABLE).lower()
    for pair, plain in PAIRS:
        folded = folded.replace(pair, plain)
    return "".join(mark for mark in unicodedata.normalize("NFD", folded) if not unicodedata.combining(mark))
