#!/usr/bin/env python3
"""Compares the plain profile with Python's rule (common.py of the peers), token by token.

usage: tools/check-plain-tokens.py [FILE.jsonl | FILE | FOLDER]...

A .jsonl file gives one document per line (title, newline, body); any other file, and each file of a folder, is one
document. Needs a release build of analysis-probe. Exit code 1 if any document differs.
Documents that hold code points which Python's Unicode does not know yet are compared as well; such code points are
listed. Also compares a text with every scalar between two letters, which proves the tables.
"""
import json
import os
import re
import struct
import subprocess
import sys
import unicodedata

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROBE = os.path.join(ROOT, ".build", "release", "analysis-probe")
TOKEN = re.compile(r"[^\W_]+")


def tokens(text):
    return [t for t in TOKEN.findall(text.lower()) if len(t.encode()) <= 40]


def documents(path):
    if os.path.isdir(path):
        for folder, _, files in sorted(os.walk(path)):
            for name in sorted(files):
                if not os.path.islink(os.path.join(folder, name)):
                    yield from documents(os.path.join(folder, name))
    elif path.endswith(".jsonl"):
        with open(path, encoding="utf-8") as f:
            for line in f:
                d = json.loads(line)
                yield d.get("id"), ((d.get("title") or "") + "\n" + (d.get("body") or "")).encode("utf-8", "replace")
    else:
        with open(path, "rb") as f:
            yield path, f.read()


def probe(batch):
    data = b"".join(struct.pack("<I", len(d)) + d for _, d in batch)
    out = subprocess.run([PROBE, "plain"], input=data, stdout=subprocess.PIPE, check=True).stdout
    return out.decode().split("\n")[:-1]


seen = wrong = count = 0


def compare(batch):
    global seen, wrong, count
    for (name, data), line in zip(batch, probe(batch), strict=True):
        expected = tokens(data.decode("utf-8", "replace"))
        found = line.split()
        seen += 1
        count += len(expected)
        if expected != found:
            wrong += 1
            if wrong <= 5:
                at = next((i for i, (a, b) in enumerate(zip(expected, found)) if a != b), min(len(expected), len(found)))
                print("differs:", name, "token", at, expected[at:at + 3], found[at:at + 3])


scalars = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]
pieces = [("U+%04X" % c, ("a%sb %sA \u03a3%s" % ((chr(c),) * 3)).encode()) for c in scalars]
unknown = []
for (name, data), line in zip(pieces, probe(pieces), strict=True):
    if tokens(data.decode()) != line.split():
        unknown.append(name)
newer = [n for n in unknown if unicodedata.category(chr(int(n[2:], 16))) == "Cn"]
print("every scalar: %d differ, %d of them unassigned in Python's Unicode %s" % (
    len(unknown), len(newer), unicodedata.unidata_version))
print("  " + " ".join(newer[:3] + ["..."] + newer[-3:] if len(newer) > 8 else newer))
wrong = len(unknown) - len(newer)

batch, size = [], 0
for path in sys.argv[1:]:
    before = seen
    for d in documents(path):
        batch.append(d)
        size += len(d[1])
        if size > 16 << 20:
            compare(batch)
            batch, size = [], 0
    compare(batch)
    batch, size = [], 0
    print("%s: %d documents" % (path, seen - before))
print("%d documents, %d tokens, %d differ" % (seen, count, wrong))
sys.exit(wrong != 0)
