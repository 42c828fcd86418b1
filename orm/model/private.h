/*
 * orm/model/private.h - what the registry knows of a model
 */
#ifndef LIMBECK_ORM_MODEL_PRIVATE_H
#define LIMBECK_ORM_MODEL_PRIVATE_H

#include "orm/model/registry.h"

struct orm_mapped;

/* A relation with both of its ends. */
struct orm_linked {
	const struct orm_relation *relation;
	struct orm_mapped *target;
	struct orm_mapped *through;    /* MANY_TO_MANY */
	const struct orm_linked *back; /* the other side, or NULL */
	/* What the columns of `key`, and of `far`, refer to, by themselves or as a key of several.
	 */
	const struct orm_field *refers[ORM_KEY_MAX], *far_refers[ORM_KEY_MAX];
	size_t key_count;
	size_t number; /* of the model's relations; the same in those that begin with it */
};

/* Fields of a model, those of its bases first. */
struct orm_fields {
	VEC(const struct orm_field *);
};

/* A model of the same table that begins with another: where its fields are in what is read. */
struct orm_variant {
	struct orm_mapped *mapped;
	const size_t *positions;
};

struct orm_mapped {
	const struct orm_model *model;
	const struct orm_model *root;   /* whose table it is: itself, or its topmost base */
	struct orm_source source;       /* with the table */
	struct orm_table *table;        /* in generic terms; shared with the base */
	struct orm_fields fields, keys; /* the table's columns that the struct has; primary key */
	struct orm_fields read;         /* what a query reads: those of its variants as well */
	struct {
		VEC(struct orm_variant);
	} variants;                      /* models that begin with it, at whatever distance */
	const struct orm_field *counter; /* the key that counts up by itself, or NULL */
	const struct orm_field *number;  /* the key, where it is one whole number of eight bytes */
	const struct orm_field *version;
	struct orm_linked *relations;
	size_t relation_count;
	size_t size;
	size_t index; /* in the registry */
	size_t rank;  /* those that it refers to have lower ones, but for one in a circle */
};

struct orm_registry {
	struct arena *arena;
	struct orm_metadata *metadata;
	struct {
		VEC(struct orm_mapped *);
	} models;
};

/* NULL: not registered. */
struct orm_mapped *orm_registry_find(const struct orm_registry *r, const struct orm_model *m);
/* The same of the model that begins with this source. */
struct orm_mapped *orm_registry_source(const struct orm_registry *r, const struct orm_source *s);
/* NULL: not of this model. */
const struct orm_linked *orm_mapped_relation(const struct orm_mapped *m,
                                             const struct orm_relation *r);

/* Gives all models their rank. */
void orm_models_rank(const struct orm_registry *r);

/* Which model a row is of, by what its column of kinds says: `m`, or a variant, or NULL. */
const struct orm_variant *orm_mapped_variant(const struct orm_mapped *m, const char *kind);
/* Is it `m`, or one of its variants? */
bool orm_mapped_is(const struct orm_mapped *x, const struct orm_mapped *m);

/* The table of a model, in generic terms. */
bool orm_model_table(struct arena *a, const struct orm_model *m, struct orm_table *t,
                     struct error *err) MUST_CHECK;

/* What a member holds, texts borrowed; what has to be written down is in `a`. */
struct orm_value orm_member_get(struct arena *a, const struct orm_field *f, const void *object);
/*
 * Sets a member to what a row has; texts are copied into `a`.  ERR_INPUT: the
 * value is of another kind, too great, or NULL where the member can't be.
 */
bool orm_member_set(struct arena *a, const struct orm_field *f, void *object,
                    const struct orm_value *v, struct error *err) MUST_CHECK;
/* Do two objects have the same there? */
bool orm_member_same(const struct orm_field *f, const void *x, const void *y);
/* Is it as in a zeroed struct? */
bool orm_member_is_zero(const struct orm_field *f, const void *object);

/* Does a shared object end before what its header says?  The loader dies of such. */
bool orm_model_file_is_cut(const char *path);

#endif
