"""The pages: one table of addresses (`urls.py`), one folder for each area, one look (`static/zhiji`)."""
