"""Writing once by key: told twice, it is written once, and whoever writes hears which of the two it was."""

from store.database import Database, open_engine
from store.plans import insert_once, save_files
from store.tables import DocumentRow


def test_the_first_insert_is_new_and_the_second_is_not(database_url: str) -> None:
    database = Database(open_engine(database_url))
    row = {"sha256": "a" * 64, "media_type": "text/plain", "content": b"words"}
    for is_new in (True, False, False):
        with database.transaction() as session:
            assert insert_once(session, DocumentRow, **row) is is_new
    database.close()


def test_the_same_content_is_the_same_document(database_url: str) -> None:
    database = Database(open_engine(database_url))
    with database.transaction() as session:
        words = ("letter.txt", "text/plain", b"words")
        assert save_files(session, words) == save_files(session, words, words)[:1]
    database.close()
