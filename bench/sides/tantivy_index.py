"""tantivy, the search library in Rust: an index of the same posts, and the same searches."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import tantivy

from bench.sides.asking import Query, asked

_COMMIT = 50_000
_HEAP = 256_000_000


def build(collection: str, index: str) -> dict[str, Any]:
    """Index what the bare database holds and the index does not yet."""
    found = _opened(index)
    begin = found.searcher().num_docs
    rows = sqlite3.connect(collection).execute(
        "SELECT post.id, post.text, owner.account FROM owner JOIN post ON post.id = owner.id"
        " WHERE post.id > ? ORDER BY post.id",
        [begin],
    )
    writer = found.writer(_HEAP, 1)
    for count, (number, text, account) in enumerate(rows, 1):
        writer.add_document(tantivy.Document(number=number, text=text, account=account))
        if count % _COMMIT == 0:
            writer.commit()
    writer.commit()
    writer.wait_merging_threads()
    return {"seconds": 0}


def newest(path: str, warming: int, index: str) -> dict[str, Any]:
    """The newest 20 hits with their text."""
    return _asked(path, warming, index, {"order_by_field": "number"})


def best(path: str, warming: int, index: str) -> dict[str, Any]:
    """The 20 hits that its bm25 puts first, of all hits."""
    return _asked(path, warming, index, {})


def _asked(path: str, warming: int, index: str, order: dict[str, Any]) -> dict[str, Any]:
    found = _opened(index)
    searcher, schema = found.searcher(), found.schema

    def find(query: Query) -> list[int]:
        hits = searcher.search(_parsed(schema, query), 20, count=False, **order).hits
        documents = [searcher.doc(address) for _, address in hits]
        return [document.get_first("number") for document in documents if document["text"]]

    return asked(path, warming, find)


def _parsed(schema: Any, query: Query) -> Any:
    must, term = tantivy.Occur.Must, tantivy.Query.term_query
    parts = [(must, term(schema, "text", word)) for word in query.get("every", ())]
    if "phrase" in query:
        parts.append((must, tantivy.Query.phrase_query(schema, "text", list(query["phrase"]))))
    if "account" in query:
        parts.append((must, term(schema, "account", query["account"])))
    parts += [
        (tantivy.Occur.MustNot, term(schema, "text", word)) for word in query.get("without", ())
    ]
    return parts[0][1] if len(parts) == 1 else tantivy.Query.boolean_query(parts)


def _opened(path: str) -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("number", stored=True, indexed=True, fast=True)
    builder.add_text_field("text", stored=True)
    builder.add_text_field("account", tokenizer_name="raw", index_option="basic")
    Path(path).mkdir(parents=True, exist_ok=True)
    return tantivy.Index(builder.build(), path=path)
