"""The `antrian` command: what a technician types over SSH to see an office, and to make it show, speak or open."""
