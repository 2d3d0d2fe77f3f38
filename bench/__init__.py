"""How fast, beside what: measurements side by side. `python -m bench --help`; what they mean is in docs/performance.md."""
