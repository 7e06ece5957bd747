"""管理: units, officers and their certificates, accounts and roles, stand-ins. No case is shown here."""
