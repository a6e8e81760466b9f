"""The words of messages, notes and letters, and of contacts, indexed for search.

PostgreSQL keeps a folded ``tsvector`` in a generated column, with a GIN index: what removes a row removes its words.
SQLite has two FTS5 tables without content, filled and emptied by triggers, so that no way of deleting a text goes
past the index. A row of ``search_texts`` is an event's id times four plus the place of its field in ``FIELDS``: the
rowid of ``texts`` itself may change when the file is vacuumed. FTS5 only notes that words are deleted; they are
gone when segments have been merged, so each deletion leaves a mark in ``search_unmerged`` for housekeeping.

Whoever replaces ``texts`` or ``contacts`` on SQLite in a later migration has to make the triggers anew.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

FIELDS = ("text", "order_number", "value", "comment")
# Few, for SQLite takes only so many calls within one another.
LETTERS = {"ae": "æÆ", "a": "åÅ", "o": "øØöÖ", "e": "éëÉË"}
PAIRS = (("oe", "o"), ("aa", "a"), ("aa", "a"))
# What FTS5's tokenizer does by itself and PostgreSQL does not.
ACCENTS = {
    "a": "áàâãäÁÀÂÃÄ",
    "e": "èêÈÊ",
    "i": "íìîïÍÌÎÏ",
    "o": "óòôõÓÒÔÕ",
    "u": "úùûüÚÙÛÜ",
    "y": "ýÿÝŸ",
    "n": "ñÑ",
    "c": "çÇ",
}
MARKS = "\u0300\u0301\u0302\u0303\u0308\u030a\u0327"
PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~«»“”„‘’‚…–—·•§°´¨¿¡\u00a0\u2009\u202f"
TOKENIZER = "unicode61 remove_diacritics 2"


def upgrade() -> None:
    _upgrade_sqlite() if _sqlite() else _upgrade_postgresql()


def downgrade() -> None:
    if not _sqlite():
        for table in ("texts", "contacts"):
            op.execute(f"DROP INDEX ix_{table}_searched")
            op.execute(f"ALTER TABLE {table} DROP COLUMN searched")
        return
    for table in ("texts", "contacts"):
        for event in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER search_{table}_{event}")
        op.execute(f"DROP TABLE search_{table}")
    op.execute("DROP TABLE search_unmerged")


def _upgrade_postgresql() -> None:
    for table, words in (("texts", "text"), ("contacts", "coalesce(name, '') || ' ' || coalesce(email, '')")):
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN searched tsvector "
            f"GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, {_folded_postgresql(words)})) STORED"
        )
        op.execute(f"CREATE INDEX ix_{table}_searched ON {table} USING gin (searched)")


def _folded_postgresql(words: str) -> str:
    folded = _replaced(words, LETTERS)
    folded = f"lower({folded})"
    for pair, plain in PAIRS:
        folded = f"replace({folded}, '{pair}', '{plain}')"
    quoted = PUNCTUATION.replace("'", "''")
    sources = "".join(ACCENTS.values()) + quoted + MARKS
    targets = "".join(plain * len(letters) for plain, letters in ACCENTS.items()) + " " * len(PUNCTUATION)
    return f"translate({folded}, '{sources}', '{targets}')"


def _upgrade_sqlite() -> None:
    op.execute("CREATE TABLE search_unmerged (name VARCHAR(20) NOT NULL PRIMARY KEY)")
    place = " ".join(f"WHEN '{field}' THEN {number}" for number, field in enumerate(FIELDS))
    among = ", ".join(f"'{field}'" for field in FIELDS)
    _index_sqlite(
        "texts",
        rowid=f"{{row}}event_id * 4 + CASE {{row}}field {place} END",
        words="{row}text",
        only=f"{{row}}field IN ({among})",
    )
    _index_sqlite(
        "contacts",
        rowid="{row}id",
        words="coalesce({row}name, '') || ' ' || coalesce({row}email, '')",
        only="1",
    )


def _index_sqlite(table: str, *, rowid: str, words: str, only: str) -> None:
    index = f"search_{table}"

    def added(row: str) -> str:
        values = f"{rowid.format(row=row)}, {_folded_sqlite(words.format(row=row))}"
        return f"INSERT INTO {index} (rowid, words) SELECT {values}"

    def removed(row: str) -> str:
        values = f"'delete', {rowid.format(row=row)}, {_folded_sqlite(words.format(row=row))}"
        return (
            f"INSERT INTO {index} ({index}, rowid, words) SELECT {values} WHERE {only.format(row=row)}; "
            f"INSERT OR IGNORE INTO search_unmerged (name) VALUES ('{index}')"
        )

    op.execute(
        f"CREATE VIRTUAL TABLE {index} USING fts5(words, content='', prefix='2 3', tokenize='{TOKENIZER}')"
    )
    op.execute(f"{added('')} FROM {table} WHERE {only.format(row='')}")
    new, old = added("new.") + f" WHERE {only.format(row='new.')};", removed("old.") + ";"
    op.execute(f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {new} END")
    op.execute(f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {old} END")
    op.execute(f"CREATE TRIGGER {index}_update AFTER UPDATE ON {table} BEGIN {old} {new} END")


def _folded_sqlite(words: str) -> str:
    folded = f"lower({_replaced(words, LETTERS)})"
    for pair, plain in PAIRS:
        folded = f"replace({folded}, '{pair}', '{plain}')"
    return folded


def _replaced(words: str, letters: dict[str, str]) -> str:
    for plain, ones in letters.items():
        for letter in ones:
            words = f"replace({words}, '{letter}', '{plain}')"
    return words


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
