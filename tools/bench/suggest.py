"""Lists, peers in Python, checks and the table of tools/bench/suggest."""
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import time

TWENTY = """recieve acommodate definately seperate occured neccessary goverment enviroment wich untill begining calender
cemetary colum concious embarass existance foriegn grammer harrass""".split()


def lines(path):
    with open(path, "rb") as file:
        return [line for line in file.read().split(b"\n") if line]


# --- lists

def weigh(texts, frequencies, out):
    """A list of the texts of a file with weights: true frequencies where known, else seeded numbers of Zipf's kind."""
    known = {}
    for line in lines(frequencies) if frequencies else []:
        text, weight = line.split(b"\t")
        known[text] = int(weight)
    words = lines(texts)
    own = set(words)
    rng = random.Random(3)
    with open(out, "wb") as file:
        for word in words:
            weight = known.get(word)
            if weight is None and (low := word.lower()) not in own:
                weight = known.get(low)
            if weight is None:
                weight = min(1000, int(1 / (1 - rng.random())))
            file.write(b"%s\t%d\n" % (word, weight))


def raw(tsv, out):
    """The texts of a list, sorted, each once: what a user of fst would build from it."""
    with open(out, "wb") as file:
        file.write(b"\n".join(sorted({line.split(b"\t")[0] for line in lines(tsv)})) + b"\n")


def queries(misspellings, words, out, count):
    """20 common misspellings, and random ones whose correction is in the list, which they themselves are not."""
    known = set(lines(words))
    pairs = [line.split(b"\t") for line in lines(misspellings)]
    wrong = sorted({w for w, r in pairs if r in known and w not in known and w.isalpha() and len(w) > 3})
    random.Random(5).shuffle(wrong)
    for name, some in [("twenty", [w.encode() for w in TWENTY]), ("codespell", wrong[:int(count)])]:
        with open(f"{out}/{name}.txt", "wb") as file:
            file.write(b"\n".join(some) + b"\n")


# --- ours

def build(concord, tsv, out, report):
    """User CPU of `concord build --completions`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([concord, "build", "-q", "-o", out, "--completions", tsv, "--memory", "2GB"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(report, "w") as file:
        json.dump({"user_s": after.ru_utime - before.ru_utime, "system_s": after.ru_stime - before.ru_stime}, file)


# --- peers

def open_tantivy(words, folder):
    import tantivy
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("t", stored=True, tokenizer_name="raw")
    schema = builder.build()
    isNew = not os.path.exists(f"{folder}/done")
    os.makedirs(folder, exist_ok=True)
    index = tantivy.Index(schema, path=folder)
    if isNew:
        writer = index.writer(200_000_000, 1)
        for word in lines(words):
            writer.add_document(tantivy.Document(t=word.decode()))
        writer.commit()
        writer.wait_merging_threads()
        open(f"{folder}/done", "w").close()
    index.reload()
    return tantivy, schema, index.searcher()


def tantivy(words, folder, folder_of_queries, out):
    """FuzzyTermQuery with swaps as one edit, ten best without their texts: medians of five, of thread CPU time."""
    tantivy, schema, searcher = open_tantivy(words, folder)
    result = {}
    for name in ["twenty", "codespell"]:
        texts = [q.decode() for q in lines(f"{folder_of_queries}/{name}.txt")]
        for distance in [1, 2]:
            def query(text):
                return tantivy.Query.fuzzy_term_query(
                    schema, "t", text, distance=distance, transposition_cost_one=True, prefix=False)
            times = [[] for _ in texts]
            for _ in range(5):
                for place, text in enumerate(texts):
                    start = time.thread_time_ns()
                    searcher.search(query(text), 10, count=False)
                    times[place].append((time.thread_time_ns() - start) / 1e3)
            counts = [searcher.search(query(text), 10).count for text in texts]
            medians = sorted(statistics.median(t) for t in times)
            result[f"{name} {distance}"] = {
                "p50": medians[len(medians) // 2], "p99": medians[len(medians) * 99 // 100],
                "mean": sum(medians) / len(medians), "counts": counts}
    with open(out, "w") as file:
        json.dump(result, file)


def near(words, folder, out):
    """What the probe's walk found against the distances that rapidfuzz computes, and tantivy's number of hits."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA
    import numpy
    texts = [w.decode() for w in lines(words)]
    theirs = json.load(open(f"{out}/tantivy-1.json"))
    wrong = total = differ = 0
    for name in ["twenty", "codespell"]:
        for distance in [1, 2]:
            for place, line in enumerate(lines(f"{out}/near-{name}-{distance}.txt")):
                query, *found = line.decode().split("\t")
                row = process.cdist([query], texts, scorer=OSA.distance, score_cutoff=distance, dtype=numpy.uint8)[0]
                right = [texts[i] for i in numpy.nonzero(row <= distance)[0]]
                wrong += right != found
                differ += theirs[f"{name} {distance}"]["counts"][place] != len(right)
                total += 1
    print(f"words within 1 and 2 edits, {total} queries: {wrong} differ from all distances; tantivy: {differ} differ in number")
    if wrong:
        sys.exit(1)


def best(words, ours, out):
    """The ten most similar words of every query by rapidfuzz: the same as ours, and how long that takes."""
    from rapidfuzz import process
    from rapidfuzz.distance import JaroWinkler
    texts = [w.decode() for w in lines(words)]
    times, wrong = [], 0
    for line in open(ours, encoding="utf-8"):
        query, *found = line.rstrip("\n").split("\t")
        found = [(text, float(score)) for text, score in (item.rsplit(" ", 1) for item in found if item)]
        start = time.thread_time_ns()
        hits = process.extract(query, texts, scorer=JaroWinkler.similarity, limit=10)
        times.append((time.thread_time_ns() - start) / 1e6)
        wrong += [(text, score) for text, score, _ in hits if score > 0] != found
    times.sort()
    with open(out, "w") as file:
        json.dump({"queries": len(times), "wrong": wrong, "mean": sum(times) / len(times),
                   "median": times[len(times) // 2]}, file)
    if wrong:
        sys.exit(f"{wrong} of {len(times)} answers of ten similar words differ from rapidfuzz's")


# --- checks and the table

def load(path):
    """The JSON lines of a file."""
    return [json.loads(line) for line in open(path) if line.startswith("{")]


def rows(path, mode, **wanted):
    return [row for row in load(path) if row["mode"] == mode and all(row[k] == v for k, v in wanted.items())]


def median(out, name, rounds, pick):
    """The median of what `pick` takes from the same file of every round."""
    return statistics.median(pick(f"{out}/{name}-{round + 1}.json") for round in range(int(rounds)))


def answers(out, name):
    """The first ten of every prefix and the look-ups of a list: the same from all programs."""
    theirs, marisa = load(f"{out}/fst-1.json")[0], load(f"{out}/marisa-1.json")[0]
    wrong = 0
    for row in rows(f"{out}/first-1.json", "first"):
        for peer in [theirs, marisa]:
            wrong += peer["first"][str(row["length"])]["digest"] != row["digest"]
    for row in rows(f"{out}/exact-1.json", "exact"):
        for peer in [theirs, marisa]:
            wrong += not row["found"] == row["found_by_table"] == peer[row["what"] + "_found"]
    wrong += rows(f"{out}/build-1.json", "build")[0]["same"] != 1
    print(f"{name}: first ten by fst and marisa, look-ups, sections built again: {wrong} differ")
    if wrong:
        sys.exit(1)


class Table:
    """Rows of a Markdown table: what, list, ours, the peer's, ratio and bar."""

    def __init__(self):
        self.missed = []
        self.count = 0
        print("\n| what | list | ours | peer | ratio | bar | |\n|---|---|---|---|---|---|---|")

    def row(self, what, name, ours, peer="", ratio=None, bar="", isMet=None):
        verdict = "" if isMet is None else "met" if isMet else "**missed**"
        self.count += isMet is not None
        if isMet is False:
            self.missed.append(f"{what}, {name}: {'' if ratio is None else f'{ratio:.2f}x, '}{ours}; bar {bar}")
        shown = "" if ratio is None else f"{ratio:.2f}"
        print(f"| {what} | {name} | {ours} | {peer} | {shown} | {bar} | {verdict} |")

    def against(self, what, name, ours, peer, bar, unit, who="fst", digits=2):
        """A ratio that a bar limits from above; without a bar it is only shown."""
        ratio = ours / peer
        self.row(what, name, f"{ours:.{digits}f} {unit}", f"{who} {peer:.{digits}f} {unit}", ratio,
                 f"≤ {bar}x" if bar else "", ratio <= bar if bar else None)


def table(out, rounds, lists, main, large):
    """Prints the table; `lists` are names with commas, `main` the one of the look-ups and typos, `large` the big one."""
    t = Table()
    lists = lists.split(",")
    for name in lists:
        own = f"{out}/{name}"
        for length in range(7):
            p50, p99 = (median(own, "weight", rounds, lambda f: rows(f, "weight", length=length)[0][p])
                        for p in ["p50", "p99"])
            limited = name != large
            t.row(f"ten heaviest, {length} bytes, p50 / p99", name, f"{p50:.2f} / {p99:.2f} µs", "(none has it)", None,
                  "≤ 3 / 25 µs" if limited else "", p50 <= 3 and p99 <= 25 if limited else None)
    for name in lists:
        own = f"{out}/{name}"
        for length in range(1, 7):
            for p in ["p50", "p99"]:
                ours = median(own, "first", rounds, lambda f: rows(f, "first", length=length)[0][p])
                for who in ["fst", "marisa"]:
                    peer = median(own, who, rounds, lambda f: load(f)[0]["first"][str(length)][p])
                    bar = 0.5 if p == "p50" and who == "fst" else None
                    t.against(f"first ten, {length} bytes, {p}", name, ours, peer, bar, "µs", who)
    for name in lists:
        own = f"{out}/{name}"
        for what in ["hits", "misses"]:
            peer = median(own, "fst", rounds, lambda f: load(f)[0][what + "_ns"])
            marisa = median(own, "marisa", rounds, lambda f: load(f)[0][what + "_ns"])
            for way, shown in [("list", "CompletionList.find"), ("table", "StringTable.find")]:
                ours = median(own, "exact", rounds, lambda f: rows(f, "exact", what=what)[0][way + "_ns"])
                t.against(f"{shown}, {what}", name, ours, peer, 0.6 if name == main else None, "ns", digits=0)
            t.row(f"marisa, {what}", name, "", f"{marisa:.0f} ns")
    for name in lists:
        own = f"{out}/{name}"
        inspected = json.load(open(f"{own}/inspect.json"))["completions"]
        n, sizes = inspected["texts"], inspected["bytes"]
        fst, marisa = load(f"{own}/fst-1.json")[0], load(f"{own}/marisa-1.json")[0]
        raw, same = fst["raw_bytes"] / fst["raw_texts"], fst["bytes"] / n
        aids = sizes["beginnings"] + sizes.get("shapes", 0)
        for what, size in [("keys", sizes["keys"]), ("forms", sizes["forms"]), ("weights", sizes["weights"]),
                           ("fuzzy aids", aids), ("word starts", sizes["word_starts"]), ("all", sum(sizes.values()))]:
            if size:
                bar = {main: 1.5, large: 1.05}.get(name) if what == "keys" else None
                t.against(f"bytes a text: {what}", name, size / n, raw, bar, "B")
        t.row("bytes a text: weights", name, f"{sizes['weights'] / n:.2f} B", "", None, *(
            ("≤ 1.75 B", sizes["weights"] <= 1.75 * n) if name == main else ("", None)))
        t.row("fuzzy aids to keys", name, f"{aids / n:.2f} B", f"keys {sizes['keys'] / n:.2f} B", aids / sizes["keys"], *(
            ("≤ 1x", aids <= sizes["keys"]) if name == main else ("", None)))
        t.row("bytes a text: fst and marisa of our keys", name, "", f"fst {same:.2f}, marisa {marisa['bytes'] / n:.2f} B")
    for name in lists:
        own = f"{out}/{name}"
        peer = median(own, "fst", rounds, lambda f: load(f)[0]["raw_build_ms"])
        ours = median(own, "build", rounds, lambda f: rows(f, "build")[0]["cpu_ms"])
        t.against("build of the sections, CPU", name, ours, peer, 0.25, "ms", digits=0)
        whole = median(own, "cpu", rounds, lambda f: json.load(open(f))["user_s"] * 1e3)
        t.against("`concord build`, user CPU", name, whole, peer, None, "ms", digits=0)
    own = f"{out}/{main}"
    for name in ["twenty", "codespell"]:
        for distance in [1, 2]:
            for p in ["p50", "mean"]:
                peer = median(own, "tantivy", rounds, lambda f: json.load(open(f))[f"{name} {distance}"][p])
                for way in ["walk", "answer"]:
                    ours = median(own, f"near-{name}-{distance}", rounds,
                                  lambda f: rows(f, "near")[0][f"{way}_{p}"])
                    t.against(f"{distance} edit{'s' * (distance - 1)}, {name}, {way}, {p}", main, ours, peer,
                              0.3 if p == "p50" else None, "µs", "tantivy", 0)
    if large:
        for way in ["walk", "answer"]:
            p50, p99, most = (median(f"{out}/{large}", "typos", rounds, lambda f: rows(f, "near")[0][f"{way}_{p}"]) / 1e3
                              for p in ["p50", "p99", "max"])
            t.row(f"2 edits, beginnings, {way}, p50 / p99 / max", large, f"{p50:.2f} / {p99:.2f} / {most:.2f} ms", "",
                  None, "p99 < 5 ms", p99 < 5)
    jaro = median(own, "jaro", rounds, lambda f: json.load(open(f))["median"])
    ours = median(own, "best", rounds, lambda f: float(open(f).read().split("median ")[1].split(",")[0]))
    t.row("ten most similar (Jaro-Winkler), median", main, f"{ours:.2f} ms", f"rapidfuzz {jaro:.1f} ms", jaro / ours,
          "≥ 20x", jaro / ours >= 20)
    for distance in [1, 2]:
        for name in lists[:1] + [main]:
            for row in rows(f"{out}/{name}/quality-{distance}.json", "quality"):
                first, five = {"whole": (0.93, 0.99), "prefix": (0.85, 0.97)}[row["way"]]
                limited = distance == 1 and name == lists[0]
                t.row(f"corrections at {distance}, {row['way']}: first / in five", name,
                      f"{row['first']:.3f} / {row['five']:.3f}", f"{row['pairs']} pairs", None,
                      f"≥ {first} / {five}" if limited else "",
                      row["first"] >= first and row["five"] >= five if limited else None)
    for name in lists:
        p50 = median(f"{out}/{name}", "open", rounds, lambda f: rows(f, "open")[0]["p50"])
        t.row("open", name, f"{p50 / 1e3:.3f} ms", "", None, "< 1 ms", p50 < 1000)
    print(f"\n{t.count} bars, {len(t.missed)} missed" + "".join(f"\n- {line}" for line in t.missed))


if __name__ == "__main__":
    {f.__name__: f for f in [weigh, raw, queries, build, tantivy, near, best, answers, table]}[sys.argv[1]](*sys.argv[2:])
