# policy: what applied when, what followed it, and which entries somebody ought to look at again.
. ./common.inc
expect 0 policy EO-14110 --as-of 2024-06-01
says "in force since 2023-10-30"
expect 0 policy "eo 14110"
says "rescinded 2025-01-20 by EO-14148, followed by EO-14179"
expect 0 policy EO-14110 --format json
json 'r["schema"] == "bartizan.policy/1" and len(r["items"]) == 1'
json 'r["items"][0]["status"] == "rescinded" and r["items"][0]["since"] == "2025-01-20"'
json 'r["items"][0]["superseded_by"] == ["EO-14179"] and r["items"][0]["ended_by"] == ["EO-14148"]'

# The document that this program is ordered along is shown for what it is.
expect 0 policy CISA-AI-ROADMAP --as-of 2026-11-23
says "historical 2024-10-01"
says "anchor of this program, historical basis: EO-14110"

expect 0 policy --as-of 2026-11-23
says "in force or current"
says "2026-06-10  BOD-26-04"
says "no longer"
says "dates to come"
# Entries that are past their check date are a matter of the day on which this runs.
! grep -v 'should have been checked again' "$err" || fail "nothing is due, and something was said"
expect 0 policy --since 2026-06-01 --as-of 2026-11-23
says "BOD-22-01: superseded by BOD-26-04"
says_not "EO-14110"
expect 0 policy --since 2026-06-01 --as-of 2026-11-23 --format json
json 'any(c["id"] == "BOD-26-04" and c["what"] == "in force" for c in r["changes"])'

# An old register says so, and still answers.
expect 0 policy BOD-26-04 --as-of 2031-01-01
complains "should have been checked again before 2031-01-01"
expect 0 policy --as-of 2031-01-01 --format json
json 'r["overdue_checks"] == len(r["items"]) and all(i["overdue_check"] for i in r["items"])'

expect 0 explain BOD-26-04
says "Prioritizing Security Updates Based on Risk"
expect 2 policy EO-14111
complains "Did you mean EO-14110?"
expect 2 policy --as-of yesterday
expect 2 policy --as-of 2023-02-29
expect 2 policy --since 2026-01-01 --as-of 2025-01-01
