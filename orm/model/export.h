/*
 * orm/model/export.h - models in a shared object, for the command line
 *
 *	const struct orm_model *const models[] = { &User.model, &Address.model, NULL };
 *	ORM_EXPORT(models);
 *
 *	cc -shared -fPIC -o libmodels.so models.c $(pkg-config --cflags limbeck)
 *	limbeck diff sqlite:///app.db ./libmodels.so
 *
 * The one symbol that is looked for is limbeck_models.
 */
#ifndef LIMBECK_ORM_MODEL_EXPORT_H
#define LIMBECK_ORM_MODEL_EXPORT_H

#include "orm/model/model.h"

/* Counts changes of the structs below that leave their sizes as they were. */
enum { ORM_MODELS_ABI = 1 };

/* What the symbol limbeck_models is: which structs the models were compiled with, and them. */
struct orm_exported {
	uint32_t abi; /* first, whatever comes: ORM_MODELS_ABI */
	uint32_t model_size, field_size, relation_size, key_size;
	const struct orm_model *const *models; /* ended by NULL */
};

/* Exports a list of models that ends with NULL; once in a shared object. */
#define ORM_EXPORT(list)                                                                    \
	extern const struct orm_exported limbeck_models;                                    \
	__attribute__((visibility("default"))) const struct orm_exported limbeck_models = { \
		ORM_MODELS_ABI,                                                             \
		sizeof(struct orm_model),                                                   \
		sizeof(struct orm_field),                                                   \
		sizeof(struct orm_relation),                                                \
		sizeof(struct orm_model_key),                                               \
		(list),                                                                     \
	}

/*
 * The models that the shared object at `path` exports; it stays loaded until the program
 * ends, as its texts are used from where they are.  ERR_INPUT names the file: it is no
 * shared object, exports no models, or was compiled with other structs.
 */
bool orm_models_open(const char *path, const struct orm_model *const **out,
                     struct error *err) MUST_CHECK;

#endif
