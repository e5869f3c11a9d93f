"""EDIFACT in megabytes a second, beside pydifact on the same messages in the same run. Prints one JSON line.

    python -m bench.edifact [megabytes]

Made input, the same each time: half CODECO, half COARRI, four boxes in most messages, release characters in every
free text of CODECO. `ours` and `peer` build the full tree of segments, elements and components; `events_mb_s` goes on
to container events with evidence and findings. pydifact reads the first messages of the same stream, about 1 MB, for
it would take half a minute over all of them. Memory is that of a process of its own that reads a file ten times as
large, one message at a time.
"""

from __future__ import annotations

import io
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from pydifact.segmentcollection import Interchange

from entrepot.ports.formats import read_stream
from entrepot.ports.formats.edifact.interchange import read_messages
from entrepot.ports.formats.edifact.message import Message
from entrepot.ports.words import MessageReading, ReadingContext
from entrepot.values import ContainerNumber

SEED = 20260101
ROUNDS = 5
OWNERS = ("MSKU", "TGHU", "CBHU", "OOLU", "TRLU", "FSCU", "CSNU", "TEMU")
LINES = ("COS", "OOL", "MSK", "ONE", "EMC")
GOODS = ("FURNITURE ?+ PARTS", "CAF?'E BEANS", "RUBBER?: GLOVES", "WHAT IS IT??", "PALM OIL ?+ SOAP?'S BASE")
PORTS = ("MYKUA", "CNQZH", "SGSIN", "VNSGN", "THLCH", "IDJKT", "PHMNL", "CNSHA")
CONTEXT = ReadingContext(zone_of=lambda _: ZoneInfo("Asia/Shanghai"), file_sha256="0" * 64)


def container(luck: random.Random) -> str:
    number = ContainerNumber(f"{luck.choice(OWNERS)}{luck.randrange(10**6):06}0")
    return f"{number[:10]}{number.expected_check_digit}"


def codeco(luck: random.Random, ref: int) -> list[str]:
    port, line = luck.choice(PORTS), luck.choice(LINES)
    code, status = luck.choice((("34", "2"), ("36", "3")))
    segments = [
        f"UNH+{ref}+CODECO:D:95B:UN:ITG14",
        f"BGM+{code}+{luck.randrange(10**9)}+9",
        f"TDT+20+{luck.randrange(999):03}W+1++{line}:172:20+++{9300000 + luck.randrange(99999)}:146:11:SEA {luck.randrange(99)}",
        f"LOC+165+{port}:139:6+T{luck.randrange(9)}:TER:ZZZ",
        f"NAD+CF+{line}:160:20",
    ]
    boxes = luck.choice((2, 4, 4, 4, 6))
    for _ in range(boxes):
        segments += [
            f"EQD+CN+{container(luck)}+{luck.choice(('22G1', '45G1', '42R1'))}:102:5++{status}+5",
            f"RFF+BN:{luck.randrange(10**10)}",
            f"DTM+7:2026{luck.randrange(1, 13):02}{luck.randrange(1, 29):02}{luck.randrange(24):02}{luck.randrange(60):02}:203",
            f"LOC+11+{luck.choice(PORTS)}:139:6",
            f"MEA+AAE+G+KGM:{luck.randrange(4000, 30000)}",
            f"SEL+{luck.randrange(10**7)}+{luck.choice(('CA', 'SH'))}",
            f"FTX+AAA+++{luck.choice(GOODS)} {luck.randrange(10**4)}",
            f"TDT+1++3+31++++TRK{luck.randrange(10**4)}:146",
        ]
    return [*segments, f"CNT+16:{boxes}", f"UNT+{len(segments) + 2}+{ref}"]


def coarri(luck: random.Random, ref: int) -> list[str]:
    port, line = luck.choice(PORTS), luck.choice(LINES)
    code, status, here, there = luck.choice((("44", "3", "11", "9"), ("46", "2", "9", "11")))
    segments = [
        f"UNH+{ref}+COARRI:D:95B:UN:ITG13",
        f"BGM+{code}+{luck.randrange(10**9)}+9",
        f"TDT+20+{luck.randrange(999):03}E+1+13+{line}:172:20+++3E{luck.choice('ABCDEF')}X{luck.randrange(9)}:103::SEA {luck.randrange(99)}",
        f"LOC+{here}+{port}:139:6+T{luck.randrange(9)}:TER:ZZZ",
        f"DTM+132:2026{luck.randrange(1, 13):02}{luck.randrange(1, 29):02}0000:203",
        f"NAD+CF+{line}:172:20",
    ]
    boxes = luck.choice((2, 4, 4, 4, 6))
    for _ in range(boxes):
        segments += [
            f"EQD+CN+{container(luck)}+{luck.choice(('22G1', '45G1', '42R1'))}:102:5++{status}+5",
            f"RFF+BN:{luck.randrange(10**10)}",
            "TMD+3",
            f"DTM+203:2026{luck.randrange(1, 13):02}{luck.randrange(1, 29):02}{luck.randrange(24):02}{luck.randrange(60):02}:203",
            f"LOC+{there}+{luck.choice(PORTS)}:139:6",
            f"LOC+147+{luck.randrange(10**6):07}::5",
            f"MEA+AAE+G+KGM:{luck.randrange(4000, 30000)}",
            f"SEL+{luck.randrange(10**7)}+{luck.choice(('CA', 'SH'))}",
            f"FTX+AAA+++GENERAL CARGO {luck.randrange(10**4)}",
        ]
    return [*segments, f"CNT+16:{boxes}", f"UNT+{len(segments) + 2}+{ref}"]


def messages(size: int) -> Iterator[bytes]:
    """Whole messages of about `size` bytes together."""
    luck, ref = random.Random(SEED), 0
    while size > 0:
        ref += 1
        message = ("'".join((codeco, coarri)[ref % 2](luck, ref)) + "'").encode()
        size -= len(message)
        yield message


def interchange(parts: list[bytes], ref: int = 1) -> bytes:
    head = f"UNB+UNOC:3+QINZHOU+KUANTAN+260101:0800+{ref}'".encode()
    return head + b"".join(parts) + f"UNZ+{len(parts)}+{ref}'".encode()


def count_segments(source: bytes) -> int:
    return sum(len(item.segments) for item in read_messages(source) if isinstance(item, Message))


def count_events(source: bytes) -> int:
    return sum(len(item.events) for item in read_stream(source, CONTEXT) if isinstance(item, MessageReading))


def count_peer_segments(text: str) -> int:
    with warnings.catch_warnings():
        # It says once per service segment that it has no description to validate it by.
        warnings.simplefilter("ignore")
        return sum(1 for _ in Interchange.from_str(text).segments)


def speed(work: Callable[[], int], size: int, rounds: int) -> tuple[float, int]:
    """Median megabytes a second, and what the work counted."""
    taken, counted = [], 0
    for _ in range(rounds):
        begin = time.perf_counter()
        counted = work()
        taken.append(time.perf_counter() - begin)
    return size / 1e6 / statistics.median(taken), counted


def peak_mb(path: Path) -> float:
    """Peak resident memory of a process that reads the file to events, one message at a time."""
    run = subprocess.run(
        [sys.executable, "-m", "bench.edifact", "--read", str(path)],
        cwd=Path(__file__).parent.parent,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return float(run.stdout)


def read_alone(path: Path) -> None:
    with path.open("rb") as file:
        for _ in read_stream(file, CONTEXT):
            pass
    peak = next(
        line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")
    )
    print(round(int(peak.split()[1]) / 1024, 1))


def main() -> None:
    if sys.argv[1:2] == ["--read"]:
        read_alone(Path(sys.argv[2]))
        return
    megabytes = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    parts = list(messages(int(megabytes * 1e6)))
    whole = interchange(parts)
    few = interchange(list(messages(1_000_000)))
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder, "large.edi")
        with large.open("wb") as file:
            for ref in range(10):
                file.write(interchange(parts, ref))
        large_mb, peak = large.stat().st_size / 1e6, peak_mb(large)
    ours, segments = speed(lambda: count_segments(whole), len(whole), ROUNDS)
    events_speed, events = speed(lambda: count_events(whole), len(whole), 3)
    ours_few, same = speed(lambda: count_segments(few), len(few), ROUNDS)
    text = io.TextIOWrapper(io.BytesIO(few), "iso8859-1").read()
    peer, peer_segments = speed(lambda: count_peer_segments(text), len(few), 1)
    # pydifact gives neither UNB nor UNZ among its segments.
    if peer_segments != same:
        raise SystemExit(f"pydifact found {peer_segments} segments, we {same}")
    print(
        json.dumps(
            {
                "name": "EDIFACT, full segment tree",
                "ours": round(ours, 1),
                "peer": round(peer, 2),
                "peer_name": "pydifact 0.2.3 (first 1 MB of the same messages)",
                "ratio": round(ours_few / peer, 1),
                "unit": "MB/s",
                "events_mb_s": round(events_speed, 1),
                "events_per_s": round(events / (len(whole) / 1e6) * events_speed),
                "messages": len(parts),
                "segments": segments,
                "megabytes": round(len(whole) / 1e6, 1),
                "peak_mb": peak,
                "peak_on_mb": round(large_mb),
            }
        )
    )


if __name__ == "__main__":
    main()
