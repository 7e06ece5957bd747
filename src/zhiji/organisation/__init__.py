"""Units, officers with their 执法证, accounts, roles, and who may do what (`permissions`). Knows no case."""
