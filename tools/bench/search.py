"""The arithmetic of tools/bench/search: shares of builds, agreement of answers, medians and ratios of times."""
import json
import math
import os
import re
import resource
import statistics
import subprocess
import sys
from collections import defaultdict


def stems(corpus, stemmed, queries, stemmed_queries):
    """The corpus and the queries with the stem of each word in its place: the lists of an index with stems, without its fields.

    Beginnings of words stay as they are: what they are compared with is the plain index.
    """
    import snowballstemmer
    stemmer, known = snowballstemmer.stemmer("english"), {}

    def stem(match):
        word = match.group(0)
        if word not in known:
            known[word] = stemmer.stemWord(word)
        return known[word]

    word = re.compile(r"[^\W_]+")
    if not os.path.exists(stemmed):
        with open(corpus, encoding="utf-8") as lines, open(f"{stemmed}.part", "w", encoding="utf-8") as out:
            for line in lines:
                document = json.loads(line)
                for key, value in document.items():
                    if key != "id" and isinstance(value, str):
                        document[key] = word.sub(stem, value.lower())
                out.write(json.dumps(document, ensure_ascii=False) + "\n")
        os.rename(f"{stemmed}.part", stemmed)
    with open(queries, encoding="utf-8") as lines, open(stemmed_queries, "w", encoding="utf-8") as out:
        for line in lines:
            kind, band, query = line.rstrip("\n").split("\t")
            changed = query if kind.startswith("prefix") else word.sub(stem, query.lower())
            out.write(f"{kind}\t{band}\t{changed}\n")


def build(concord, corpus, index, out, *engines):
    """CPU of whole processes of ours beside the peers' (tantivy's without Python's JSON), median of three."""
    for engine in engines:
        peer = json.load(open(f"{out}/build-{engine}.json"))
        # The engine's share is already without what Python's JSON took.
        cpu = peer["engine_cpu_s"] if "engine_cpu_s" in peer else peer["cpu_s"] - peer.get("python_json_parse_cpu_s", 0)
        print(f"{engine:10}{cpu:8.2f}{peer['index_bytes']:14}")
        if engine == "tantivy":
            share = cpu
    for kind, flags in [("plain", ["--plain"]), ("optimized", ["--plain", "--optimize"]), ("fields", ["--no-stem", "--optimize"]),
                        ("default", ["--optimize"]), ("stems", ["--plain", "--optimize"])]:
        path = f"{index}/{kind}.ccx"
        source = f"{index}/stems.jsonl" if kind == "stems" else corpus
        costs = []
        for _ in range(3 if kind == "plain" else 1):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([concord, "build", "-q", source, "-o", path, "--threads", "1", *flags], check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            costs.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        cost = statistics.median(costs)
        print(f"{kind:10}{cost:8.2f}{os.path.getsize(path):14}  {cost / share:.2f} of tantivy's CPU")


def load(path, op="top10"):
    answers = (json.loads(line) for line in open(path, encoding="utf-8"))
    return {(a["class"], a["band"], a["q"]): a["hits"] for a in answers if a["op"] == op}


def near(score):
    # Hits are printed with five decimals, and both sides compute in single precision.
    return 1e-5 + 1e-6 * abs(score)


def answers(out):
    """Searcher equals reference on every index; optimized equals plain; with tantivy's norms the same scores as tantivy."""
    failed = False
    for kind in ["plain", "optimized", "fields", "default", "stems"]:
        ours, reference = load(f"{out}/hits-{kind}.jsonl"), load(f"{out}/reference-{kind}.jsonl")
        wrong = sum(ours[key] != reference[key] for key in reference)
        failed |= wrong > 0 or set(ours) != set(reference)
        print(f"{kind}: searcher against the definition, {len(reference)} queries: {wrong} differ")
    plain, optimized = load(f"{out}/hits-plain.jsonl"), load(f"{out}/hits-optimized.jsonl")
    wrong = sum(plain[key] != optimized[key] for key in plain)
    failed |= wrong > 0
    print(f"optimized against plain: {wrong} differ")
    theirs, same_norms = load(f"{out}/hits-tantivy.jsonl"), load(f"{out}/norms.jsonl")
    rows = defaultdict(lambda: [0, 0, 0, 0.0])
    for key, hits in same_norms.items():
        if key not in theirs:
            continue
        row = rows[key[0]]
        # tantivy gives every document of a prefix the same score, ours 1 as well; elsewhere the constant k1 + 1.
        factor = 1 if key[0] == "prefix_docs" else 2.2
        a = [score for _, score in theirs[key]]
        b = [score * factor for _, score in hits]
        tenth = a[-1] if a else 0.0
        row[0] += 1
        row[1] += len(a) == len(b) and all(abs(x - y) <= near(x) for x, y in zip(a, b))
        above = {i for i, score in theirs[key] if score > tenth + near(tenth)}
        row[2] += above == {i for i, score in hits if score * factor > tenth + near(tenth)}
        names = {i for i, _ in theirs[key]}
        row[3] += len(names & {i for i, _ in plain[key]}) / len(names) if names else float(not plain[key])
    for kind, (n, scores, documents, overlap) in sorted(rows.items()):
        print(f"{kind}: {n} queries; with tantivy's norms the same scores {scores}, the same documents above the tenth "
              f"{documents}; with our lengths overlap {overlap / n:.3f}")
    if failed:
        sys.exit("the answers are wrong: nothing is timed")


def times(out, rounds, *engines):
    """Ratios of medians over the rounds, class by class; then in short medians of ratios within a round, and fastest rounds.

    A virtual machine may run at two speeds, one for minutes and then the other, so that medians of few rounds compare one
    program's slow state with another's fast one. Ratios within a round and fastest rounds suffer less from that.
    """
    names = ["optimized", "plain", "fields", "stems", "default", *engines]
    runs = {name: [json.load(open(f"{out}/{name}-{r + 1}.json")) for r in range(int(rounds))] for name in names}
    single = [Times(names, {name: [runs[name][r]] for name in names}, min) for r in range(int(rounds))]
    medians = Times(names, runs, statistics.median)
    medians.table(f"medians of {rounds} interleaved runs")
    summary(medians, lambda of: of(medians), "ratios of those")
    summary(medians, lambda of: statistics.median(of(round) for round in single), "medians of the ratios within a round")
    fastest = Times(names, runs, min)
    summary(fastest, lambda of: of(fastest), "ratios of each program's fastest run")


class Times:
    """µs at p50 and p99 of every program and class, picked from its runs.

    Ours are "optimized", the plain index that rivals are compared with; "plain", the same without --optimize; "fields", which has
    fields and exact forms of the same words; "default", which has stems too, so that its lists are those of all forms of a word;
    and "stems", a plain index of the corpus with stems in place of words: those lists without fields.
    """

    def __init__(self, names, runs, pick):
        self.names = names
        self.cells = {}
        self.empty = {name: pick(run.get("call_overhead_us") or 0 for run in runs[name]) for name in names}
        for name in names:
            for row in runs[name][0]["rows"]:
                key = (row["class"], row["band"], row["op"])
                same = [next(x for x in run["rows"] if (x["class"], x["band"], x["op"]) == key) for run in runs[name]]
                self.cells[name, key] = [pick(x[p] for x in same) for p in ("p50_us", "p99_us")]
        self.classes = [key for name, key in self.cells if name == "optimized" and key[2] != "top10+docs"]

    def net(self, name, key, column):
        """A class under 10 µs is compared after subtracting each engine's empty query."""
        value = self.cells[name, key][column]
        return max(value - self.empty[name], 0.05) if value < 10 else value

    def rival(self, key, column):
        """Ours to the faster of tantivy and Lucene."""
        return self.net("optimized", key, column) / min(
            self.net(n, key, column) for n in ("tantivy", "lucene") if (n, key) in self.cells)

    def own(self, name, base, key):
        return self.net(name, key, 0) / self.net(base, key, 0)

    def same_lists(self, key):
        """The default to a plain index with the same lists; beginnings of words have no such index."""
        return self.own("default", "optimized" if key[0].startswith("prefix") else "stems", key)

    def table(self, what):
        print(f"== µs at p50 / p99, {what}; empty query: " + ", ".join(f"{n} {self.empty[n]}" for n in self.names))
        print(f"{'class':24}{''.join(f'{name:>18}' for name in self.names)}   ratio p50  p99"
              "   fields/plain  default/stems  default/plain")
        for key in self.classes:
            line = f"{' '.join(key):24}"
            for name in self.names:
                cell = self.cells.get((name, key))
                line += f"{cell[0]:9.1f}/{cell[1]:8.1f}" if cell else f"{'-':>18}"
            print(f"{line}{self.rival(key, 0):10.2f}{self.rival(key, 1):6.2f}{self.own('fields', 'optimized', key):10.2f}"
                  f"{self.same_lists(key):15.2f}{self.own('default', 'optimized', key):15.2f}")


def summary(times, pick, what):
    """Prints the mean and the worst; `pick` gets a function of `Times` to a ratio."""
    ratios = {key: pick(lambda t: t.rival(key, 0)) for key in times.classes}
    mean = math.exp(sum(map(math.log, ratios.values())) / len(ratios))
    print(f"== {what}\ngeometric mean of p50 to the faster of tantivy and lucene: {mean:.3f} over {len(ratios)} classes")
    for name, of in [("p50", lambda t, k: t.rival(k, 0)), ("p99", lambda t, k: t.rival(k, 1)),
                     ("fields to plain", lambda t, k: t.own("fields", "optimized", k)),
                     ("default to plain with the same lists", lambda t, k: t.same_lists(k)),
                     ("default to plain", lambda t, k: t.own("default", "optimized", k))]:
        worst = sorted(((pick(lambda t: of(t, key)), key) for key in times.classes), reverse=True)
        above = sum(ratio > 1.5 for ratio, _ in worst)
        print(f"worst {name}: " + ", ".join(f"{ratio:.2f} ({' '.join(key)})" for ratio, key in worst[:3])
              + (f"; {above} of {len(worst)} above 1.5" if "plain" in name else ""))


if __name__ == "__main__":
    {"stems": stems, "build": build, "answers": answers, "times": times}[sys.argv[1]](*sys.argv[2:])
