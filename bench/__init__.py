"""How fast, beside what: `python -m bench --help`. What the numbers mean is told in docs/performance.md."""
