"""Fails where an installed package has a known vulnerability; goes on, and says so, where nobody can be asked."""

import json
import subprocess
import sys

asked = subprocess.run(["pip-audit", "--progress-spinner", "off", "--format", "json"], capture_output=True, text=True)
rows = json.loads(asked.stdout)["dependencies"] if asked.stdout.strip() else []
audited = [row for row in rows if "vulns" in row]
if not audited:
    reason = asked.stderr.strip().splitlines()[-1:] if not rows else ["no package is known there"]
    print("audit: skipped, its data cannot be reached:", *reason)
    sys.exit()
found = [f"{row['name']} {row['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'no version'}"
         for row in audited for hole in row["vulns"]]  # fmt: skip
print(f"audit: {len(audited)} of {len(rows)} packages looked up, {len(found)} known vulnerabilities")
print(*found, sep="\n")
sys.exit(bool(found))
