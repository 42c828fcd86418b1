/*
 * examples/tutorial/tutorial.h - how each step begins and ends
 *
 * Steps 1 to 3 show what is in here; after that a step is about its subject.
 */
#ifndef TUTORIAL_H
#define TUTORIAL_H

#include <stdio.h>

#include "models.h"
#include "orm/session/session.h"
#include "orm/sql/run.h"

struct tutorial {
	struct arena arena; /* what lives as long as the program */
	struct error err;
	struct orm_conn *conn;
	struct orm_registry *registry;
	struct orm_session *session;
};

/*
 * Connects to the database that the program's argument names, which must be empty, or
 * to one in memory; makes the tables of the models; opens a session.  With -v each
 * statement is shown on standard error.  Ends the program when something is wrong.
 */
void begin(struct tutorial *t, int argc, char **argv, const struct orm_model *const *list);

/* Closes all, having dropped what `begin` made.  Returns the exit status. */
int end(struct tutorial *t);

/* Ends the program with what went wrong in the session, unless it is ok. */
void must(struct tutorial *t, bool ok);

/* Adds the four users that most steps are about, and commits. */
void add_users(struct tutorial *t);

/* <User ed, "Ed Jones"> */
void print_user(const struct user *u);

#endif
