#!/bin/sh
# The desk, by double-click: makes its environment on first use, then opens the browser.
cd "$(dirname "$0")/../.." || exit 1
if ! .venv/bin/python -c 'import starlette, markdown_it, highspy' 2>/dev/null; then  # none, an old one, or one whose Python has gone
  echo "First use: installing what the desk needs. This takes a few minutes."
  for python in python3.13 python3.12 python3.11 python3; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then break; fi
    python=
  done
  if [ -z "$python" ]; then
    echo "Python 3.11 or later is needed: install it from https://www.python.org/downloads/ and start this again."
    printf 'Enter closes this window. '
    read -r _
    exit 1
  fi
  if ! { "$python" -m venv --clear .venv && .venv/bin/python -m pip install -q -e ".[desk]"; }; then
    rm -rf .venv
    echo "The installation failed; see above. Is there a network?"
    printf 'Enter closes this window. '
    read -r _
    exit 1
  fi
fi
exec .venv/bin/python run.py desk
