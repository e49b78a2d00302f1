"""Random pairs with rapidfuzz's Jaro-Winkler, rapidfuzz's own times, and its answers over a list of words."""
import random
import sys
import time

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

ALPHABETS = ["ab", "abc", "abcdefghijklmnopqrstuvwxyz", "abcdé", "äöüßae", "яжабв", "日本語中文", "aé語\U0001f600\U0001f601",
             "".join(chr(32 + i) for i in range(95)), "".join(chr(0xA1 + 13 * i) for i in range(400))]


def mistyped(text):
    letters = list(text)
    for _ in range(random.randrange(5)):
        if not letters:
            break
        place = random.randrange(len(letters))
        kind = random.randrange(4)
        if kind == 0:
            letters[place] = random.choice("aeéя")
        elif kind == 1:
            del letters[place]
        elif kind == 2:
            letters.insert(place, random.choice(letters))
        else:
            other = max(0, place - 1)
            letters[place], letters[other] = letters[other], letters[place]
    return "".join(letters)


def pairs(path, count):
    """Writes pairs of 0 to 200 scalars, half of them a text and a mistyped copy, most of them short."""
    random.seed(7)
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        for i in range(int(count)):
            limit = (12, 12, 30, 70, 200)[i % 5]
            a = "".join(random.choices(random.choice(ALPHABETS), k=random.randint(0, limit)))
            b = mistyped(a) if i % 2 else "".join(random.choices(random.choice(ALPHABETS), k=random.randint(0, limit)))
            out.write(f"{a}\t{b}\t{JaroWinkler.similarity(a, b)!r}\n")


def eights(path, words):
    """Writes pairs of ASCII words of eight letters and times rapidfuzz on them."""
    random.seed(8)
    list8 = [w for w in open(words, encoding="utf-8").read().split("\n") if len(w) == 8 and w.isascii()]
    random.shuffle(list8)
    list8 = list8[:2000]
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        for a, b in zip(list8[::2], list8[1::2]):
            out.write(f"{a}\t{b}\t{JaroWinkler.similarity(a, b)!r}\n")
    cdist = extract = float("inf")
    for _ in range(9):
        start = time.thread_time_ns()
        process.cdist(list8[:100], list8, scorer=JaroWinkler.similarity, workers=1)
        cdist = min(cdist, (time.thread_time_ns() - start) / (100 * len(list8)))
        start = time.thread_time_ns()
        for query in list8[:100]:
            process.extract(query, list8, scorer=JaroWinkler.similarity, limit=10)
        extract = min(extract, (time.thread_time_ns() - start) / (100 * len(list8)))
    print(f"rapidfuzz: cdist {cdist:.0f} ns a pair, extract {extract:.0f} ns a pair")


def lists(words, misspellings, count, words_out, queries_out):
    """Writes the words in byte order without repeats, and queries: misspellings, and words of the list with a typo."""
    random.seed(9)
    texts = sorted(set(open(words, encoding="utf-8").read().split("\n")) - {""})
    count = int(count)
    if misspellings:
        wrong = [line.split("\t")[0] for line in open(misspellings, encoding="utf-8")]
        queries = random.sample(wrong, count)
    else:
        queries = [mistyped(word) or "a" for word in random.sample(texts, count)]
    with open(words_out, "w", encoding="utf-8", newline="\n") as out:
        out.write("\n".join(texts) + "\n")
    with open(queries_out, "w", encoding="utf-8", newline="\n") as out:
        out.write("\n".join(queries) + "\n")


def best(words, ours, above=None):
    """Compares our ten best words for every query, or all above a score, with rapidfuzz's, and times rapidfuzz."""
    texts = open(words, encoding="utf-8").read().split("\n")[:-1]
    times, wrong = [], 0
    for line in open(ours, encoding="utf-8"):
        query, *found = line.rstrip("\n").split("\t")
        found = [(text, float(score)) for text, score in (item.rsplit(" ", 1) for item in found if item)]
        start = time.thread_time_ns()
        if above is None:
            hits = process.extract(query, texts, scorer=JaroWinkler.similarity, limit=10)
        else:
            hits = process.extract(query, texts, scorer=JaroWinkler.similarity, limit=None, score_cutoff=float(above))
        times.append((time.thread_time_ns() - start) / 1e6)
        # Words with nothing in common are no answer of ours.
        theirs = [(text, score) for text, score, _ in hits if score > float(above or 0)]
        if theirs != found:
            wrong += 1
            if wrong <= 3:
                print(f"differs: {query}\n  rapidfuzz {theirs}\n  ours {found}")
    times.sort()
    print(f"rapidfuzz: {len(times)} queries, {len(texts)} words; mean {sum(times) / len(times):.2f} ms, "
          f"median {times[len(times) // 2]:.2f}, most {times[-1]:.2f}; {wrong} answers differ from ours")
    if wrong:
        sys.exit(1)


if __name__ == "__main__":
    {"pairs": pairs, "eights": eights, "lists": lists, "best": best}[sys.argv[1]](*sys.argv[2:])
