"""Run the tests part by part and say plainly how it went: `python setup/run_tests.py check|all|soak`.

Every part runs, also after one has failed. Ends with 0 only when all of them passed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

import front_end
import measured
import parts
from machine import say
from stamps import ROOT

PERMISSIONS = "app/permissions/"
FEW = 5


@dataclass(frozen=True)
class Result:
    part: parts.Part
    passed: bool
    seconds: float

    def line(self) -> str:
        word = "passed" if self.passed else "FAILED"
        return f"  {self.part.name:<14} {word}  {self.seconds:6.0f} s  {counted(self.part.report)}".rstrip()


def main(words: list[str]) -> int:
    chosen = {
        "check": parts.check,
        "all": lambda: [*parts.check(measured=True), *parts.weaknesses(), *parts.integration(), *parts.browsers()],
        "soak": parts.soak,
    }[words[0]]()
    shutil.rmtree(parts.RESULTS, ignore_errors=True)
    parts.RESULTS.mkdir(parents=True)
    shutil.rmtree(measured.NOTES, ignore_errors=True)
    try:
        results = [run(part) for part in chosen]
    except KeyboardInterrupt:
        say("\nInterrupted.")
        return 130
    return summary(results)


def run(part: parts.Part) -> Result:
    began = time.monotonic()
    status = execute(part)
    if status and part.second and may_be_missed(again := failed_tests(part.report)):
        say(f"\nOnce more, by themselves: {', '.join(again)}")
        status = execute(part.second)
    return Result(part, status == 0, time.monotonic() - began)


def execute(part: parts.Part) -> int:
    say(f"\n── {part.name} " + "─" * (60 - len(part.name)))
    environment = front_end.node_environment(Path(sys.executable)) | {
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "setup")]),
        "PATH": os.pathsep.join([str(parts.BIN), front_end.node_environment(Path(sys.executable))["PATH"]]),
        **part.environment,
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of processes would compile all of it anew
    try:
        return subprocess.run(part.command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False).returncode
    except OSError as error:
        say(f"{part.command[0]}: {error.strerror}")
        return 1


def failed_tests(report: Path) -> list[str]:
    """The names of those that failed or broke, with their modules, out of a part's report."""
    if not report.exists():
        return []
    cases = ElementTree.parse(report).iter("testcase")
    failed = [case for case in cases if {"failure", "error"} & {child.tag for child in case}]
    return [f"{case.get('classname')}.{case.get('name')}" for case in failed]


def may_be_missed(failed: list[str]) -> bool:
    """Whether they are few, and all of a make that a busy machine can upset."""
    return 0 < len(failed) <= FEW and all(name.startswith(parts.WHOLE_PROCESSES) for name in failed)


def summary(results: list[Result]) -> int:
    say("\n── summary " + "─" * 53)
    for result in results:
        say(result.line())
    say(f"  {'in all':<14}         {sum(result.seconds for result in results):6.0f} s")
    failed = [result.part.name for result in results if not result.passed]
    if not covered():
        failed.append(f"branches of {PERMISSIONS}")
    say(f"\nFAILED: {', '.join(failed)}" if failed else "\nAll of it passed.")
    return 1 if failed else 0


def counted(report: Path) -> str:
    """How many tests a part had, out of its report."""
    if not report.exists():
        return ""
    suite = next(ElementTree.parse(report).iter("testsuite"))
    numbers = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
    words = [f"{numbers['tests']} tests"]
    words += [f"{numbers[name]} {name}" for name in ("failures", "errors", "skipped") if numbers[name]]
    return ", ".join(words)


def covered() -> bool:
    """Print the coverage; False where a branch of the permissions was never taken."""
    coverage = measured.together()
    if coverage is None:
        return True
    lines, branches = (share(coverage["summary"], what) for what in ("lines", "branches"))
    say(f"  coverage: {lines:.1f} % of lines, {branches:.1f} % of branches; what is missing: {measured.REPORT}")
    rights = {name: found for name, found in coverage["files"].items() if name.startswith(PERMISSIONS)}
    gaps = [name for name, found in rights.items() if found["missing_lines"] or found["missing_branches"]]
    for name in gaps:
        say(f"  {name}: not covered {rights[name]['missing_lines']} {rights[name]['missing_branches']}")
    return bool(rights) and not gaps


def share(summary: dict[str, int], what: str) -> float:
    """How many of a hundred lines, or branches, were reached."""
    reached = summary[f"covered_{what}"]
    return 100 * reached / max(reached + summary[f"missing_{what}"], 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
