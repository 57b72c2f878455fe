"""`antrian doctor`: looks at one machine and, from there, at the office, and says what to do."""
