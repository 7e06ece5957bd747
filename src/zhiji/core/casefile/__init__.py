"""The case file as data (zhiji-case/1): parse, validate, name the path of what is wrong."""
