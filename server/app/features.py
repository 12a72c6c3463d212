"""What the application is made of: one line for each feature, low layers first.

A new feature adds its blueprint; its models are imported so that migrations see them; a
preparation hooks it into requests (log-in, the acting officer); a job is work beside them.
"""

from collections.abc import Callable

from flask import Flask
from flask_smorest import Blueprint

from server.accounts import routes as accounts
from server.activation import routes as activation
from server.activation.jobs import relay, temporary_cards
from server.activation.notices import routes as notices
from server.audit import models as _audit_models  # noqa: F401
from server.backups import routes as backups
from server.backups.history import routes as lost_histories
from server.backups.jobs import nightly_backup
from server.cards import routes as cards
from server.cards.imports.jobs import imports
from server.cards.temporary import models as _temporary_models  # noqa: F401
from server.custody import routes as custody
from server.evidence import routes as evidence
from server.evidence.actions import read_waiting
from server.issuance import routes as issuance
from server.issuance.back_entry import routes as back_entry
from server.issuance.confirmations import routes as confirmations
from server.issuance.contacts import routes as contacts
from server.issuance.cosigns import routes as cosigns
from server.issuance.error_list import routes as error_list
from server.issuance.freezes import routes as freezes
from server.issuance.proxies import routes as proxies
from server.issuance.recalls import routes as recalls
from server.issuance.receipt_books import routes as receipt_books
from server.issuance.receipts import routes as receipts
from server.issuance.register import routes as register
from server.issuance.temporary_cards import routes as issued_temporary_cards
from server.issuance.temporary_cards.jobs import late_temporary_cards
from server.jobs import Job
from server.reports import routes as reports
from server.reports.rounds import routes as round_report
from server.rounds import routes as rounds
from server.rounds.close import routes as close
from server.rounds.notices import routes as round_notices
from server.rounds.paper import routes as round_papers
from server.sync import routes as sync
from server.sync.checkpoints.jobs import checkpoint
from server.sync.counter_settlements import routes as counter_settlements
from server.sync.desk import routes as paper_records
from server.sync.epochs import routes as lost_epochs
from server.sync.fleet import routes as fleet
from server.sync.rescue import routes as rescue
from server.sync.settlements import routes as settlements
from server.sync.tally import routes as tally

BLUEPRINTS: tuple[Blueprint, ...] = (
    *accounts.BLUEPRINTS,
    evidence.blueprint,
    *cards.BLUEPRINTS,
    *custody.BLUEPRINTS,
    rounds.blueprint,
    close.blueprint,
    round_notices.blueprint,
    round_papers.blueprint,
    activation.blueprint,
    notices.blueprint,
    issuance.blueprint,
    back_entry.blueprint,
    recalls.blueprint,
    register.blueprint,
    error_list.blueprint,
    freezes.blueprint,
    receipts.blueprint,
    confirmations.blueprint,
    proxies.blueprint,
    issued_temporary_cards.blueprint,
    receipt_books.blueprint,
    cosigns.blueprint,
    contacts.blueprint,
    reports.blueprint,
    round_report.blueprint,
    sync.blueprint,
    paper_records.blueprint,
    rescue.blueprint,
    tally.blueprint,
    settlements.blueprint,
    lost_epochs.blueprint,
    fleet.blueprint,
    backups.blueprint,
    lost_histories.blueprint,
    counter_settlements.blueprint,
)

PREPARATIONS: tuple[Callable[[Flask], None], ...] = (accounts.prepare, issuance.prepare, sync.prepare, backups.prepare)

JOBS: tuple[Job, ...] = (
    Job("relay", relay),
    Job("read_evidence", read_waiting),
    Job("temporary_cards", temporary_cards),
    Job("late_temporary_cards", late_temporary_cards),
    Job("imports", imports),
    Job("checkpoint", checkpoint),
    # The last, since it may take minutes.
    Job("nightly_backup", nightly_backup),
)
