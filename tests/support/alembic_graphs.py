"""tests/support/alembic_graphs.py - the same random graphs given to Alembic and to limbeck

    alembic_graphs.py LIMBECK COUNT SEED FOLDER

Compares heads, what an upgrade runs and what a downgrade undoes.  Alembic's own
revision map answers for Alembic, without a database; limbeck runs as a program on
an SQLite file.  The order of steps is checked against the links, not against
Alembic's, which follows the order of its files.  Prints each difference with the
seed of its graph, and ends with the number of answers compared.
"""

import json
import os
import random
import shutil
import subprocess
import sys

from alembic.script.revision import Revision, RevisionError, RevisionMap

LIMBECK, COUNT, SEED, FOLDER = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]


class Graph:
    """Revisions r0, r1, ...: each has parents and dependencies before it."""

    def __init__(self, rng):
        self.ids, self.down, self.needs = [], {}, {}
        for n in range(rng.randint(1, 9)):
            self.add(rng, "r%d" % n)

    def add(self, rng, name):
        count = rng.choice([0, 1, 1, 1, 1, 1, 2]) if self.ids else 0
        parents = rng.sample(self.ids, min(count, len(self.ids)))
        # one parent is no ancestor of another one: neither tool means that
        parents = [p for p in parents if not any(p in self.ancestors(q) for q in parents if q != p)]
        self.down[name] = parents
        free = [i for i in self.ids if i not in self.closure(parents)]
        self.needs[name] = rng.sample(free, 1) if free and rng.random() < 0.15 else []
        self.ids.append(name)

    def links(self, name):
        return self.down[name] + self.needs[name]

    def ancestors(self, name):
        return self.closure([name]) - {name}

    def closure(self, names):
        seen, todo = set(), list(names)
        while todo:
            name = todo.pop()
            if name not in seen:
                seen.add(name)
                todo += self.links(name)
        return seen

    def maxima(self, names):
        below = set()
        for name in names:
            below |= self.ancestors(name)
        return [n for n in self.ids if n in names and n not in below]

    def alembic(self):
        return RevisionMap(
            lambda: [
                Revision(i, tuple(self.down[i]) or None, dependencies=tuple(self.needs[i]) or None)
                for i in self.ids
            ]
        )

    def write(self, folder):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        for i in self.ids:
            with open(os.path.join(folder, i + ".sql"), "w") as f:
                f.write("-- %s\n-- revision: %s\n" % (i, i))
                f.write("-- down_revision: %s\n" % ", ".join(self.down[i]))
                f.write("-- depends_on: %s\n" % ", ".join(self.needs[i]))
                f.write("-- limbeck: upgrade\n-- limbeck: downgrade\n")


def is_answer(target, theirs):
    """Is it as many steps as were asked for?  Around merges Alembic gives others, or none."""
    return target[0] not in "+-" or (theirs is not None and len(theirs) == int(target[1:]))


class Judge:
    def __init__(self):
        self.compared, self.different = 0, 0

    def same(self, seed, question, theirs, ours):
        self.compared += 1
        # to refuse and to find nothing to do come to the same
        if (theirs or []) != (ours or []):
            self.different += 1
            print("seed %d: %s\n  alembic %s\n  limbeck %s" % (seed, question, theirs, ours))


def limbeck(*words):
    run = subprocess.run(
        [LIMBECK, "--migrations", os.path.join(FOLDER, "scripts"),
         "-u", "sqlite:///" + os.path.join(FOLDER, "graph.db"), *words],
        capture_output=True, text=True)
    return run.returncode, run.stdout


def steps(direction, target):
    """What a dry run does, as a list, or None when it is refused."""
    status, out = limbeck(direction, target, "--dry-run", "--json", "-q")
    return json.loads(out)["done"] if status == 0 else None


def in_order(graph, done, up):
    """No revision before what it needs (or, undone, after)."""
    done = done if up else done[::-1]
    at = {name: i for i, name in enumerate(done)}
    return all(at[l] < at[n] for n in done for l in graph.links(n) if l in at)


def theirs_up(graph, current, target):
    try:
        revs = graph.alembic().iterate_revisions(target, tuple(current), implicit_base=True)
        return sorted(r.revision for r in revs)
    except (RevisionError, AssertionError):
        return None


def theirs_down(graph, current, target):
    try:
        revs = graph.alembic().iterate_revisions(tuple(current), target, select_for_downgrade=True)
        return sorted(r.revision for r in revs)
    except (RevisionError, AssertionError):
        return None


def relative(graph, rng, current, target, sign):
    """
    Now and then a step from it, or from where the database is: one place only, for
    of several Alembic takes the first, or undoes more than the branch that is named;
    and no dependencies, which it doesn't count.
    """
    if len(current) != 1 or any(graph.needs.values()):
        return target
    step = sign + str(rng.randint(1, 2))
    return rng.choice([target, target, step, target + step if target[0] == "r" else target])


def compare(graph, seed, judge, current, target, up):
    theirs = (theirs_up if up else theirs_down)(graph, current, target)
    done = steps("upgrade" if up else "downgrade", target)
    if is_answer(target, theirs):
        judge.same(seed, "from %s %s %s" % (current, "up to" if up else "down to", target),
                   theirs, done if done is None else sorted(done))
    if done and not in_order(graph, done, up):
        judge.same(seed, "order of %s" % done, "any that works", "none")


def ask(graph, rng, seed, judge):
    _, out = limbeck("heads")
    judge.same(seed, "heads", sorted(graph.alembic().heads),
               sorted(line.split()[0] for line in out.splitlines()))
    _, out = limbeck("history", "--json")
    shown = [r["revision"] for r in json.loads(out)]
    judge.same(seed, "history", sorted(graph.ids), sorted(shown))
    if not in_order(graph, shown, False):
        judge.same(seed, "order of %s" % shown, "newest first", "not so")
    applied = graph.closure(rng.sample(graph.ids, rng.randint(0, len(graph.ids))))
    current = graph.maxima(applied)
    limbeck("stamp", *(current or ["base"]), "--purge")
    up = relative(graph, rng, current, rng.choice(graph.ids + ["heads"]), "+")
    compare(graph, seed, judge, current, up, True)
    if applied:
        down = relative(graph, rng, current, rng.choice(sorted(applied) + ["base"]), "-")
        compare(graph, seed, judge, current, down, False)


def main():
    judge = Judge()
    for seed in range(SEED, SEED + COUNT):
        rng = random.Random(seed)
        graph = Graph(rng)
        graph.write(os.path.join(FOLDER, "scripts"))
        ask(graph, rng, seed, judge)
    print("%d compared, %d different" % (judge.compared, judge.different))
    return 1 if judge.different else 0


sys.exit(main())
