"""案件: cases, parties, officers, events (环节), approvals, reports, and the shape that every record of a case shares.

`queries.case_for` is the only way to a case; `actions` change it; `changes.log` is where every change of a case ends.
Knows neither documents nor recordings, and no rule.
"""
