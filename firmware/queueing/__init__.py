"""The rules of the queue, pure: what a command leads to, and what the office looks like after it.

`decide` turns a command into events or a refusal, `evolve` turns an event into the next queue. Nothing here reads a
clock, a file or a socket: time and sender are arguments, so every rule can be tested with values alone.
"""
