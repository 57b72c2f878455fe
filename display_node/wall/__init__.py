"""What the wall is made of: what is to be seen, in words and rows, and how shapes become pixels."""
