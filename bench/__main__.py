"""Run the benchmarks and write docs/benchmarks.md from the JSON line that each prints last.

python -m bench            all of them
python -m bench edifact    one
"""

import json
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS = HERE / "results.jsonl"
PAGE = HERE.parent / "docs" / "benchmarks.md"


def main() -> int:
    names = sys.argv[1:] or sorted(path.stem for path in HERE.glob("[a-z]*.py"))
    kept = {}
    if RESULTS.exists():
        kept = {(row := json.loads(line))["script"]: row for line in RESULTS.read_text().splitlines()}
    failed = []
    for name in names:
        print(f"== {name}", flush=True)
        run = subprocess.run(
            [sys.executable, "-m", f"bench.{name}"],
            cwd=HERE.parent,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        print(run.stdout, flush=True)
        if run.returncode or not run.stdout.strip():
            failed.append(name)
            continue
        row = json.loads(run.stdout.strip().splitlines()[-1])
        kept[name] = {"script": name, "on": f"{datetime.now(UTC):%Y-%m-%d}", **row}
    RESULTS.write_text("".join(json.dumps(kept[name]) + "\n" for name in sorted(kept)))
    PAGE.write_text(_page([kept[name] for name in sorted(kept)]))
    if failed:
        print(f"failed: {', '.join(failed)}")
    return bool(failed)


def _page(rows: list[dict[str, Any]]) -> str:
    lines = [
        "# Benchmarks",
        "",
        f"Made by `make bench` from `bench/results.jsonl`. Machine: {platform.machine()}, 2 cores shared by servers and "
        "clients. Each row's peer or raw limit ran in the same minute; compare ratios, not machines.",
        "",
        "| What | Ours | Peer or limit | Ratio | Unit | Day | Notes |",
        "| --- | ---: | ---: | ---: | --- | --- | --- |",
    ]
    for row in rows:
        known = {"script", "on", "name", "ours", "peer", "ratio", "unit", "peer_name", "parts"}
        notes = "; ".join(f"{key} {value}" for key, value in row.items() if key not in known)
        peer = f"{row.get('peer', '')} {row.get('peer_name', '')}".strip()
        lines.append(
            f"| {row['name']} | {row['ours']} | {peer} | {row.get('ratio', '')} | {row['unit']} | {row['on']} | {notes} |"
        )
    for row in rows:
        lines += _parts(row)
    return "\n".join(lines) + "\n"


def _parts(row: dict[str, Any]) -> list[str]:
    """What a row is made of, as a table of its own."""
    if "parts" not in row:
        return []
    return [
        "",
        f"## {row['name']}: one by one, in {row['unit']}",
        "",
        "| What | Ours | Peer |",
        "| --- | ---: | ---: |",
        *(f"| {part['part']} | {part['ours']} | {part['peer'] or ''} |" for part in row["parts"]),
    ]


if __name__ == "__main__":
    sys.exit(main())
