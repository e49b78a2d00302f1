#!/usr/bin/env python3
"""Writes Sources/CKernels/unicode_tables.c and its header from the Unicode Character Database.

usage: tools/unicode/generate.py UCD_FOLDER

UCD_FOLDER holds UnicodeData.txt, CaseFolding.txt, SpecialCasing.txt, DerivedCoreProperties.txt,
DerivedNormalizationProps.txt, Scripts.txt, GraphemeBreakProperty.txt, EastAsianWidth.txt and emoji-data.txt of one
Unicode version.
Same input, same bytes. The database is read by ucd.py.
"""
import os
import sys

if len(sys.argv) != 2:
    sys.exit(__doc__)
from ucd import (CASED, EMOJI, IGNORABLE, INVISIBLE, LC, LIMIT, LOWER, PICTOGRAPHIC, PRESENTATION, SB, TB, TC,
                 UPPER, VB, VC, VERSION, ccc, compose, decompose, fold, gc, lower, numeric, pairs, points, reorder, rows,
                 script, seconds)

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BLOCK = 128

# ---------------------------------------------------------------- folding of the standard profile
# Letters which Unicode does not decompose but which people type without their stroke or as two letters.
EXTRA = {0xE6: "ae", 0xF0: "d", 0xF8: "o", 0xFE: "th", 0x111: "d", 0x127: "h", 0x131: "i", 0x138: "k", 0x140: "l",
         0x142: "l", 0x14B: "n", 0x153: "oe", 0x167: "t", 0x180: "b", 0x19A: "l", 0x1B6: "z", 0x1E5: "g",
         0x249: "j", 0x24D: "r", 0x24F: "y"}
EXTRA = {k: [ord(x) for x in v] for k, v in EXTRA.items()}
APOSTROPHES = {0x27, 0x2019, 0x2018, 0xFF07}
STRIPPED_SCRIPTS = {"Latin", "Greek", "Cyrillic", "Hebrew", "Arabic", "Syriac", "Inherited"}
KANA_MARKS = {0x3099, 0x309A}


def kept_inherited(c):
    """Inherited marks that belong to Indic (Vedic accents) and kana writing stay."""
    return c in KANA_MARKS or 0x1CD0 <= c <= 0x1CFF or 0x951 <= c <= 0x954


def invisible(c):
    return c in INVISIBLE or c == 0x640 or (gc[c] == "Cf")


def strippable(c):
    return gc[c] in ("Mn", "Me") and script[c] in STRIPPED_SCRIPTS and not kept_inherited(c)


def zero_digit(c):
    """Decimal digits of every script become ASCII digits."""
    return 0x30 + int(digit_value[c])


digit_value = {}
for r in rows("UnicodeData.txt"):
    if r[2] == "Nd":
        digit_value[int(r[0], 16)] = r[6]


def exact_points(cp):
    """Case folding and compatibility decomposition, to a fixed point; marks are kept."""
    s = [cp]
    for _ in range(4):
        t = [z for x in s for y in decompose(x) for z in fold.get(y, [y])]
        t = [y for x in t for y in decompose(x)]
        if t == s:
            break
        s = t
    out = []
    for c in s:
        if invisible(c):
            continue
        if c in digit_value:
            c = zero_digit(c)
        elif c in APOSTROPHES or c == 0x2BC:
            c = 0x27
        elif c == 0x66B:
            c = 0x2E
        elif c == 0x66C:
            c = 0x2C
        elif c == 0x2044:
            c = 0x2F
        elif c == 0x3C2:
            c = 0x3C3
        out.append(c)
    return out


MIDDOTS = {0xB7, 0x387, 0x2027}


def folded_point(c):
    """What one decomposed code point of the exact form becomes in the folded form."""
    if strippable(c) or c in MIDDOTS:
        return []
    return EXTRA.get(c, [c])


def utf8(s):
    return b"".join(chr(c).encode("utf-8", "surrogatepass") for c in s)


# ---------------------------------------------------------------- word classes
(SEP, UP, LOW, OTHER, DIGIT, UNDERSCORE, MARK, FORMAT, APOSTROPHE, MIDNUM, MIDDOT, SPACELESS, EMOJI_START,
 REGIONAL) = range(14)
SPACELESS_SCRIPTS = {"Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar"}
SPACELESS_EXTRA = {0x30FC, 0xFF70} | set(range(0x3005, 0x3008)) | set(range(0x3031, 0x3036)) | {0x303C}


def emoji_start(c):
    return c in PRESENTATION or (c in EMOJI and c in PICTOGRAPHIC and (0x2600 <= c <= 0x27BF or c >= 0x1F000))


def word_class(c):
    g = gc[c]
    if c == 0x5F: return UNDERSCORE
    if c in APOSTROPHES: return APOSTROPHE
    if c in (0x2E, 0x2C, 0x66B, 0x66C): return MIDNUM
    if c in MIDDOTS: return MIDDOT
    if 0x1F1E6 <= c <= 0x1F1FF: return REGIONAL
    if emoji_start(c): return EMOJI_START
    if c in (0xFF9E, 0xFF9F) or c in KANA_MARKS: return MARK
    # Marks that compose, or that normalisation puts in order, must be in one unit with their base.
    if g[0] == "M" and (c in seconds or ccc[c] or script[c] in ("Han", "Hiragana", "Katakana")): return MARK
    if g == "Nd" or g == "No": return DIGIT
    if g[0] in "LM" or g == "Nl":
        if c in SPACELESS_EXTRA or (script[c] in SPACELESS_SCRIPTS): return SPACELESS
    if c == 0x200B: return SEP
    if c == 0x640: return FORMAT                      # Arabic tatweel stretches a word and means nothing
    if g[0] == "M": return MARK
    if g == "Cf" or (c in INVISIBLE and g[0] not in "LC"): return FORMAT
    if g == "Lt" or (g[0] == "L" and c in UPPER): return UP
    if g[0] == "L" and c in LOWER and g == "Ll": return LOW
    if g[0] == "L" or g == "Nl": return OTHER
    return SEP


# ---------------------------------------------------------------- tables
pool = bytearray(b"\0")            # fold strings: one length byte, then UTF-8
pool_at = {}
sequences = [0]                    # decompositions: a count, then code points
sequence_at = {}
text_props, exact_index, plain, grapheme, combining = ([0] * LIMIT for _ in range(5))
GCB = {"CR": 1, "LF": 2, "Control": 3, "Extend": 4, "ZWJ": 5, "Regional_Indicator": 6, "Prepend": 7,
       "SpacingMark": 8, "L": 9, "V": 10, "T": 11, "LV": 12, "LVT": 13}
for r in rows("GraphemeBreakProperty.txt"):
    for c in points(r[0]):
        grapheme[c] = GCB[r[1]]
for c in PICTOGRAPHIC:
    grapheme[c] |= 16

CAREFUL, DIFFERS, FOLDS = 1 << 4, 1 << 5, 1 << 6
MODIFIER, PICTO = 1 << 7, 1 << 8
STRIP = 1 << 9
for c in range(LIMIT):
    k = word_class(c)
    v = k
    if 0xD800 <= c <= 0xDFFF:
        continue
    if k not in (SEP, EMOJI_START, REGIONAL):
        e = exact_points(c)
        f = reorder([y for x in e for y in folded_point(x)])
        folded, exact = compose(f), compose(reorder(e))
        if not (SB <= c < SB + LC * VC * TC) and e != [c] and len(e) > 0:
            key = tuple(e)
            if key not in sequence_at:
                sequence_at[key] = len(sequences)
                sequences += [len(e)] + e
            exact_index[c] = sequence_at[key]
        elif not e:
            if () not in sequence_at:
                sequence_at[()] = len(sequences)
                sequences += [0]
            exact_index[c] = sequence_at[()]

        def loose(s):
            return any(ccc[x] or x in seconds or VB <= x < VB + VC or TB < x < TB + TC for x in s[:1])
        if loose(e):
            v |= DIFFERS                       # the exact form must be composed with what stands before
        if loose(f):
            v |= CAREFUL
        if folded != exact:
            v |= DIFFERS
        if folded != [c]:
            u = utf8(folded)
            if u not in pool_at:
                pool_at[u] = len(pool)
                pool += bytes([len(u)]) + u
            v |= FOLDS | pool_at[u] << 16
        if strippable(c):
            v |= STRIP
    if 0x1F3FB <= c <= 0x1F3FF:
        v |= MODIFIER
    if c in PICTOGRAPHIC:
        v |= PICTO
    text_props[c] = v
    combining[c] = ccc[c]

    # The plain profile: Python's str.isalnum() after str.lower().
    def alnum(x):
        return gc[x][0] == "L" or numeric[x]
    low = lower.get(c, [c])
    v = low[0] if low[0] != c else 0                # 0: itself, so that most blocks are equal
    if c == 0x130:
        assert low == [0x69, 0x307]            # "i" and a dot above that ends the run: the code knows
    else:
        assert len(low) == 1, hex(c)
    assert alnum(c) == alnum(low[0]), hex(c)
    plain[c] = v | alnum(c) << 21 | (c in CASED) << 22 | (c in IGNORABLE) << 23
assert len(pool) < 1 << 16, len(pool)
assert len(sequences) < 1 << 16, len(sequences)

# The folding pass looks characters up one by one; what a folded point becomes is asked again in the careful path.
fold_extra = sorted(EXTRA.items())


def fnv(data, h=0xCBF29CE484222325):
    for b in data:
        h = (h ^ b) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return h


identity = 0xCBF29CE484222325
out, head = [], []


def array(ctype, name, values, per=16):
    global identity
    identity = fnv((name + ":" + ",".join(map(str, values))).encode(), identity)
    out.append("const %s %s[%d] = {" % (ctype, name, len(values)))
    for i in range(0, len(values), per):
        out.append("  " + ",".join(map(str, values[i:i + per])) + ",")
    out.append("};\n")
    head.append("extern const %s %s[];" % (ctype, name))


def trie(ctype, name, values):
    blocks, stage1, stage2 = {}, [], []
    for i in range(0, LIMIT, BLOCK):
        b = tuple(values[i:i + BLOCK])
        if b not in blocks:
            blocks[b] = len(blocks)
            stage2 += b
        stage1.append(blocks[b])
    array("uint8_t" if len(blocks) < 256 else "uint16_t", name + "_stage1", stage1, 32)
    array(ctype, name + "_stage2", stage2)


trie("uint32_t", "ck_text_props", text_props)
trie("uint16_t", "ck_exact_index", exact_index)
trie("uint32_t", "ck_plain_props", plain)
trie("uint8_t", "ck_grapheme_props", grapheme)
trie("uint8_t", "ck_combining_class", combining)
array("uint8_t", "ck_fold_pool", list(pool), 24)
array("uint32_t", "ck_exact_pool", sequences)
ps = sorted((a << 21 | b, c) for (a, b), c in pairs.items())
array("uint64_t", "ck_compose_keys", [a for a, _ in ps], 8)
array("uint32_t", "ck_compose_values", [c for _, c in ps])

# ---------------------------------------------------------------- how a terminal shows a scalar
# Bits 0 and 1: columns. 4: lines break on both sides. 8: not before it. 16: not after it. 32: it would act on the terminal
# or reorder the line, so a mark is shown. 64: an emoji that U+FE0F makes two columns wide.
# No text of an index depends on this, so it is no part of the identity.
WIDE_NOT_BEFORE = set(map(ord, "\u3005\u303b\u30fc\u309d\u309e\u30fd\u30fe\u301c\uff5e\uff70"
                          "\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087\u308e\u3095\u3096"
                          "\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7\u30ee\u30f5\u30f6"))
ACTS = ({0x061C, 0x200E, 0x200F, 0x2028, 0x2029} | set(range(0x202A, 0x202F)) | set(range(0x2066, 0x2070)))
wide = set()
for r in rows("EastAsianWidth.txt"):
    if r[1] in "WF":
        wide.update(points(r[0]))
display = [1] * LIMIT
for c in range(LIMIT):
    g = gc[c]
    if g == "Cc" or g == "Cs" or c in ACTS:
        display[c] = 1 | 32
    elif (g in ("Mn", "Me") or (g == "Cf" and c != 0xAD and grapheme[c] != GCB["Prepend"])
          or (c in INVISIBLE and c != 0xAD) or 0x1160 <= c <= 0x11FF or 0xD7B0 <= c <= 0xD7FF):
        display[c] = 0
    elif c in wide:
        display[c] = 2 | 4
        if g in ("Pe", "Pf", "Po") or c in WIDE_NOT_BEFORE:
            display[c] |= 8
        if g in ("Ps", "Pi"):
            display[c] |= 16
    elif c in EMOJI:
        display[c] = 1 | 64
kept = identity
trie("uint8_t", "ck_display", display)
identity = kept

SOURCE = os.path.join(ROOT, "Sources", "CKernels")
with open(os.path.join(SOURCE, "unicode_tables.c"), "w", encoding="utf-8") as f:
    f.write("// Unicode %s tables. Written by tools/unicode/generate.py; do not edit.\n" % ".".join(VERSION))
    f.write('#include "unicode_tables.h"\n\n' + "\n".join(out))
with open(os.path.join(SOURCE, "include", "unicode_tables.h"), "w", encoding="utf-8") as f:
    f.write("""// Unicode %s: two-stage tables and their look-ups. Written by tools/unicode/generate.py; do not edit.
#pragma once
#include <stddef.h>
#include <stdint.h>

#define CK_UNICODE_MAJOR %s
#define CK_COMPOSE_COUNT %d

""" % (".".join(VERSION), VERSION[0], len(ps)))
    f.write("\n".join(head) + "\n\n")
    f.write("static inline uint64_t ck_unicode_identity(void) { return 0x%016XULL; }\n\n" % identity)
    for n, t in (("text_props", "uint32_t"), ("exact_index", "uint16_t"), ("plain_props", "uint32_t"),
                 ("grapheme_props", "uint8_t"), ("combining_class", "uint8_t"), ("display", "uint8_t")):
        f.write("""static inline %s ck_%s_of(uint32_t scalar) {
  if (scalar > 0x10FFFF) return 0;
  return ck_%s_stage2[(uint32_t)ck_%s_stage1[scalar >> 7] << 7 | (scalar & 127)];
}

""" % (t, n, n, n))
    f.write("""// The code points that `scalar` stands for after case folding and compatibility decomposition; NULL: itself.
static inline const uint32_t *_Nullable ck_exact_points(uint32_t scalar) {
  uint16_t at = ck_exact_index_of(scalar);
  return at ? ck_exact_pool + at : NULL;
}

// The UTF-8 of a folded scalar: a length byte, then the bytes.
static inline const uint8_t *_Nonnull ck_fold_bytes(uint32_t props) { return ck_fold_pool + (props >> 16); }

// The primary composite of two scalars, or 0. Hangul is arithmetic.
static inline uint32_t ck_compose(uint32_t a, uint32_t b) {
  if (a - 0x1100u < 19 && b - 0x1161u < 21) return 0xAC00 + ((a - 0x1100) * 21 + (b - 0x1161)) * 28;
  if (a - 0xAC00u < 11172 && (a - 0xAC00) % 28 == 0 && b - 0x11A8u < 27) return a + b - 0x11A7;
  uint64_t key = (uint64_t)a << 21 | b;
  uint32_t low = 0, high = CK_COMPOSE_COUNT;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (ck_compose_keys[middle] < key) low = middle + 1; else high = middle;
  }
  return low < CK_COMPOSE_COUNT && ck_compose_keys[low] == key ? ck_compose_values[low] : 0;
}

// Letters with a stroke and digraphs: what the folded form writes for a scalar of the exact form, or NULL.
static inline const char *_Nullable ck_fold_extra(uint32_t scalar) {
  switch (scalar) {
""")
    for k, v in fold_extra:
        f.write("  case 0x%X: return \"%s\";\n" % (k, "".join(map(chr, v))))
    f.write("  default: return NULL;\n  }\n}\n")
sys.stderr.write("pool %d, sequences %d, pairs %d, identity %016x\n" % (len(pool), len(sequences), len(ps), identity))
