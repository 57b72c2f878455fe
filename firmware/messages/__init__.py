"""The words that cross the broker: commands, answers, notices, requests, topics and the codec.

Everything here is a frozen value. No clock, file or socket is touched, so both ends of every topic can share
these modules and a test can build any message by hand.
"""
