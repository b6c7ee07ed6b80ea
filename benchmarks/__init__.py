"""Speed and memory, measured: ratios inside one run, since machines are noisy."""
