"""Security checks: our code by bandit, secrets by detect-secrets, packages by pip-audit and npm audit.

The last two ask an advisory source. Where none answers they print NOT CHECKED and do not fail: nothing was found
because nothing was asked, and the last line says so.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import front_end
from machine import say
from stamps import ROOT

BIN = Path(sys.executable).parent
ANSWER_SECONDS = 120
UNKNOWN = 2


def main() -> int:
    checks = {"bandit": bandit, "detect-secrets": secrets, "pip-audit": python_packages, "npm audit": node_packages}
    verdicts = {name: check() for name, check in checks.items()}
    words = {0: "clean", 1: "FOUND SOMETHING", UNKNOWN: "NOT CHECKED (no advisory source answered)"}
    say("")
    for name, verdict in verdicts.items():
        say(f"  {name:<15} {words[verdict]}")
    return int(1 in verdicts.values())


def bandit() -> int:
    say("── bandit")
    configured = [BIN / "bandit", "--quiet", "--recursive", "--configfile", ROOT / "setup" / "bandit.yaml"]
    return ask([*configured, "app", "wsgi.py", "worker.py", "deploy"]).show()


def secrets() -> int:
    """Secrets in files that git keeps; .secrets.baseline lists what was looked at and is none."""
    say("── detect-secrets")
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    generated = {"requirements.txt", "requirements-dev.txt", "package-lock.json", "requirements-node.txt"}
    names = [name for name in files.stdout.split("\0") if name and Path(name).name not in generated]
    present = [name for name in names if (ROOT / name).is_file()]
    return ask([BIN / "detect-secrets-hook", "--baseline", ".secrets.baseline", *present]).show()


def python_packages() -> int:
    say("── pip-audit")
    words = [BIN / "pip-audit", "--requirement", "requirements.txt", "--disable-pip", "--require-hashes"]
    answer = ask([*words, "--format", "json", "--progress-spinner", "off"])
    try:
        packages = json.loads(answer.output)["dependencies"]
    except (ValueError, KeyError):
        return not_checked(answer.errors)
    skipped = [package["skip_reason"] for package in packages if "skip_reason" in package]
    if skipped:
        say(f"{len(skipped)} of {len(packages)} packages could not be looked up.")
    if len(skipped) == len(packages):
        return not_checked(skipped[0] if skipped else "no packages")
    found = [package for package in packages if package.get("vulns")]
    for package in found:
        say(f"{package['name']} {package['version']}: {', '.join(weakness['id'] for weakness in package['vulns'])}")
    return int(bool(found))


def node_packages() -> int:
    say("── npm audit")
    answer = ask(["npm", "audit", "--omit=dev", "--json"])
    try:
        found = json.loads(answer.output)["metadata"]["vulnerabilities"]["total"]
    except (ValueError, KeyError, TypeError):
        return not_checked(answer.errors or answer.output)
    return answer.show() if found else 0


class Answer:
    def __init__(self, status: int, output: str, errors: str) -> None:
        self.status, self.output, self.errors = status, output, errors

    def show(self) -> int:
        """Print what was found; 1 if anything was."""
        if self.status:
            say((self.output + self.errors).strip())
        return int(self.status != 0)


def ask(command: list[str | Path]) -> Answer:
    environment = front_end.node_environment(Path(sys.executable))
    words = [str(part) for part in command]
    try:
        result = subprocess.run(
            words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=ANSWER_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return Answer(1, "", f"no answer within {ANSWER_SECONDS} seconds")
    return Answer(result.returncode, result.stdout, result.stderr)


def not_checked(reason: str) -> int:
    first = reason.strip().splitlines()[:1] or ["no answer"]
    say(f"NOT CHECKED: {first[0][:200]}")
    return UNKNOWN


if __name__ == "__main__":
    sys.exit(main())
