"""What performance is measured with: `python -m bench.run`. See docs/performance.md."""
