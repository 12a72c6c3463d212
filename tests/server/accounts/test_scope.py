import pytest
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.devices.models import Device
from server.accounts.officers.models import Officer
from server.accounts.organisations.models import Organisation
from server.accounts.rules import area_prefix
from server.accounts.scope import NoReachError, Scoped, in_scope, scoped
from server.audit import Actor, acting_as
from server.core.clock import utc_now
from server.db import Base, db, transaction
from tests.support import people

pytestmark = pytest.mark.both_engines


class Parcel(Base):
    """A scoped model with an area and a bank; in a metadata of its own, so that it is nobody else's table."""

    __abstract__ = False
    __tablename__ = "parcel_of_the_scope_test"
    __scope__ = Scoped(area="area_code", bank="bank_code", organisation="organisation_id")
    metadata = Base.metadata.__class__()

    id: Mapped[int] = mapped_column(primary_key=True)
    area_code: Mapped[str] = mapped_column(String(12), index=True)
    bank_code: Mapped[str | None] = mapped_column(String(20))
    organisation_id: Mapped[str | None] = mapped_column(String(36))


@pytest.fixture
def parcels(world):
    Parcel.metadata.create_all(db.engine)
    rows = [
        Parcel(id=1, area_code="222426100201", bank_code="CBRCB"),
        Parcel(id=2, area_code="222426100202", bank_code="TMJB"),
        Parcel(id=3, area_code="222426101200", bank_code="CBRCB"),
        Parcel(id=4, area_code="222426000000", bank_code=None),
        Parcel(id=5, area_code="222403100201", bank_code="CBRCB"),
        Parcel(id=6, area_code="222426", bank_code="CBRCB"),
    ]
    with transaction():
        db.session.add_all(rows)
    yield world
    db.session.rollback()
    Parcel.metadata.drop_all(db.engine)


def seen():
    rows = db.session.scalars(select(Parcel).order_by(Parcel.id)).all()
    by_statement = set(db.session.scalars(scoped(select(Parcel.id), Parcel)))
    assert by_statement == {row.id for row in rows if in_scope(row)}, "both ways must agree"
    return by_statement


def test_it_raises_when_nobody_acts(world):
    with pytest.raises(NoReachError):
        scoped(select(Parcel), Parcel)
    with acting_as(Actor(system="relay")), pytest.raises(NoReachError):
        in_scope(Parcel(area_code="222426100201"))


@pytest.mark.parametrize(
    ("place", "role", "expected"),
    [
        ("province", "provincial_center", {1, 2, 3, 4, 5, 6}),
        ("city", "city_admin", {1, 2, 3, 4, 5, 6}),
        ("county", "county_admin", {1, 2, 3, 4, 6}),
        ("station", "card_specialist", {1, 2}),
        ("other_county", "county_admin", {5}),
        ("bank", "bank_manager", {1, 3, 5, 6}),
        ("branch", "bank_manager", {1, 3, 6}),
        ("other_branch", "bank_manager", {2}),
    ],
)
def test_everybody_sees_their_areas_and_a_bank_its_own_cards(parcels, place, role, expected):
    officer = people.make_officer(getattr(parcels, place), role)
    with people.as_officer(officer):
        assert seen() == expected


def test_a_device_sees_what_its_organisation_sees(parcels):
    with transaction():
        device = Device(name="平板 1", kind="tablet", organisation_id=parcels.station, created_at=utc_now())
        db.session.add(device)
        db.session.flush()
        device_id = device.id
    with acting_as(Actor(device_id=device_id)):
        assert seen() == {1, 2}


def test_an_organisation_without_areas_has_those_above_it(parcels):
    with transaction():
        county = db.session.get(Organisation, parcels.county)
        window = people.make_organisation("service_window", "安图县综合服务窗口", county, ()).id
    with people.as_officer(people.make_officer(window, "window_clerk")):
        assert seen() == {1, 2, 3, 4, 6}


def test_a_county_sees_its_stations_and_the_branches_that_work_inside_it(world):
    with people.as_officer(people.make_officer(world.county, "county_admin")):
        visible = set(db.session.scalars(scoped(select(Organisation.id), Organisation)))
    assert visible == {world.county, world.station, world.branch, world.other_branch}


def test_a_bank_sees_its_own_branches_only(world):
    with people.as_officer(people.make_officer(world.bank, "bank_manager")):
        visible = set(db.session.scalars(scoped(select(Organisation.id), Organisation)))
        assert visible == {world.bank, world.branch}
        assert not in_scope(Officer(organisation_id=world.county))


@pytest.mark.parametrize(
    ("code", "prefix"),
    [
        ("220000000000", "22"),
        ("222400000000", "2224"),
        ("222426000000", "222426"),
        ("222426100000", "222426100"),
        ("222426100200", "222426100200"),
        ("222426", "222426"),
        ("220200000000", "2202"),
    ],
)
def test_a_code_becomes_the_prefix_of_its_level(code, prefix):
    assert area_prefix(code) == prefix


def test_an_index_on_the_area_answers(parcels, engine):
    if engine == "postgresql":
        # A handful of rows is read whole whatever the statement; forbid that to see what is possible.
        db.session.execute(db.text("SET enable_seqscan = off"))
    with people.as_officer(people.make_officer(parcels.station, "card_specialist")):
        statement = scoped(select(Parcel.id), Parcel)
        sql = str(statement.compile(db.engine, compile_kwargs={"literal_binds": True}))
        if engine == "postgresql":
            db.session.execute(db.text("SET enable_seqscan = off"))
        plan = db.session.execute(db.text(("EXPLAIN QUERY PLAN " if engine == "sqlite" else "EXPLAIN ") + sql)).all()
    assert "ix_parcel_of_the_scope_test_area_code" in str(plan)
