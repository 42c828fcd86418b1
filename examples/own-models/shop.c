/* examples/own-models/shop.c - what the tables of the shop hold */
#include "shop.h"

const struct customer_schema Customer = {
	.model = ORM_MODEL(Customer, "customers"),
	.id = { COLUMN(Customer, id), .primary_key = true },
	.name = { COLUMN(Customer, name), .type = "String(50)" },
	.email = { COLUMN(Customer, email), .type = "String(100)", .nullable = true,
	           .unique = true },
};

const struct order_schema Order = {
	.model = ORM_MODEL(Order, "orders"),
	.id = { COLUMN(Order, id), .primary_key = true },
	.customer_id = { COLUMN(Order, customer_id), .references = &Customer.id, .index = true },
	.total = { COLUMN(Order, total), .server_default = "0" },
};

const struct orm_model *const shop_models[] = { &Customer.model, &Order.model, NULL };
