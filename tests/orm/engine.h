/*
 * tests/orm/engine.h - what the tests of the engine and its drivers share
 */
#ifndef LIMBECK_TESTS_ORM_ENGINE_H
#define LIMBECK_TESTS_ORM_ENGINE_H

#include <stdlib.h>

#include "orm/engine/conn.h"

/* Each test runs in a process and an empty folder of its own. */
extern struct arena arena;
extern struct error err;

void enter_folder(void);
void leave_folder(void);

/* Fills `err` when it fails. */
bool try_connect(const char *url, const struct orm_connect_options *options, struct orm_conn **out);

/* These must succeed; connect_to creates the file. */
struct orm_conn *connect_to(const char *url);
void run(struct orm_conn *c, const char *sql);
int64_t number(struct orm_conn *c, const char *sql);

#endif
