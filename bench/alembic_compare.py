# bench/alembic_compare.py - how long Alembic's comparison takes
#
#   alembic_compare.py models TABLES [CHANGED]   the same models, for limbeck
#   alembic_compare.py compare URL TABLES        compares, prints milliseconds
#   alembic_compare.py run URL SQL               runs a statement there
import sys
import time


def lua(tables, changed):
    for i in range(tables):
        text = 60 if changed and i % 20 == 0 else 50
        extra = 'Column{"extra", Text}, ' if changed and i % 20 == 0 else ""
        print(
            f'Table{{"t{i}", Column{{"id", Integer, primary_key = true, autoincrement = false}}, '
            f'Column{{"parent", Integer, ForeignKey{{"t{i // 2}.id"}}}}, '
            f'Column{{"name", String({text}), nullable = false, server_default = "x"}}, '
            f'Column{{"total", Numeric(12, 2), nullable = false}}, Column{{"at", DateTime}}, {extra}'
            f'CheckConstraint{{"total >= 0", name = "ck{i}"}}, UniqueConstraint{{"name", "at", name = "uq{i}"}}, '
            f'Index{{"ix{i}", "total"}}}}'
        )


def compare(url, tables):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlalchemy import (CheckConstraint, Column, DateTime, ForeignKey, Index, Integer, MetaData,
                            Numeric, String, Table, UniqueConstraint, create_engine)

    m = MetaData()
    for i in range(tables):
        Table(f"t{i}", m, Column("id", Integer, primary_key=True, autoincrement=False),
              Column("parent", Integer, ForeignKey(f"t{i // 2}.id")),
              Column("name", String(50), nullable=False, server_default="x"),
              Column("total", Numeric(12, 2), nullable=False), Column("at", DateTime),
              CheckConstraint("total >= 0", name=f"ck{i}"), UniqueConstraint("name", "at", name=f"uq{i}"),
              Index(f"ix{i}", "total"))
    with create_engine(url).connect() as c:
        context = MigrationContext.configure(c, opts={"compare_type": True, "compare_server_default": True})
        start = time.monotonic()
        found = len(compare_metadata(context, m))
        print(int((time.monotonic() - start) * 1000), found)


def run(url, sql):
    from sqlalchemy import create_engine, text

    with create_engine(url, isolation_level="AUTOCOMMIT").connect() as c:
        c.execute(text(sql))


if sys.argv[1] == "models":
    lua(int(sys.argv[2]), len(sys.argv) > 3)
elif sys.argv[1] == "run":
    run(sys.argv[2], sys.argv[3])
else:
    compare(sys.argv[2], int(sys.argv[3]))
