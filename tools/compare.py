"""The arithmetic of tools/compare-tantivy: build shares, agreement of answers, ratios of times."""
import json
import os
import resource
import subprocess
import sys
from collections import defaultdict


def build(result, concord, corpus, index):
    """CPU of the engine (tantivy's without Python's JSON) and of our whole process, with the sizes."""
    peer = json.load(open(result))
    share = peer["engine_cpu_s"] - peer["python_json_parse_cpu_s"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([concord, "build", "-q", corpus, "-o", index, "--plain", "--threads", "1"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    ours = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"concord {ours:.2f} s, {os.path.getsize(index)} bytes; tantivy {share:.2f} s, {peer['index_bytes']} bytes; "
          f"ratio {ours / share:.2f}")


def load(path):
    answers = (json.loads(line) for line in open(path, encoding="utf-8"))
    return {(a["class"], a["band"], a["q"]): a["hits"] for a in answers if a["op"] == "top10"}


def near(score):
    # Hits are printed with five decimals, and both sides compute in single precision.
    return 1e-5 + 1e-6 * abs(score)


def answers(peer, searcher, own, norms):
    """Searcher equals reference; reference with tantivy's norms equals tantivy; overlap with our own norms."""
    theirs, ours, reference, same_norms = load(peer), load(searcher), load(own), load(norms)
    wrong = sum(ours[key] != reference[key] for key in ours)
    print(f"searcher against reference scorer: {len(ours)} queries, {wrong} differ")
    rows = defaultdict(lambda: [0, 0, 0, 0.0])
    for key, hits in same_norms.items():
        row = rows[key[0]]
        a = [score for _, score in theirs[key]]
        b = [score * 2.2 for _, score in hits]  # the constant k1 + 1
        tenth = a[-1] if a else 0.0
        row[0] += 1
        row[1] += len(a) == len(b) and all(abs(x - y) <= near(x) for x, y in zip(a, b))
        above = {i for i, score in theirs[key] if score > tenth + near(tenth)}
        row[2] += above == {i for i, score in hits if score * 2.2 > tenth + near(tenth)}
        names = {i for i, _ in theirs[key]}
        row[3] += len(names & {i for i, _ in reference[key]}) / len(names) if names else float(not reference[key])
    for kind, (n, scores, documents, overlap) in sorted(rows.items()):
        print(f"{kind}: {n} queries; with tantivy's norms the same scores {scores}, the same documents above the tenth "
              f"{documents}; with our lengths overlap {overlap / n:.3f}")
    if wrong:
        sys.exit(1)


def times(ours, theirs):
    def rows(path):
        return {(r["class"], r["band"], r["op"]): r for r in json.load(open(path))["rows"]}
    a, b = rows(ours), rows(theirs)
    for key in a:
        if key in b:
            x, y = a[key]["p50_us"], b[key]["p50_us"]
            print(f"{' '.join(key):24}{x:10.1f}{y:10.1f}{x / y:8.2f}")


if __name__ == "__main__":
    {"build": build, "answers": answers, "times": times}[sys.argv[1]](*sys.argv[2:])
