"""Pure: no Django, no clock, no files, no chance. Values in, values or an error out."""
