/*
 * reflect/mysql/definitions.h - what the readers of views, triggers, routines, ... share
 *
 * Lists of names come first, in one round trip with all that is asked before objects
 * are read; then SHOW CREATE of each, in batches: nothing else has the texts as they are.
 */
#ifndef LIMBECK_REFLECT_MYSQL_DEFINITIONS_H
#define LIMBECK_REFLECT_MYSQL_DEFINITIONS_H

#include "reflect/mysql/head.h"
#include "reflect/mysql/reader.h"

/* One object to read, as the lists know it. */
struct my_wish {
	enum orm_kind kind;
	const char *name;
	const char *on, *timing, *event;   /* trigger */
	const char *starts;                /* event, or NULL */
	bool chosen;                       /* by the server */
	const struct my_wish *follows;     /* trigger: the one that runs before it */
	struct orm_definition *definition; /* NULL: it couldn't be read */
};

struct my_wishes {
	VEC(struct my_wish *);
};

struct my_definitions {
	struct my_reader *reader;
	const char *time_zone, *charset, *collation; /* the session's own */
	const char *user;                            /* the connection's, as a definer is written */
	struct my_wishes wishes;
	struct names rights; /* on the database: others' and the user's own */
	bool sees_events, sees_triggers;
	bool has_role; /* whose rights can't be seen */
};

/* A row of SHOW CREATE into wish->definition; why not, in words, or NULL. */
const char *my_read_view(struct my_definitions *x, struct my_wish *w, struct orm_result *rows);
const char *my_read_trigger(struct my_definitions *x, struct my_wish *w, struct orm_result *rows);
const char *my_read_routine(struct my_definitions *x, struct my_wish *w, struct orm_result *rows);
const char *my_read_event(struct my_definitions *x, struct my_wish *w, struct orm_result *rows);
const char *my_read_sequence(struct my_definitions *x, struct my_wish *w, struct orm_result *rows);

/*
 * A view that reaches into another database has every name with its own database,
 * too, and so has a default that uses a sequence; without that the text means the
 * same wherever it is made.  Result in the metadata's arena, or `sql`.
 */
const char *my_unqualified(struct my_definitions *x, const char *sql);

/* Rows of the lists of rights; and what they say of what is left out. */
void my_list_database_right(struct my_reader *r, struct orm_result *rows);
void my_list_right(struct my_reader *r, struct orm_result *rows);
void my_list_own_right(struct my_reader *r, struct orm_result *rows);
void my_leave_out_rights(struct my_definitions *x);

/* A new definition for the wish, in the reader's schema. */
struct orm_definition *my_definition(struct my_definitions *x, struct my_wish *w);

/* Sets an option unless `value` is NULL or the session's own; "" becomes "none". */
void my_note(struct my_definitions *x, struct orm_object *o, const char *name, const char *value,
             const char *own);

/* Steps over CREATE and DEFINER=..., which is noted if it is wanted. */
void my_read_definer(struct my_definitions *x, struct head *h, struct orm_object *o);

/* Notes the row's character_set_client and collation_connection from `column` on. */
void my_read_client(struct my_definitions *x, struct orm_result *rows, int column,
                    struct orm_object *o);

/* Fills object.depends, and adds all that was read in an order that can be executed. */
void my_order_definitions(struct my_definitions *x);

#endif
