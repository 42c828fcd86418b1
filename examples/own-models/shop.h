/* examples/own-models/shop.h - the tables of a shop, as structs */
#ifndef SHOP_H
#define SHOP_H

#include "orm/model/model.h"

struct customer {
	int64_t id;
	const char *name;
	const char *email; /* NULL when unknown */
};

extern const struct customer_schema {
	ORM_SCHEMA(struct customer);
	ORM_COLUMNS(id, name, email);
} Customer;

struct order {
	int64_t id, customer_id;
	double total;
};

extern const struct order_schema {
	ORM_SCHEMA(struct order);
	ORM_COLUMNS(id, customer_id, total);
} Order;

/* All of them, ended by NULL. */
extern const struct orm_model *const shop_models[];

#endif
