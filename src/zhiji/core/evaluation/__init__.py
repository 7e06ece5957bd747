"""Case file x regulation x moment: findings with their reasons."""
