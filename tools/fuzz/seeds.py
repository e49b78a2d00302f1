"""Writes seeds for the fuzz targets: files of the package, and examples of the shared data where that is there.

    seeds.py ROOT DATA FOLDER

FOLDER gets a folder for each target, which is emptied first. Nothing of it is kept in the repository.
"""

import hashlib
import json
import pathlib
import re
import shutil
import sys

LONGEST = 1024


def write(folder, bytes_):
    if bytes_:
        (folder / hashlib.sha1(bytes_).hexdigest()).write_bytes(bytes_[:LONGEST])


def files(root, pattern, most=400):
    return [path.read_bytes() for path in sorted(root.glob(pattern))[:most] if path.is_file()]


def strings_of_tests(root):
    """What stands between quotes in the tests of Markdown: their examples, near enough."""
    for path in sorted((root / "Tests/ConcordMarkdownTests").glob("*.swift")):
        for text in re.findall(r'"((?:[^"\\\n]|\\.)+)"', path.read_text()):
            text = text.replace("\\n", "\n").replace("\\t", "\t").replace('\\"', '"').replace("\\\\", "\\")
            yield re.sub(r"\\u\{([0-9A-Fa-f]+)\}", lambda m: chr(int(m[1], 16)), text).encode()


def markdown(root, data):
    yield from files(root, "Fixtures/corpus/**/*.md")
    yield from strings_of_tests(root)
    for path in sorted((data / "markdown").glob("*.json")):
        for example in json.loads(path.read_text()):
            yield example["markdown"].encode()
    for path in sorted((data / "markdown/pathological-1000").glob("*.md")):
        yield path.read_bytes()[:300]


def main():
    root, data, folder = (pathlib.Path(argument) for argument in sys.argv[1:4])
    targets = "markdown markdown-stream markdown-repeat artifact query json csv yaml".split()
    folders = {}
    for name in targets:
        folders[name] = folder / name
        shutil.rmtree(folders[name], ignore_errors=True)
        folders[name].mkdir(parents=True)
    for text in markdown(root, data):
        write(folders["markdown"], text)
        write(folders["markdown-stream"], bytes([3, 5, 9, 30]) + text)
        write(folders["markdown-stream"], bytes([16]) + text)
        if len(text) < 48:
            write(folders["markdown-repeat"], b"\0" + text)
    for number in range(256):
        # One harmless change each, and every question.
        write(folders["artifact"], bytes([number & 1, number, number, 0, number, 1, 1]))
    for line in (root / "Fixtures/golden/questions.tsv").read_bytes().splitlines():
        write(folders["query"], line.split(b"\t")[-1])
    for path in (root / "Tests/ConcordSearchTests").glob("*.swift"):
        for text in re.findall(r'parsing: #?"((?:[^"\\\n]|\\.)+)"', path.read_text()):
            write(folders["query"], text.replace('\\"', '"').encode())
    for text in files(data, "json/JSONTestSuite/test_parsing/*.json") + files(root, "Fixtures/corpus/**/*.jsonl"):
        write(folders["json"], text)
        if len(text) < LONGEST:
            write(folders["json"], b'{"a":' + text + b"}")
    for text in files(data, "csv/csv-spectrum/csvs/*.csv") + files(root, "Fixtures/corpus/**/*.csv"):
        write(folders["csv"], text)
    for text in [b"title: a\ntags: [b, c]\ndate: 2024-01-01\n", b"a: |\n  b\n  c\nd: {e: f}\n", b"- a\n- b: *c\n"]:
        write(folders["yaml"], text)
    for text in re.findall(r'"""\n(.*?)"""', (root / "Tests/ConcordYAMLTests/YAMLMappingTests.swift").read_text(), re.S):
        write(folders["yaml"], text.encode())
    for name in targets:
        print(f"{name}: {len(list(folders[name].iterdir()))} seeds")


main()
