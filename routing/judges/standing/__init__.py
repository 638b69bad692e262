"""Where a judge stands beside people: statistics of one judge, and what they amount to."""
