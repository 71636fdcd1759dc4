#!/usr/bin/env bash
# Install the built wheel into an empty environment and use it: what works in a checkout may lack files in a wheel.
set -euo pipefail
bin=$(realpath "$1")
wheel=$(realpath dist/*.whl)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
chmod 755 "$place"
constraints=$(realpath requirements.txt)
cd "$place"
"$bin/uv" venv --quiet --python "$bin/python" empty
"$bin/uv" pip install --quiet --python empty/bin/python --constraints "$constraints" "$wheel"
echo '{"id": "w-1", "channel": "chat", "language": "en", "turns": [
  {"speaker": "customer", "text": "My card was stolen and I am really worried."},
  {"speaker": "agent", "text": "I am so sorry your card was stolen."}]}' | tr -d '\n' >one.json
empty/bin/qa score one.json | grep -q '"empathy":{"score":1.0'
QA_HOME="$place/home" empty/bin/qa migrate
empty/bin/python -c '
from qa_service.embedded.sample_centre.calls import recordings
from qa_service.reports.document import TEMPLATES
assert len(recordings()) >= 6 and (TEMPLATES / "coaching.typ").exists()'
echo "the wheel works in an empty environment"
