"""All models of the accounts."""

from server.accounts.areas.models import Area
from server.accounts.devices.models import Device, DeviceOfficer, EnrolmentCode
from server.accounts.factors.models import FactorReset, KeyChallenge, RecoveryCode, SecondFactor
from server.accounts.officers.models import Officer, OfficerRole
from server.accounts.organisations.models import Organisation, OrganisationArea
from server.accounts.sessions.models import KnownBrowser, LoginAttempt, LoginSession, LoginStep
from server.accounts.signing_keys.models import SigningKey

__all__ = [
    "Area",
    "Device",
    "DeviceOfficer",
    "EnrolmentCode",
    "FactorReset",
    "KeyChallenge",
    "KnownBrowser",
    "LoginAttempt",
    "LoginSession",
    "LoginStep",
    "Officer",
    "OfficerRole",
    "Organisation",
    "OrganisationArea",
    "RecoveryCode",
    "SecondFactor",
    "SigningKey",
]
