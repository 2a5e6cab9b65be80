"""Data sets, augmentation, recipes, training and evaluation: what made the shipped weights, and can make them again."""
