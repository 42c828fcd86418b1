/* man/examples/limbeck-field.c - the example of limbeck-field(3) */
#include "orm/model/model.h"
#include <stdio.h>

enum state { DRAFT, PAID };

static const char *const states[] = { "draft", "paid", NULL };

struct invoice {
	int64_t id;
	const char *total; /* a decimal, as text */
	enum state state;
	struct orm_opt_datetime sent; /* zeroed: NULL */
	const char *buyer;
};

extern const struct invoice_schema {
	ORM_SCHEMA(struct invoice);
	ORM_COLUMNS(id, total, state, sent, buyer);
} Invoice;

const struct invoice_schema Invoice = {
	.model = ORM_MODEL(Invoice, "invoices"),
	.id = { COLUMN(Invoice, id), .primary_key = true },
	.total = { COLUMN(Invoice, total), .type = "Numeric(12, 2)", .server_default = "0" },
	.state = { COLUMN(Invoice, state), .names = states, .index = true },
	.sent = { COLUMN(Invoice, sent), .nullable = true },
	.buyer = { COLUMN(Invoice, buyer), .column = "bought by", .comment = "who pays" },
};

int main(void)
{
	puts(orm_field_column(&Invoice.buyer));
	return orm_field_has_null(&Invoice.sent) ? 0 : 1;
}
