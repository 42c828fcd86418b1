/* orm/mysql/capability.c - what a server of this family can, by kind and version */
#include "orm/mysql/mysql.h"

/*
 * The first version that can, as orm_conn_version counts (80016 is 8.0.16); 0 =
 * every one that is supported, -1 = none.
 */
static const struct {
	int mysql, mariadb;
} features[MY_FEATURE_COUNT] = {
	[MY_CHECKS] = { 80016, 0 },           /* 15.1.20.6 CHECK Constraints; CONSTRAINT */
	[MY_ALTER_CHECK] = { 80016, -1 },     /* 15.1.9 ALTER TABLE */
	[MY_RENAME_COLUMN] = { 0, 0 },        /* 15.1.9 ALTER TABLE; ALTER TABLE (10.5.2) */
	[MY_RENAME_INDEX] = { 0, 0 },         /* 15.1.9 ALTER TABLE; ALTER TABLE (10.5.2) */
	[MY_EXPRESSION_KEYS] = { 80013, -1 }, /* 15.1.15 CREATE INDEX, Functional Key Parts */
	[MY_INVISIBLE_INDEX] = { 0, 0 },  /* 10.3.12 Invisible Indexes; Ignored Indexes (10.6) */
	[MY_RENAME_FOLLOWS] = { -1, 0 },  /* 15.1.9.2 (error 3108, 3837, 3959); ALTER TABLE */
	[MY_PARTITION_LOCKS] = { 0, -1 }, /* 15.1.9.1 ALTER TABLE Partition Operations */
	[MY_OR_REPLACE] = { -1, 0 },      /* 15.1.22 CREATE TRIGGER; CREATE OR REPLACE (10.1.3) */
	[MY_INSTANT] = { 80012, 0 },      /* 17.12.1 Online DDL Operations; InnoDB Online DDL */
	[MY_LIBRARIES] = { 90200, -1 },   /* 15.1.16 CREATE LIBRARY */
};

bool my_can(const struct orm_dialect *d, int version, enum my_feature feature)
{
	int first = my_is_mariadb(d) ? features[feature].mariadb : features[feature].mysql;

	return first >= 0 && (!version || version >= first);
}
