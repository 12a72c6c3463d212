"""Wakes the work that runs beside the requests: relay, evidence reading, destruction.

Only a wake-up: what there is to do stands in the features' own tables, so a lost wake-up
delays the work until the next minute and loses nothing.
"""

from server.jobs.queue import Job, close, prepare, run_worker, wake

__all__ = ["Job", "close", "prepare", "run_worker", "wake"]
