# Makes documents, checks pages and times them in pieces, for tools/bench/markdown-stream.
import html, importlib.metadata, io, pathlib, re, statistics, subprocess, sys, time

PIECE, RICH_PIECE = 16, 1024
probe, work, names = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
quick = "--quick" in sys.argv
failures = []


def run(*command, text=None):
    return subprocess.run([str(part) for part in command], input=text, stdout=subprocess.PIPE, check=True).stdout


def page(program, *arguments, document):
    return run(program, *arguments, text=document)


def agreed():
    """The files whose pages are the same to all three."""
    digests = [run(probe, "each", names), run(work / "peers", "each", names, "md4c"),
               run(work / "peers", "each", names, "cmark-gfm")]
    lines = [dict(reversed(line.split(" ", 1)) for line in out.decode().splitlines()) for out in digests]
    return [name for name, digest in lines[0].items() if all(other.get(name) == digest for other in lines[1:])]


def is_agreed(text):
    pages = [page(probe, "render", document=text)]
    pages += [page(work / "peers", "render", peer, document=text) for peer in ("md4c", "cmark-gfm")]
    return all(other == pages[0] for other in pages)


def mixed(files, size):
    """A document of whole files and a beginning of one, whose page is the same to all three."""
    text = b""
    for name in files:
        # Front matter is none in the middle of a document.
        piece = re.sub(rb"(?s)\A---\n.*?\n---\n", b"", pathlib.Path(name).read_bytes().replace(b"\r", b""))
        more = text + piece.rstrip() + b"\n\n"
        # A file may define a label that others ask for, or begin something and not end it.
        if is_agreed(more): text = more
        if len(text) >= size: break
    cut = text[:text.rfind(b"\n\n", 0, size) + 1]
    if len(cut) < size * 0.8: sys.exit(f"tools/bench/markdown-stream: too few files for {size} bytes")
    if not is_agreed(cut): sys.exit(f"tools/bench/markdown-stream: the pages of {size} bytes differ")
    return cut


def write(name, text):
    path = work / f"stream-{name}.md"
    path.write_bytes(text)
    return path


def ours(path, *flags):
    """Total milliseconds, and p50, p99 and maximum of a piece in microseconds; the best of three."""
    best = None
    for _ in range(3):
        out = run(probe, "stream", path, PIECE, *flags).decode()
        if "DIFFERS" in out: sys.exit(f"tools/bench/markdown-stream: {path.name}: {out}")
        found = re.search(r": ([\d.]+) ms.*p50 ([\d.]+) p99 ([\d.]+) .*max ([\d.]+) us", out)
        figures = [float(part) for part in found.groups()]
        if best is None: best = figures
        best = [min(pair) for pair in zip(best, figures)]
    return best


def rich(text):
    """Milliseconds of thread CPU for the page of every beginning in pieces of 1 KB, and the page."""
    from rich.console import Console
    from rich.markdown import Markdown
    source = text.decode("utf-8", "replace")
    start, ends = time.thread_time(), list(range(RICH_PIECE, len(source), RICH_PIECE)) + [len(source)]
    for end in ends:
        output = io.StringIO()
        Console(file=output, width=80, force_terminal=True, color_system="truecolor").print(Markdown(source[:end]))
    return (time.thread_time() - start) * 1e3, re.sub(r"\x1b\]8;.*?\x1b\\|\x1b\[[\d;]*m", "", output.getvalue())


def missing_words(ours, theirs):
    """The words of our page in HTML, its tags apart, that another page has nowhere."""
    text = html.unescape(re.sub(r"<[^>]*>", " ", ours))
    # Others break words of more than a line, and within tables.
    return sorted({word for word in re.findall(r"\w{3,20}", text) if word not in theirs})


def bar(name, value, least=None, most=None):
    isMissed = least is not None and value < least or most is not None and value > most
    if isMissed: failures.append(f"{name}: {value:.3g}, bar {least or most}")


def beside(text):
    path = write("100k", text)
    run(probe, "chunks", write_list(path)), run(probe, "chunks", write_list(path), "--terminal")
    mine, lines = ours(path), ours(path, "--terminal")
    md4c = float(re.search(r"([\d.]+) ms", run(work / "peers", "grow", path, PIECE, "md4c").decode())[1])
    spent, theirs = rich(text)
    words = missing_words(page(probe, "render", document=text).decode("utf-8", "replace"), theirs)
    if len(words) > 50: sys.exit(f"tools/bench/markdown-stream: rich's page lacks {len(words)} words: {words[:30]}")
    full = spent * RICH_PIECE / PIECE
    print(f"\n{len(text)} bytes in pieces of {PIECE}, a page after each; ms of thread CPU for all of it\n")
    print("| | HTML | terminal, 80 columns |\n|---|---:|---:|")
    print(f"| ours | {mine[0]:.1f} | {lines[0]:.1f} |")
    print(f"| md4c, all again | {md4c:.0f} ({md4c / mine[0]:.0f}×) | |")
    version = importlib.metadata.version("rich")
    print(f"| rich {version}, all again, 64 × pieces of 1 KB ({spent / 1e3:.1f} s) | | {full:.3g} ({full / lines[0]:.0f}×) |")
    bar("times md4c's speed", md4c / mine[0], least=100)
    bar("times rich's speed", full / lines[0], least=1000)


def write_list(path):
    listed = work / "stream-one"
    listed.write_text(f"{path}\n")
    return listed


WORDS = "lamp linen weaver *soft* light `wick` oil harbour [tide](https://example.org/t) **bright** storm".split()


def word(index): return WORDS[index * 7919 % len(WORDS)]


def line(index, count): return " ".join(word(index * 31 + place) for place in range(count))


def filled(size, make, head=""):
    parts, length, index = [head], len(head), 0
    while length < size:
        parts.append(make(index))
        length += len(parts[-1])
        index += 1
    return "".join(parts).encode()


HUGE = {
    "list": lambda size: filled(size, lambda i: f"- {line(i, 9)}\n"),
    "table": lambda size: filled(
        size, lambda i: f"| {line(i, 3)} | {i} | {line(i + 5, 2)} |\n", "| a | b | c |\n|---|--:|---|\n"),
    "code": lambda size: filled(size, lambda i: f"let lamp{i} = wick({i}, \"oil\") // {i % 7}\n", "```swift\n"),
    "paragraph": lambda size: filled(size, lambda i: f"{line(i, 12)}\n"),
}


def alone(documents):
    print(f"\nPieces of {PIECE} bytes: microseconds of thread CPU for one, its page included\n")
    print("| document | HTML p50 | p99 | max | terminal p50 | p99 | max |\n|---|--:|--:|--:|--:|--:|--:|")
    for name, text in documents:
        path = write(name.replace(" ", "-"), text)
        mine, lines = ours(path), ours(path, "--terminal")
        print(f"| {name} | " + " | ".join(f"{value:.1f}" for value in mine[1:] + lines[1:]) + " |", flush=True)
        if name == "mixed 1 MB":
            for form, figures in (("HTML", mine), ("terminal", lines)):
                bar(f"{form} of 1 MB, p99 in us", figures[2], most=100)
                bar(f"{form} of 1 MB, maximum in us", figures[3], most=2000)


def rates(small, large, pairs=5):
    """A machine may change its speed within seconds, so that what counts is the median of runs made one after the other."""
    print("\n| MB/s | 10 KB | 10 MB | ratio (bar 0.9) |\n|---|--:|--:|--:|")
    few, many = write("10k", small), write("10m", large)
    for form in ((), ("--terminal",)):
        speeds = []
        for _ in range(pairs):
            # 10 KB take a millisecond.
            short = statistics.median(ours(few, *form)[0] for _ in range(9))
            speeds.append((len(small) / short / 1e3, len(large) / ours(many, *form)[0] / 1e3))
        ratio = statistics.median(large / small for small, large in speeds)
        shown = " | ".join(f"{statistics.median(one):.2f}" for one in zip(*speeds))
        print(f"| {'terminal' if form else 'HTML'} | {shown} | {ratio:.2f} |")
        bar("rate at 10 MB by that at 10 KB", ratio, least=0.9)


def main():
    files = agreed()
    text = mixed(files, 1_000_000)
    print(f"{len(files)} of {len(open(names).readlines())} files have one page; documents are made of those")
    beside(mixed(files, 100_000))
    documents = [("mixed 1 MB", text)]
    for name, make in HUGE.items():
        # A paragraph is read again with each piece: 1 MB of it takes minutes, and a piece ten times as long.
        sizes = (("50 KB", 50_000), ("100 KB", 100_000)) if name == "paragraph" else (("100 KB", 100_000), ("1 MB", 1_000_000))
        documents += [(f"one {name} {title}", make(size)) for title, size in sizes]
    alone(documents)
    small = mixed(files, 10_000)
    if not quick: rates(small, small * 1000)
    for failure in failures: print(f"missed: {failure}")
    sys.exit(1 if failures else 0)


main()
