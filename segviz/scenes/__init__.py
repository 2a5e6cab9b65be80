"""Generated scenes with exact masks, any size, the same for a seed on every machine."""
