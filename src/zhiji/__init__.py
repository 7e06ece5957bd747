"""执迹: 行政执法全过程记录, a record system for administrative enforcement."""
