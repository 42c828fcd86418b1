/*
 * cli/main.h - the program limbeck as a function of another program
 *
 *	int main(int argc, char **argv)
 *	{
 *		if (argc > 1 && !strcmp(argv[1], "schema"))
 *			return limbeck_main(argc - 1, argv + 1, models);
 *		...
 *	}
 *
 * It is in liblimbeck-cli, whose flags "pkg-config --libs limbeck-cli" tells.
 */
#ifndef LIMBECK_CLI_MAIN_H
#define LIMBECK_CLI_MAIN_H

#include "orm/model/model.h"

/*
 * The program: parses, runs, prints results and errors.  Returns the exit status,
 * see limbeck(1).  `models`, a list that ends with NULL, are the program's own: commands
 * take them where nothing else is said to be the models, and as the source "built-in".
 * NULL = it has none.
 */
int limbeck_main(int argc, char **argv, const struct orm_model *const *models);

#endif
