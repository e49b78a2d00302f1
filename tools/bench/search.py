"""The arithmetic of tools/bench/search: shares of builds, agreement of answers, medians and ratios of times."""
import json
import math
import os
import resource
import statistics
import subprocess
import sys
from collections import defaultdict


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
                        ("default", ["--optimize"])]:
        path = f"{index}/{kind}.ccx"
        costs = []
        for _ in range(3 if kind == "plain" else 1):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([concord, "build", "-q", corpus, "-o", path, "--threads", "1", *flags], check=True)
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
    for kind in ["plain", "optimized", "fields", "default"]:
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
    """Medians over the rounds, class by class, then in short the same of each program's fastest round.

    A virtual machine may run at two speeds, one for minutes and then the other, so that a median of few rounds compares one
    program's slow state with another's fast one; the fastest rounds are of one state.
    """
    names = ["optimized", "plain", "fields", "default", *engines]
    runs = {name: [json.load(open(f"{out}/{name}-{r + 1}.json")) for r in range(int(rounds))] for name in names}
    compare(names, runs, statistics.median, f"medians of {rounds} interleaved runs", lists=True)
    compare(names, runs, min, "each program's fastest run", lists=False)


def compare(names, runs, pick, what, lists):
    """Prints ratios to the faster rival; a class under 10 µs is compared after subtracting each engine's empty query.

    Ours are "optimized", the plain index that rivals are compared with; "plain", the same without --optimize; "fields", which has
    fields and exact forms of the same words; and "default", which has stems too, so that its lists are those of all forms of a word.
    """
    cells, empty = {}, {}
    for name in names:
        empty[name] = pick(run.get("call_overhead_us") or 0 for run in runs[name])
        for row in runs[name][0]["rows"]:
            key = (row["class"], row["band"], row["op"])
            same = [next(x for x in run["rows"] if (x["class"], x["band"], x["op"]) == key) for run in runs[name]]
            cells[name, key] = [pick(x[p] for x in same) for p in ("p50_us", "p99_us")]

    def net(name, value):
        return max(value - empty[name], 0.05) if value < 10 else value

    print(f"== µs at p50 / p99, {what}; empty query: " + ", ".join(f"{name} {empty[name]}" for name in names))
    if lists:
        print(f"{'class':24}{''.join(f'{name:>18}' for name in names)}   ratio p50  p99   fields/plain  default/plain")
    ratios, worst50, worst99, worst_fields, worst_default = [], ("", 0), ("", 0), ("", 0), ("", 0)
    for key in [k for n, k in cells if n == "optimized" and k[2] != "top10+docs"]:
        line = f"{' '.join(key):24}"
        for name in names:
            cell = cells.get((name, key))
            line += f"{cell[0]:9.1f}/{cell[1]:8.1f}" if cell else f"{'-':>18}"
        rivals = [n for n in ("tantivy", "lucene") if (n, key) in cells]
        ours = cells["optimized", key]
        p50 = net("optimized", ours[0]) / min(net(n, cells[n, key][0]) for n in rivals)
        p99 = net("optimized", ours[1]) / min(net(n, cells[n, key][1]) for n in rivals)
        fields, own = (net(n, cells[n, key][0]) / net("optimized", ours[0]) for n in ("fields", "default"))
        ratios.append(p50)
        worst50, worst99 = max(worst50, (key, p50), key=lambda x: x[1]), max(worst99, (key, p99), key=lambda x: x[1])
        worst_fields = max(worst_fields, (key, fields), key=lambda x: x[1])
        worst_default = max(worst_default, (key, own), key=lambda x: x[1])
        if lists:
            print(f"{line}{p50:10.2f}{p99:6.2f}{fields:10.2f}{own:14.2f}")
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
    print(f"geometric mean of p50 to the faster of tantivy and lucene: {mean:.3f} over {len(ratios)} classes")
    for name, (key, ratio) in [("p50", worst50), ("p99", worst99), ("fields to plain", worst_fields),
                                ("default to plain", worst_default)]:
        print(f"worst {name}: {ratio:.2f} ({' '.join(key)})")


if __name__ == "__main__":
    {"build": build, "answers": answers, "times": times}[sys.argv[1]](*sys.argv[2:])
