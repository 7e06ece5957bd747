"""案卷: volumes, import and export, access to records, retention."""
