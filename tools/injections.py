"""Reads pages of script-injection payloads with html5lib and lists what a safe page may not have.

    injections.py safe|filtered|canary|filtered-canary < PAGES

PAGES is what `markdown-probe injections` writes. A safe page has tags, attributes, values and schemes of the lists below, no
comment, and nothing that the parser of HTML calls an error. A filtered page has none of the tags that GitHub filters. For the
canaries the pages let all through, and the lists must catch that, at every place that does not show text whatever it holds.
"""

import collections
import multiprocessing
import re
import sys

import html5lib

XHTML = "{http://www.w3.org/1999/xhtml}"
PLAIN = "p br hr em strong del ul blockquote pre table thead tbody tr h1 h2 h3 h4 h5 h6".split()
ATTRIBUTES = {name: {} for name in PLAIN} | {
    "a": {"href": None, "title": None, "id": r"fnref\d+(-\d+)?", "class": "footnote-backref"},
    "img": {"src": None, "alt": None, "title": None},
    "ol": {"start": r"\d{1,9}"},
    "li": {"id": r"fn\d+"},
    "code": {"class": r"language-[^\t\n\f\r ]*"},
    "th": {"align": "left|center|right"},
    "td": {"align": "left|center|right"},
    "input": {"type": "checkbox", "checked": "", "disabled": ""},
    "section": {"class": "footnotes"},
    "sup": {"class": "footnote-ref"},
}
SCHEMES = {"http", "https", "mailto", "tel", "ftp"}
FILTERED = set("title textarea style xmp iframe noembed noframes script plaintext".split())
# Control characters and noncharacters of the text come through as they are; a browser shows or drops them.
HARMLESS = {"invalid-codepoint"}
# An autolink, or a mark of a footnote, within the text of a link is a link within a link; a browser ends the outer one there.
NESTED = {("unexpected-start-tag-implies-end-tag", "a"), ("unexpected-end-tag", "a")}


def scheme(address):
    """The scheme that a browser sees (WHATWG URL), None for a relative address."""
    address = re.sub(r"[\t\n\r]", "", address).lstrip("".join(map(chr, range(0x21))))
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", address)
    return found[1].lower() if found else None


def problems(page):
    """What is wrong with a page."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=True)
    tree = parser.parseFragment(page, container="div")
    for _, code, names in parser.errors:
        if code not in HARMLESS and (code, names.get("name") or names.get("startName")) not in NESTED:
            yield "error", code
    for element in tree.iter():
        if element is tree:
            continue
        if not isinstance(element.tag, str):
            yield "comment", "a comment"
            continue
        name = element.tag.removeprefix(XHTML)
        if name not in ATTRIBUTES:
            yield "tag", f"<{name}>"
            continue
        for attribute, value in element.attrib.items():
            if attribute not in ATTRIBUTES[name]:
                yield "attribute", f"<{name} {attribute}>"
                continue
            pattern = ATTRIBUTES[name][attribute]
            if pattern is not None and not re.fullmatch(pattern, value):
                yield "value", f"{attribute}={value!r}"
            if attribute in ("href", "src") and scheme(value) not in SCHEMES | {None}:
                yield "scheme", f"{attribute}={value!r}"


def filtered(page):
    """The tags that GitHub filters and that are there all the same."""
    tree = html5lib.HTMLParser(namespaceHTMLElements=True).parseFragment(page, container="div")
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag.rpartition("}")[2] in FILTERED:
            yield "tag", element.tag


def check(task):
    """The findings of some pages, each page parsed once."""
    mode, pages = task
    look = filtered if mode.startswith("filtered") else problems
    return [sorted(set(look(page))) for page in pages]


def read(stream):
    """Places, documents and pages."""
    while header := stream.readline():
        place, document, page = header.decode().rstrip("\n").split("\t")
        yield place, stream.read(int(document)), stream.read(int(page)).decode("utf-8")


def main():
    mode = sys.argv[1]
    is_canary = mode.endswith("canary")
    cases = list(read(sys.stdin.buffer))
    pages = sorted({page for _, _, page in cases})
    tasks = [(mode, pages[start : start + 500]) for start in range(0, len(pages), 500)]
    with multiprocessing.Pool() as pool:
        found = dict(zip(pages, [result for part in pool.imap(check, tasks) for result in part]))
    bad, kinds, places = 0, collections.Counter(), collections.Counter()
    payloads = collections.Counter(place for place, _, _ in cases)
    for place, document, page in cases:
        if not found[page]:
            continue
        bad += 1
        kinds.update({kind for kind, _ in found[page]})
        places[place] += 1
        if not is_canary and bad <= 20:
            print(f"{place}: {found[page]}\n  {document.decode()!r}\n  {page!r}", file=sys.stderr)
    print(
        f"{mode}: {min(payloads.values())} payloads at {len(payloads)} places, {len(cases)} documents, "
        f"{len(pages)} different pages: {bad} with violations {dict(kinds)}"
    )
    if not is_canary:
        return 1 if bad else 0
    wanted = ["tag"] if mode == "filtered-canary" else ["tag", "attribute", "scheme", "comment", "error"]
    blind = [kind for kind in wanted if kinds[kind] < 100]
    if mode == "canary":
        blind += [place for place in payloads if place not in ESCAPED and places[place] < 50]
    if blind:
        print(f"canary: not seen where all passes: {blind}", file=sys.stderr)
    return 1 if blind else 0


# Where even a page that lets all through shows text, except for payloads that end the place.
ESCAPED = {"code", "code block", "code info", "code info of backticks", "indented code", "image text"}

if __name__ == "__main__":
    sys.exit(main())
