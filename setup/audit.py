"""Security checks: our code by bandit, secrets by detect-secrets, packages by pip-audit and npm audit.

The last two ask an advisory source. Where none answers they print NOT CHECKED and do not fail: nothing was found
because nothing was asked, and the last line says so. With --own only our own files are checked, as the tests do.
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
KNOWN_SECRETS = ROOT / "setup" / "known-secrets.json"
LOCKS = {"requirements.txt", "requirements-dev.txt", "requirements-node.txt", "package-lock.json"}
FULL_OF_HASHES = LOCKS | {KNOWN_SECRETS.name}


def main() -> int:
    if "--accept" in sys.argv[1:]:
        return accept()
    checks = {"bandit": bandit, "detect-secrets": secrets}
    if "--own" not in sys.argv[1:]:
        checks |= {"pip-audit": python_packages, "npm audit": node_packages}
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
    """Secrets in files that git keeps, without those in KNOWN_SECRETS, which were looked at and are none."""
    say("── detect-secrets")
    known = json.loads(KNOWN_SECRETS.read_text())
    new = [secret for secret in scan() if secret["hash"] not in known.get(secret["file"], [])]
    for secret in new:
        say(f"{secret['file']}:{secret['line']}: {secret['kind']}")
    if new:
        say("Take it out and change it; or, if it is none: python setup/audit.py --accept")
    return int(bool(new))


def accept() -> int:
    """Write down that everything found now is no secret."""
    known: dict[str, list[str]] = {}
    for secret in scan():
        known.setdefault(secret["file"], []).append(secret["hash"])
    KNOWN_SECRETS.write_text(json.dumps(known, indent=1) + "\n")
    return 0


def scan() -> list[dict[str, str]]:
    """File, line, kind and hash of everything that looks like a secret."""
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    names = [name for name in files.stdout.split("\0") if name and Path(name).name not in FULL_OF_HASHES]
    present = [name for name in names if (ROOT / name).is_file()]
    found = json.loads(ask([BIN / "detect-secrets", "scan", *present]).output)["results"]
    return [
        {"file": name, "line": each["line_number"], "kind": each["type"], "hash": each["hashed_secret"]}
        for name, secrets_there in sorted(found.items())
        for each in secrets_there
    ]


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
