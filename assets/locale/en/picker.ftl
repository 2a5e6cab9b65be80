picker-words = Your picture. Click to pick a place; or move with the arrow keys, with Shift ten steps at a time, and press Enter.
