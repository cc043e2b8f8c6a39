"""Time and memory of the plan reader, each measured in a process of its own.

    python benchmarks/plan_reader.py

Prints how long one page takes with the start of the interpreter (limit 2 s; PLAN_PAGE names a page of your own), the
peak memory over 1,000 pages (limit 300 MB), and how much more a page costs among 1,000 than among 100 (aim 1.2 or less).
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINES_OF_A_PAGE = 28
CHARACTERS_OF_A_LINE = 30
HEADS = ("建强基层组织", "培育专业队伍", "完善服务机制", "提升治理效能", "压实工作责任")
SENTENCES = (
    "围绕全市中心工作，统筹推进各项任务，健全定期调度、跟踪问效的工作机制。",
    "全年举办专题培训班不少于{a}期，培训基层干部{b}名以上，其中年轻干部占比达到{c}%。",
    "到{year}年底前，每个县区至少打造{d}个示范点，群众满意率保持在{c}%以上。",
    "坚持问题导向，对照清单逐项整改，做到人人有责、事事有回应、件件有着落。",
    "力争新建服务站点{a}个，选派专业技术人才{b}人到企业开展帮扶。",
)


def page(number: int) -> str:
    """One page of an invented plan, hard-wrapped, with headings, figures and a page number."""
    text = [f"（{'一二三四五六七八九十'[number % 10]}）{HEADS[number % len(HEADS)]}"]
    paragraph = 0
    while len(text) < LINES_OF_A_PAGE:
        figures = {
            "a": number % 40 + 3,
            "b": number % 900 + 20,
            "c": number % 30 + 65,
            "d": number % 4 + 2,
            "year": 2024,
        }
        body = "".join(SENTENCES[(number + paragraph + n) % len(SENTENCES)] for n in range(4)).format(**figures)
        body = f"　　{paragraph + 1}.{HEADS[(number + paragraph) % len(HEADS)]}。{body}"
        text += [body[at : at + CHARACTERS_OF_A_LINE] for at in range(0, len(body), CHARACTERS_OF_A_LINE)]
        paragraph += 1
    return "\n".join([*text[:LINES_OF_A_PAGE], f"— {number + 1} —\f"])


def plan(pages: int) -> str:
    """An invented plan of so many pages."""
    return "云川市2024年重点工作任务\n一、重点任务\n" + "\n".join(page(number) for number in range(pages))


def measure(path: Path) -> tuple[float, float, float]:
    """Seconds by the clock, seconds of computing and peak megabytes of one run of the command on the file."""
    command = [sys.executable, "-m", "zugong", "plan", "read", str(path), "--json"]
    start = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode:
        sys.exit(f"the reader failed on {path.name}")
    return (
        seconds,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024),
    )


def main() -> None:
    """Measure and print."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as folder:
        sizes = {1: Path(folder, "1.txt"), 100: Path(folder, "100.txt"), 1000: Path(folder, "1000.txt")}
        for pages, path in sizes.items():
            path.write_text(plan(pages), encoding="utf-8")
        given = Path(os.environ["PLAN_PAGE"]).resolve() if os.environ.get("PLAN_PAGE") else sizes[1]
        measure(given)
        page_clock, page_work = (
            min(column) for column in list(zip(*(measure(given) for _ in range(3)), strict=True))[:2]
        )
        _, hundred, _ = measure(sizes[100])
        clock, thousand, megabytes = measure(sizes[1000])
    # Computing time, unlike the clock, does not grow with what else the machine is doing.
    start = min(page_work, hundred / 2)
    ratio = ((thousand - start) / 1000) / ((hundred - start) / 100)
    print(f"one page, interpreter start included: {page_clock:.2f} s (limit 2 s)")
    print(f"1,000 pages: {clock:.1f} s, peak {megabytes:.0f} MB (limit 300 MB)")
    print(f"a page among 1,000 against one among 100: {ratio:.2f} (aim 1.2 or less)")


if __name__ == "__main__":
    main()
