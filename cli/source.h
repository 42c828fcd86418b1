/*
 * cli/source.h - anything that says what a schema is, as metadata
 *
 * A database URL, models (*.lua, *.so or the program's own), SQL (*.sql or a folder of
 * them), a snapshot (*.json), or a history (a folder of scripts, also FOLDER@REVISION).
 */
#ifndef LIMBECK_CLI_SOURCE_H
#define LIMBECK_CLI_SOURCE_H

#include "cli/cli.h"
#include "migrate/op.h"
#include "orm/dialect.h"
#include "orm/schema/metadata.h"
#include "reflect/reflect.h"

/*
 * The dialect that the source speaks by itself, NULL when it speaks any
 * (models, SQL, a history).
 */
bool source_dialect(struct cli *cli, const char *text, const struct orm_dialect **out,
                    struct error *err) MUST_CHECK;

/* What sources are loaded for. */
struct source_terms {
	const struct orm_dialect *dialect;
	int version;                     /* of the server, once one was asked; 0 = unknown */
	const struct orm_url *server;    /* where scratch databases are made; NULL = nowhere */
	const struct orm_url *tenant;    /* what is looked at may be one of its schemas; or NULL */
	struct reflect_options scope;    /* which tables count */
	bool translated;                 /* a source speaks another dialect */
	const struct orm_metadata *like; /* then: names for what it has no names for; or NULL */
	bool no_privileges;              /* a model says nothing of privileges: none count */
	bool no_scratch;                 /* none can be had: what is told apart may be spelling */
	bool as_loaded;                  /* what was loaded stays as it is: once is enough */
	bool by_schema; /* a URL has schema=: in all of them, names in it stand without it */
};

/*
 * Terms for sources that are compared or printed: the dialect that they speak, the
 * second one's where they differ (the first is translated then), the project's if any
 * will do.  `configured`: the scope in limbeck.lua holds.  `second` may be NULL.
 */
bool source_agree(struct cli *cli, const char *first, const char *second, bool configured,
                  struct source_terms *out, struct error *err) MUST_CHECK;

/* Terms where no source is named: the project's dialect and database. */
bool source_unbound(struct cli *cli, struct source_terms *out, struct error *err) MUST_CHECK;

/* An empty database to try things in, which a signal interrupts. */
struct source_scratch {
	struct orm_conn *conn, *before;
};

bool source_scratch_open(const struct source_terms *terms, struct source_scratch *out,
                         struct error *err) MUST_CHECK;

/* The same for models only: see migrate/scratch.h. */
bool source_scratch_for_models(const struct source_terms *terms, struct source_scratch *out,
                               struct error *err) MUST_CHECK;

/*
 * Has `trial` done in such a scratch, and drops it.  Where the role lacks the right to
 * make there what the models have, such as a superuser's extension, it is done once
 * more inside of the database in hand, which may have it: it starts anew then.
 */
typedef bool source_trial(struct orm_conn *scratch, void *data, struct error *err);

bool source_try(const struct source_terms *terms, source_trial *trial, void *data,
                struct error *err) MUST_CHECK;

/* Drops it; returns `ok`, or false with ERR_INTERRUPTED after a signal. */
bool source_scratch_close(struct source_scratch *s, bool ok, struct error *err) MUST_CHECK;

/* Terms for sources that are compared with a database. */
bool source_beside(struct cli *cli, struct orm_conn *conn, struct source_terms *out,
                   struct error *err) MUST_CHECK;

/* Loads the source in these terms.  ERR_USAGE when it is nothing that limbeck can read. */
bool source_load(struct cli *cli, const char *text, struct source_terms *terms,
                 struct orm_metadata **out, struct error *err) MUST_CHECK;

/* The same with what is out of scope, for that may be referred to. */
bool source_load_whole(struct cli *cli, const char *text, struct source_terms *terms,
                       struct orm_metadata **out, struct error *err) MUST_CHECK;

/* What of `m` is in scope: reflection applies the patterns itself, files are read whole. */
struct orm_metadata *source_limit(struct cli *cli, struct orm_metadata *m,
                                  const struct reflect_options *scope);

/*
 * Two sources that are compared, `from` as *is and `to` as *will: a database is read
 * while models are loaded.  When both fail it is `from` that is told of.
 */
bool source_load_both(struct cli *cli, const char *from, const char *to, struct source_terms *terms,
                      struct orm_metadata **is, struct orm_metadata **will,
                      struct error *err) MUST_CHECK;

/*
 * The database behind `conn` as *is and the source beside it as *said, which is told of
 * when both fail.
 */
bool source_load_beside(struct cli *cli, struct orm_conn *conn, const char *text,
                        struct source_terms *terms, struct orm_metadata **is,
                        struct orm_metadata **said, struct error *err) MUST_CHECK;

/*
 * What source_load gave, in the database's own words if it isn't yet and the
 * database has words of its own: made in a scratch database and read back.  Where no
 * such database can be had it stays as it is, and a line says so.  Of a large one only
 * that part is made in which `ops` see a difference to `other`, which is a database's;
 * the rest is as `other` has it.
 */
bool source_spell(struct cli *cli, const char *text, struct source_terms *terms,
                  const struct orm_metadata *other, const struct migrate_ops *ops,
                  struct orm_metadata **m, struct error *err) MUST_CHECK;

/* The state that the scripts of `dir` produce up to `revision` (NULL = heads). */
bool source_history(struct cli *cli, const char *dir, const char *revision,
                    const struct source_terms *terms, struct orm_metadata **out,
                    struct error *err) MUST_CHECK;

/*
 * Takes out the definers that each side's reader would be anyway, unless the other
 * side says another one: scripts then run as well where there is no such account.
 */
void source_without_own_definers(const struct source_terms *terms, struct arena *a,
                                 struct orm_metadata *m, struct orm_metadata *other);

/* Takes out all definers. */
void source_without_definers(struct arena *a, struct orm_metadata *m);

/* Takes privileges out where the terms say that they don't count. */
void source_without_privileges(const struct source_terms *terms, struct orm_metadata *m);

#endif
