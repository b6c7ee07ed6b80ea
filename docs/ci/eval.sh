#!/bin/sh
# The evaluation for any CI, from the project's folder; leaves results.* and summary.md. Exit: 0 the gates held, 1 one was
# missed, 2 usage (a broken set), 4 it could not run. SETS and CORPUS may name your own: SETS=my/sets CORPUS=my/reports.
set -eu
gongkai eval ${SETS:-eval/sets/core.yaml eval/sets/claims.jsonl} --corpus "${CORPUS:-samples/*.*}" --no-history \
  --min-accuracy 0.98 --max-wrong 0 --max-unsourced 0 ${BASELINE:+--baseline "$BASELINE" --fail-on-regression} \
  --junit results.xml --markdown summary.md --out results.json --html results.html --csv results.csv
