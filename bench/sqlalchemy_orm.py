# bench/sqlalchemy_orm.py - what bench/orm.c does, with SQLAlchemy: milliseconds for each
#
#   python3 bench/sqlalchemy_orm.py [ROWS]
#
# On SQLite, in memory, each the way that SQLAlchemy does it fastest; the smallest
# processor time of three counts.
import sys
import time

from sqlalchemy import Column, Integer, Text, create_engine, select
from sqlalchemy.orm import Session, declarative_base

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 100000
CHUNK = 1000
Base = declarative_base()


class Thing(Base):
    __tablename__ = "things"
    id = Column(Integer, primary_key=True)
    name = Column(Text, nullable=False)
    description = Column(Text, nullable=False)


names = [("thing %d" % i, "the description of thing %d" % i) for i in range(ROWS)]


def insert_all(session):
    session.bulk_insert_mappings(Thing, [{"name": n, "description": d} for n, d in names])
    session.commit()


def add(session):
    session.add_all([Thing(name=n, description=d) for n, d in names])
    session.commit()


def load(session):
    assert len(session.execute(select(Thing)).scalars().all()) == ROWS


def change(session):
    last = 0
    for _ in range(0, ROWS, CHUNK):
        query = select(Thing).where(Thing.id > last).order_by(Thing.id).limit(CHUNK)
        for thing in session.execute(query).scalars():
            thing.name = "changed"
            last = thing.id
        session.commit()
        session.expunge_all()


best = {}
for _ in range(3):
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    for work in (insert_all, add, load, change):
        with Session(engine, expire_on_commit=False) as session:
            if work is add:
                session.query(Thing).delete()
                session.commit()
            start = time.process_time()
            work(session)
            spent = (time.process_time() - start) * 1000
        best[work] = min(best.get(work, spent), spent)
for title, work in (
    ("insert_all", insert_all),
    ("add and commit", add),
    ("load as objects", load),
    ("load, change, flush by 1,000", change),
):
    print("%-30s %7.1f ms" % (title, best[work]))
