"""Speed as ratios: each figure stands beside a baseline measured in the same run on the same machine."""
