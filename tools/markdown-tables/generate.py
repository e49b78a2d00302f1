#!/usr/bin/env python3
# Writes the tables that Markdown needs: named entities of HTML 5, and full case folding for link labels.
#
#   tools/markdown-tables/generate.py    writes into Sources/ConcordMarkdown/Generated, from Python's own html and unicodedata
import html.entities
import os
import unicodedata

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Sources", "ConcordMarkdown", "Generated")


def quoted(text):
    return "".join(c if 0x20 < ord(c) < 0x7F and c not in '"\\' else "\\u{%X}" % ord(c) for c in text)


def write(name, head, doc, kind, records):
    with open(os.path.join(FOLDER, name + ".swift"), "w", encoding="utf-8", newline="\n") as out:
        out.write(f"// {head} Written by tools/markdown-tables/generate.py; do not edit.\n\n")
        out.write(f"extension {kind} {{\n  /// {doc}\n  static let source: StaticString = \"\"\"\n")
        line = "    "
        for record in records:
            if len(line) + len(record) + 1 > 117:
                out.write(line + "\\\n")
                line = "    "
            line += record + ";"
        out.write(line + "\n    \"\"\"\n}\n")


# A record is a name and its text with a NUL between; records end with a semicolon, which is the text of only one of them
# (semi), and that one is left to the reader.
entities = {k[:-1]: v for k, v in html.entities.html5.items() if k.endswith(";") and k != "semi;"}
write(
    "EntityNames", "The named entities of HTML 5.", "Names and texts, sorted by name, except `semi`.", "EntityTable",
    [quoted(k) + "\\0" + quoted(v) for k, v in sorted(entities.items(), key=lambda e: e[0].encode())])
folds = [(chr(c), chr(c).casefold()) for c in range(0x80, 0x110000) if not 0xD800 <= c < 0xE000 and chr(c).casefold() != chr(c)]
write(
    "CaseFolding", f"Full case folding of Unicode {unicodedata.unidata_version} beyond ASCII.",
    "Scalars and what they fold to, sorted.", "CaseFoldTable", [quoted(a) + "\\0" + quoted(b) for a, b in folds])
