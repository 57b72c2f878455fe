"""The slides of the information layout: a folder of pictures and Markdown texts, read beside the loop."""
