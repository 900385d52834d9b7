"""The screen kit: base page, parts, registers, charts, workbooks and papers.

Knows no domain word; every app above builds its pages from it. docs/ui.md
shows a register page from view to template.
"""
