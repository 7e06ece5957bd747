"""案件: cases, parties, events, approvals, reports."""
