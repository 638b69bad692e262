"""When X, enqueue Y; nothing else."""
