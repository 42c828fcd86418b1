/*
 * orm/model/model.h - mapped structs
 *
 * A plain struct, and beside it one constant whose members are its columns:
 *
 *	struct user {
 *		int64_t id;
 *		const char *name;
 *		const char *email;         // NULL when unknown
 *		struct orm_many addresses; // of struct address
 *	};
 *
 *	extern const struct user_schema {
 *		ORM_SCHEMA(struct user);
 *		ORM_COLUMNS(id, name, email);
 *		ORM_RELATIONS(addresses);  // after the columns, if there are any
 *	} User;
 *
 *	const struct user_schema User = {
 *		.model     = ORM_MODEL(User, "users"),
 *		.id        = { COLUMN(User, id), .primary_key = true },
 *		.name      = { COLUMN(User, name), .type = "String(50)" },
 *		.email     = { COLUMN(User, email), .nullable = true },
 *		.addresses = { HAS_MANY(User, addresses, Address.user_id) },
 *	};
 *
 * A member that isn't there, or of a type that has no column, doesn't compile; a
 * column that is listed and not described is an error of orm_registry_new.
 *
 * A group of columns that several structs share is a struct of its own and two
 * macros, one with its names for ORM_COLUMNS, one with their initialisers, which say
 * what the columns are called.
 */
#ifndef LIMBECK_ORM_MODEL_H
#define LIMBECK_ORM_MODEL_H

#include "orm/schema/metadata.h"
#include "orm/sql/statement.h"

enum { ORM_KEY_MAX = 8 }; /* columns of a key that relations and models name */

/* Objects on the other side of a relation: struct address **. */
struct orm_many {
	void **items;
	size_t len, cap;
	bool loaded; /* false: nobody has asked yet what is there */
};

enum orm_relation_kind {
	ORM_RELATION_NONE,
	ORM_BELONGS_TO,   /* a pointer; the foreign key is in this table */
	ORM_HAS_ONE,      /* a pointer; the foreign key is in the other table */
	ORM_HAS_MANY,     /* struct orm_many; the same */
	ORM_MANY_TO_MANY, /* struct orm_many; by way of a table that has both keys */
};

/* What becomes of an object whose owner is deleted, or doesn't have it any more. */
enum orm_cascade {
	ORM_CASCADE_NULLIFY, /* its foreign key becomes NULL */
	ORM_CASCADE_DELETE,  /* it is deleted with its owner */
	ORM_CASCADE_ORPHANS, /* the same, and when it is taken out of the owner's list */
	ORM_CASCADE_PASSIVE, /* the database's ON DELETE does it; nothing is loaded for that */
};

enum orm_loading {
	ORM_LOAD_ON_REQUEST, /* LOAD(session, object, User.addresses) */
	ORM_LOAD_SELECT_IN,  /* in one more SELECT for all that were found */
	ORM_LOAD_JOINED,     /* in the rows of the objects themselves, by LEFT JOIN */
	ORM_LOAD_RAISE,      /* never but by a query: asking for it is an error */
};

/* A relation: User.addresses. */
struct orm_relation {
	const struct orm_source *source; /* the model that has it; its model begins with it */
	const char *member;
	enum orm_relation_kind kind;
	size_t offset;
	/* The foreign key's columns, here or there; of MANY_TO_MANY those that lead here. */
	const struct orm_field *key[ORM_KEY_MAX];
	const struct orm_field *far[ORM_KEY_MAX]; /* MANY_TO_MANY: those that lead there */
	const struct orm_relation *back;          /* the same from the other side, kept in step */
	enum orm_cascade cascade;
	enum orm_loading loading;
	bool always;               /* there is somebody: joined by JOIN, not LEFT JOIN */
	struct orm_exprs order_by; /* see ORDERED_BY */
};

/* A key, index or check of several columns. */
struct orm_model_key {
	enum orm_kind kind; /* ORM_UNIQUE, ORM_INDEX, ORM_CHECK or ORM_FOREIGN_KEY; 0 ends */
	const char *name;   /* NULL = by the naming convention */
	const struct orm_field *fields[ORM_KEY_MAX];
	const struct orm_field *references[ORM_KEY_MAX];
	const char *ondelete, *onupdate;
	bool unique;       /* an index */
	const char *check; /* SQL */
};

struct orm_model {
	struct orm_source source; /* first: the table's name and schema */
	const char *name;         /* "User", for messages */
	size_t size;              /* of the struct */
	const struct orm_field *fields;
	size_t field_count;
	const struct orm_relation *relations;
	size_t relation_count;

	/* The whole table, where it was there first: fields then say what members are. */
	const struct orm_table *table;
	const char *comment;
	const struct orm_model_key *keys; /* ended by a zeroed one, or NULL */
	const struct orm_option *options; /* of the table, ended by a zeroed one, or NULL */
	/*
	 * Several structs in one table: `base` is the model whose struct this one begins
	 * with, `kind` the text in the base's column `kinds` that tells this one.
	 */
	const struct orm_model *base;
	const char *kind;
	const struct orm_field *kinds;
	/* Refuses an object before it is written: false after fail(err, ERR_INPUT, ...). */
	bool (*validate)(const void *object, struct error *err);
};

/* The members of a schema constant, in this order. */
#define ORM_SCHEMA(type)        \
	struct orm_model model; \
	type *of
#ifdef __cplusplus
/* Where sizeof can't declare a struct. */
constexpr size_t orm_count_names(const char *names)
{
	return *names ? (*names == ',') + orm_count_names(names + 1) : 0;
}
#define ORM_QUOTED(...)        #__VA_ARGS__
#define ORM_COUNT_MEMBERS(...) (orm_count_names(ORM_QUOTED(__VA_ARGS__)) + 1)
#else
#define ORM_COUNT_MEMBERS(...) sizeof(struct { char __VA_ARGS__; })
#endif
#define ORM_COLUMNS(...)                                                  \
	union {                                                           \
		struct {                                                  \
			struct orm_field __VA_ARGS__;                     \
		};                                                        \
		struct orm_field columns[ORM_COUNT_MEMBERS(__VA_ARGS__)]; \
	}
#define ORM_RELATIONS(...)                                                     \
	union {                                                                \
		struct {                                                       \
			struct orm_relation __VA_ARGS__;                       \
		};                                                             \
		struct orm_relation relations[ORM_COUNT_MEMBERS(__VA_ARGS__)]; \
	}

/* The struct's type, of a schema constant; and one that is never looked at. */
#define ORM_TYPE_OF(S) __typeof__(*(S).of)
#define ORM_NOBODY(S)  ((ORM_TYPE_OF(S) *)0)

/* Relations follow the columns, if there are any. */
#define ORM_COLUMNS_END(S) (offsetof(__typeof__(S), columns) + sizeof((S).columns))
/* The table's name, then more members of struct orm_model if wanted. */
#define ORM_MODEL(S, ...)                                                                         \
	{                                                                                         \
		.name = #S, .size = sizeof(ORM_TYPE_OF(S)), .fields = (S).columns,                \
		.field_count = sizeof((S).columns) / sizeof(struct orm_field),                    \
		.relations = (const void *)((const char *)&(S) + ORM_COLUMNS_END(S)),             \
		.relation_count = (sizeof(S) - ORM_COLUMNS_END(S)) / sizeof(struct orm_relation), \
		.source.name = __VA_ARGS__                                                        \
	}

/* clang-format off */
#define ORM_MEMBER_OF(p) _Generic((p), \
	bool *: ORM_MEMBER_BOOL, \
	signed char *: ORM_MEMBER_SIGNED, short *: ORM_MEMBER_SIGNED, int *: ORM_MEMBER_SIGNED, \
	long *: ORM_MEMBER_SIGNED, long long *: ORM_MEMBER_SIGNED, \
	unsigned char *: ORM_MEMBER_UNSIGNED, unsigned short *: ORM_MEMBER_UNSIGNED, \
	unsigned *: ORM_MEMBER_UNSIGNED, unsigned long *: ORM_MEMBER_UNSIGNED, \
	unsigned long long *: ORM_MEMBER_UNSIGNED, \
	float *: ORM_MEMBER_REAL, double *: ORM_MEMBER_REAL, \
	const char **: ORM_MEMBER_TEXT, char **: ORM_MEMBER_TEXT, \
	struct orm_bytes *: ORM_MEMBER_BYTES, \
	struct orm_datetime *: ORM_MEMBER_DATETIME, struct orm_uuid *: ORM_MEMBER_UUID, \
	struct orm_opt_bool *: ORM_MEMBER_OPT_BOOL, struct orm_opt_int *: ORM_MEMBER_OPT_INT, \
	struct orm_opt_double *: ORM_MEMBER_OPT_DOUBLE, \
	struct orm_opt_datetime *: ORM_MEMBER_OPT_DATETIME, \
	struct orm_opt_uuid *: ORM_MEMBER_OPT_UUID, struct orm_value *: ORM_MEMBER_VALUE)
/* clang-format on */

/* { COLUMN(User, id), .primary_key = true } */
#define COLUMN(S, m)                                                                         \
	.source = &(S).model.source, .member = #m, .kind = ORM_MEMBER_OF(&ORM_NOBODY(S)->m), \
	.size = sizeof(ORM_NOBODY(S)->m), .offset = offsetof(ORM_TYPE_OF(S), m)

/*
 * What a relation's list is ordered by, by columns of the other side, which are called as
 * their members are: .order_by = ORDERED_BY(UP(Page, chapter), DOWN(Page, number))
 */
#define ORDERED_BY(...)                                                       \
	{                                                                     \
		(const struct orm_expr *const[]){ __VA_ARGS__ },              \
		    sizeof((const struct orm_expr *const[]){ __VA_ARGS__ }) / \
			sizeof(const struct orm_expr *)                       \
	}
#define UP(S, m)   ORM_ORDERED(S, m, false)
#define DOWN(S, m) ORM_ORDERED(S, m, true)
/* What isn't there doesn't compile. */
#define ORM_ORDERED(S, m, down)                                                               \
	(&(const struct orm_expr){ .kind = ORM_EXPR_ORDER,                                    \
	                           .flag = (down) && sizeof((S).m),                           \
	                           .left = &(const struct orm_expr){ .kind = ORM_EXPR_COLUMN, \
	                                                             .of = &(S).model.source, \
	                                                             .name = #m } })

#define ORM_RELATION_AT(S, m) \
	.source = &(S).model.source, .member = #m, .offset = offsetof(ORM_TYPE_OF(S), m)
/*
 * The pointer `m` of S to a struct of T, whose key S.`field` refers to.  With _BY the key
 * has several columns, and a row in its model's keys: &Part.box, &Part.code.
 */
#define BELONGS_TO(S, m, T, field) BELONGS_TO_BY(S, m, T, &(field))
#define BELONGS_TO_BY(S, m, T, ...)                            \
	ORM_RELATION_AT(S, m),                                 \
	    .kind = _Generic(*ORM_NOBODY(S)->m, ORM_TYPE_OF(T) \
	                     : ORM_BELONGS_TO),                \
	    .key = { __VA_ARGS__ }
/* The list, or pointer, `m` of those structs whose column `field` refers to S. */
#define HAS_MANY(S, m, field) HAS_MANY_BY(S, m, &(field))
#define HAS_MANY_BY(S, m, ...)                                    \
	ORM_RELATION_AT(S, m),                                    \
	    .kind = _Generic(&ORM_NOBODY(S)->m, struct orm_many * \
	                     : ORM_HAS_MANY),                     \
	    .key = { __VA_ARGS__ }
#define HAS_ONE(S, m, T, field) HAS_ONE_BY(S, m, T, &(field))
#define HAS_ONE_BY(S, m, T, ...)                               \
	ORM_RELATION_AT(S, m),                                 \
	    .kind = _Generic(*ORM_NOBODY(S)->m, ORM_TYPE_OF(T) \
	                     : ORM_HAS_ONE),                   \
	    .key = { __VA_ARGS__ }
/* The list `m` by way of a model whose column `near` refers to S and `far` to the others. */
#define MANY_TO_MANY(S, m, near, there)                           \
	ORM_RELATION_AT(S, m),                                    \
	    .kind = _Generic(&ORM_NOBODY(S)->m, struct orm_many * \
	                     : ORM_MANY_TO_MANY),                 \
	    .key = { &(near) }, .far = { &(there) }

#endif
