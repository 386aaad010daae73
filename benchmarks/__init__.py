"""What the product costs, as ratios that were measured in one run: `python -m benchmarks`."""
