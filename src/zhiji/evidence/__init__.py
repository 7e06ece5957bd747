"""音像与证据: recordings and other files of a case, their intake and custody."""
