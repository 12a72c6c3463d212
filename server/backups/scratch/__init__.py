"""Places for what a backup or a restore must have in clear; what a kill left there goes before anything else."""
