/*
 * cli/template.h - what a project can begin with
 */
#ifndef LIMBECK_CLI_TEMPLATE_H
#define LIMBECK_CLI_TEMPLATE_H

struct template_file {
	const char *name, *text; /* in the project's folder */
};

struct template
{
	const char *name, *summary;
	const char *config;                /* what follows the usual settings; or NULL */
	const struct template_file *files; /* more files, ended by a NULL name; or NULL */
};

/* All of them, the usual one first; ended by a NULL name. */
extern const struct template templates[];

/* Their names, NULL-ended, in the same order. */
extern const char *const template_names[];

/* NULL: the usual one. */
const struct template *template_find(const char *name);

#endif
