"""The office's certificate authority: who a box is, in writing."""
