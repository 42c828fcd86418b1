/*
 * migrate/import.h - histories of other tools as scripts
 *
 * Folders of SQL files in these layouts, told apart file by file:
 *
 *   0001_add_orders.up.sql, 0001_add_orders.down.sql      golang-migrate, sqlx
 *   V1.2__add_orders.sql, U1.2__add_orders.sql            Flyway
 *   0001_add_orders.sql with "-- +goose Up" ... "Down"    goose
 *                       with "-- +migrate Up" ... "Down"  sql-migrate
 *                       with "-- migrate:up" ... "down"   dbmate
 *                       with neither                      up only
 */
#ifndef LIMBECK_MIGRATE_IMPORT_H
#define LIMBECK_MIGRATE_IMPORT_H

#include "base/error.h"
#include "migrate/graph.h"

struct orm_dialect;

/* What became of a folder. */
struct migrate_imported {
	struct migrate_revisions revisions; /* in order, each the parent of the next */
	struct names remarks;               /* what was left out or changed, for people */
};

/*
 * Reads the folder's files as revisions: id (the version in the file's name),
 * message, and text, a whole SQL script.  The first follows `down`.  Statements
 * that begin or end a transaction are taken out: a revision is one.  ERR_INPUT
 * names the file (and line): two of one version, a down without an up, a
 * statement of the database's own client.
 */
bool migrate_import(struct arena *a, const struct orm_dialect *d, const char *dir,
                    const struct names *down, struct migrate_imported *out,
                    struct error *err) MUST_CHECK;

#endif
