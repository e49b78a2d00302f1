"""The Unicode Character Database as tables in memory, and its normal forms, for generate.py.

Reads the folder that the command line names. Python's own `unicodedata` is never asked, since its version is another one.
"""
import os
import re
import sys

UCD = sys.argv[1]
LIMIT = 0x110000


def rows(name):
    with open(os.path.join(UCD, name), encoding="utf-8") as f:
        for line in f:
            line = line.split("#")[0].strip()
            if line:
                yield [x.strip() for x in line.split(";")]


def points(text):
    a, _, b = text.partition("..")
    return range(int(a, 16), int(b or a, 16) + 1)


def prop(name, value, column=1):
    out = set()
    for r in rows(name):
        if r[column] == value:
            out.update(points(r[0]))
    return out


# ---------------------------------------------------------------- the raw properties
with open(os.path.join(UCD, "CaseFolding.txt"), encoding="utf-8") as f:
    VERSION = re.search(r"CaseFolding-(\d+)\.(\d+)\.(\d+)", f.readline()).groups()

gc = ["Cn"] * LIMIT
ccc = [0] * LIMIT
numeric = [False] * LIMIT
lower = {}
canonical, compat = {}, {}
first = None
for r in rows("UnicodeData.txt"):
    cp = int(r[0], 16)
    if r[1].endswith(", First>"):
        first = cp
        continue
    span = range(first if r[1].endswith(", Last>") else cp, cp + 1)
    for c in span:
        gc[c], ccc[c] = r[2], int(r[3])
        numeric[c] = any(r[6:9])
    if r[5]:
        if r[5][0] == "<":
            compat[cp] = [int(x, 16) for x in r[5].split("> ")[1].split()]
        else:
            canonical[cp] = [int(x, 16) for x in r[5].split()]
    if r[13]:
        lower[cp] = [int(r[13], 16)]
for r in rows("SpecialCasing.txt"):
    if len(r) <= 5 or not r[4]:                      # unconditional entries only
        if [int(x, 16) for x in r[1].split()] != [int(r[0], 16)]:
            lower[int(r[0], 16)] = [int(x, 16) for x in r[1].split()]
fold = {}
for r in rows("CaseFolding.txt"):
    if r[1] in "CF":
        fold[int(r[0], 16)] = [int(x, 16) for x in r[2].split()]
# The iota subscript is a diacritic here. Folded to a letter it would end up at another place of canonically equivalent
# texts, since it is folded before marks are put in order.
del fold[0x345]
script = ["Unknown"] * LIMIT
for r in rows("Scripts.txt"):
    for c in points(r[0]):
        script[c] = r[1]
CASED = prop("DerivedCoreProperties.txt", "Cased")
IGNORABLE = prop("DerivedCoreProperties.txt", "Case_Ignorable")
UPPER = prop("DerivedCoreProperties.txt", "Uppercase")
LOWER = prop("DerivedCoreProperties.txt", "Lowercase")
INVISIBLE = prop("DerivedCoreProperties.txt", "Default_Ignorable_Code_Point")
EXCLUDED = prop("DerivedNormalizationProps.txt", "Full_Composition_Exclusion")
EMOJI = prop("emoji-data.txt", "Emoji")
PRESENTATION = prop("emoji-data.txt", "Emoji_Presentation")
PICTOGRAPHIC = prop("emoji-data.txt", "Extended_Pictographic")

# ---------------------------------------------------------------- normalisation
SB, LB, VB, TB, LC, VC, TC = 0xAC00, 0x1100, 0x1161, 0x11A7, 19, 21, 28


def decompose(cp):
    """Full compatibility decomposition of one code point (Hangul syllables included), not reordered."""
    if SB <= cp < SB + LC * VC * TC:
        s = cp - SB
        out = [LB + s // (VC * TC), VB + s % (VC * TC) // TC]
        return out + ([TB + s % TC] if s % TC else [])
    d = compat.get(cp) or canonical.get(cp)
    return [y for x in d for y in decompose(x)] if d else [cp]


pairs = {tuple(d): c for c, d in canonical.items() if len(d) == 2 and c not in EXCLUDED}
seconds = {b for _, b in pairs}


def reorder(s):
    s, i = list(s), 0
    while i < len(s):
        if ccc[s[i]]:
            j = i
            while j < len(s) and ccc[s[j]]:
                j += 1
            s[i:j] = sorted(s[i:j], key=lambda c: ccc[c])
            i = j
        else:
            i += 1
    return s


def compose_pair(a, b):
    if LB <= a < LB + LC and VB <= b < VB + VC:
        return SB + ((a - LB) * VC + (b - VB)) * TC
    if SB <= a < SB + LC * VC * TC and (a - SB) % TC == 0 and TB < b < TB + TC:
        return a + b - TB
    return pairs.get((a, b))


def compose(s):
    out, starter, last = [], -1, 0
    for c in s:
        p = compose_pair(out[starter], c) if starter >= 0 else None
        if p is not None and (last < ccc[c] or (last == 0 and starter == len(out) - 1)):
            out[starter] = p
            continue
        if ccc[c] == 0:
            starter = len(out)
        last = ccc[c]
        out.append(c)
    return out
