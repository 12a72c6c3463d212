"""Keeps who is logged in where, and how often somebody tried: server-side sessions and a throttle.

等保 8.1.4.1 (time-outs, limits on failed log-ins). No failed try can lock out the owner of an account:
tries from a browser or tablet the owner has used before are counted apart from those of strangers.
"""
