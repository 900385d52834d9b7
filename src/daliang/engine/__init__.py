"""Pure calculations: values in, values out.

No Django, no database, no clock, no settings, no files: an analyst can import
any part of it in a notebook, and every part has a verb on the command line.
"""
