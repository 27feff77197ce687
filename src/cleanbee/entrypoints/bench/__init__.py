"""Speed, shown as ratios measured side by side in one run: one scenario a file."""
