/*
 * tests/session/world.h - objects of all kinds of relations, and what their rows should be
 *
 * A plain model in memory beside a session: what is done to objects is done to it as
 * well, by what the manual says and not by what the session does.
 */
#ifndef LIMBECK_TESTS_SESSION_WORLD_H
#define LIMBECK_TESTS_SESSION_WORLD_H

#include "orm/dsl.h"
#include "orm/session/session.h"

struct owner {
	int64_t id;
	const char *name;
	int version;
	struct orm_opt_int darling_id;
	struct kid *darling; /* a circle: kids have owners */
	struct orm_many kids, pets, slips;
	struct badge *badge;
};

struct kid {
	int64_t id;
	const char *name;
	struct orm_opt_int owner_id;
	struct owner *owner;
	struct orm_many tags, fans;
};

/* Nobody's pet is no more. */
struct pet {
	int64_t id;
	const char *name;
	int64_t owner_id;
	struct owner *owner;
};

/* Its owner has one alone. */
struct badge {
	int64_t id;
	const char *name;
	struct orm_opt_int owner_id;
	struct owner *owner;
};

/* Knows nothing of the list that it is in. */
struct slip {
	int64_t id;
	const char *name;
	struct orm_opt_int owner_id;
};

struct sticker {
	const char *word;
	const char *name;
	struct orm_many kids;
};

struct twig {
	int64_t id;
	const char *name;
	struct orm_opt_int parent_id;
	struct twig *parent;
	struct orm_many children;
};

struct kid_tag {
	int64_t kid_id;
	const char *tag;
};

extern const struct owner_schema {
	ORM_SCHEMA(struct owner);
	ORM_COLUMNS(id, name, version, darling_id);
	ORM_RELATIONS(darling, kids, pets, slips, badge);
} Owner;
extern const struct kid_schema {
	ORM_SCHEMA(struct kid);
	ORM_COLUMNS(id, name, owner_id);
	ORM_RELATIONS(owner, tags, fans);
} Kid;
extern const struct pet_schema {
	ORM_SCHEMA(struct pet);
	ORM_COLUMNS(id, name, owner_id);
	ORM_RELATIONS(owner);
} Pet;
extern const struct badge_schema {
	ORM_SCHEMA(struct badge);
	ORM_COLUMNS(id, name, owner_id);
	ORM_RELATIONS(owner);
} Badge;
extern const struct slip_schema {
	ORM_SCHEMA(struct slip);
	ORM_COLUMNS(id, name, owner_id);
} Slip;
extern const struct sticker_schema {
	ORM_SCHEMA(struct sticker);
	ORM_COLUMNS(word, name);
	ORM_RELATIONS(kids);
} Sticker;
extern const struct twig_schema {
	ORM_SCHEMA(struct twig);
	ORM_COLUMNS(id, name, parent_id);
	ORM_RELATIONS(parent, children);
} Twig;
extern const struct kid_tag_schema {
	ORM_SCHEMA(struct kid_tag);
	ORM_COLUMNS(kid_id, tag);
} KidTag;

extern const struct orm_model *const world_models[];

/* FAN is an owner by its darling: the same objects. */
enum world_kind { OWNER, KID, PET, BADGE, SLIP, STICKER, TWIG, WORLD_KINDS };

/* What a kind's objects belong to. */
struct world_family {
	const struct orm_model *model;
	const char *table, *key, *foreign; /* columns; `foreign` NULL: it belongs to nobody */
	enum world_kind parent;
	size_t name, foreign_at, pointer_at; /* offsets; pointer_at 0: it has none */
	const struct orm_relation *pointer, *list;
	bool dies;      /* with its owner */
	bool is_orphan; /* ... or without one */
	bool plain;     /* its foreign key can't be NULL */
};

extern const struct world_family world_families[WORLD_KINDS];

enum { THINGS = 40, NOBODY = -1 };

enum world_state { ABSENT, NEW, ROW, GONE };

struct thing {
	enum world_kind kind;
	enum world_state state;
	bool doomed;
	bool told; /* since the last flush: its pointer, or a list, says whose it is */
	bool set;  /* ... its column does */
	void *object;
	char name[24];
	int64_t id;
	int owner;     /* of its family, by number, or NOBODY */
	int darling;   /* of an owner */
	uint64_t tags; /* of a kid, by number */
};

struct world {
	struct thing things[THINGS];
	int count;
};

/* What a flush makes of it. */
void world_flush(struct world *w);
/* NULL: the rows, and the objects' columns, are as they should be; else what isn't. */
const char *world_check(struct arena *a, const struct world *w, struct orm_session *s);
/* Does the list of `owner` hold those that it should? */
const char *world_check_list(struct arena *a, const struct world *w, struct orm_session *s,
                             int owner, enum world_kind kind);

struct orm_many *world_list(const struct thing *owner, enum world_kind kind);
void **world_pointer(const struct thing *t);

#endif
