/* orm/sql/write_op.c - operators, calls and windows */
#include "orm/sql/write.h"

#include "base/text.h"

static bool is_null(const struct orm_expr *e)
{
	return e && e->kind == ORM_EXPR_NULL;
}

/* The operand in which %, _ and / mean themselves, see ESCAPE '/'. */
static void write_pattern(struct writer *w, const struct orm_expr *e)
{
	struct buf b = { 0 };
	if (!e || e->kind != ORM_EXPR_VALUE || e->value.kind != ORM_TEXT) {
		buf_adds(&w->out, "replace(replace(replace(");
		write_expr(w, e);
		buf_adds(&w->out, ", '/', '//'), '%', '/%'), '_', '/_')");
		return;
	}
	for (size_t i = 0; i < e->value.len; i++) {
		if (strchr("%_/", e->value.data[i]) && e->value.data[i])
			buf_addc(&b, '/');
		buf_addc(&b, e->value.data[i]);
	}
	struct orm_value v = { .kind = ORM_TEXT, .len = b.len };
	v.data = buf_take(&b, w->a);
	write_value(w, &v, NULL);
}

static const struct orm_expr *operand(const struct orm_expr *e, char which)
{
	return which == '1' ? e->left : which == '2' ? e->right : e->third;
}

/* a - b - c needs no parentheses, a - (b - c) does. */
static int least_for(const struct orm_expr *e, int binds, char which)
{
	const struct orm_expr *o = operand(e, which);
	if (binds >= BINDS_ADD && binds < BINDS_UNARY)
		return which == '1' ? binds : binds + 1;
	if (binds == BINDS_OTHER)
		return which == '1' && o && o->kind == ORM_EXPR_OP && o->op == e->op ? 0
		                                                                     : BINDS_WHOLE;
	return binds < BINDS_WHOLE ? binds + 1 : binds;
}

/* x = NULL would be unknown. */
static void null_as_is(struct orm_expr *e)
{
	if (e->op != ORM_OP_EQ && e->op != ORM_OP_NE)
		return;
	if (!is_null(e->left) && !is_null(e->right))
		return;
	if (!is_null(e->right))
		e->left = e->right;
	e->op = e->op == ORM_OP_EQ ? ORM_OP_IS_NULL : ORM_OP_NOT_NULL;
}

void write_op(struct writer *w, const struct orm_expr *given)
{
	struct orm_expr e = *given;
	null_as_is(&e);
	struct orm_op_text op = orm_sql_op(w->s, e.op);
	bool pattern = e.op >= ORM_OP_STARTS && e.op <= ORM_OP_ENDS;
	if (e.op == ORM_OP_BETWEEN_SYMMETRIC)
		writer_need(w, ORM_CAN_SYMMETRIC);
	if (!op.text) {
		writer_fail(w, ERR_INPUT, "an operator is missing");
		return;
	}
	for (const char *p = op.text; *p; p++) {
		if (*p != '$' && *p != '#') {
			buf_addc(&w->out, *p);
			continue;
		}
		bool bare = *p++ == '#';
		if (*p == '2' && pattern)
			write_pattern(w, e.right);
		else
			write_operand(w, operand(&e, *p), bare ? 0 : least_for(&e, op.binds, *p));
	}
}

static void write_bound(struct writer *w, struct orm_bound b)
{
	static const char *const words[] = {
		[ORM_UNBOUNDED_PRECEDING] = "UNBOUNDED PRECEDING",
		[ORM_PRECEDING] = "PRECEDING",
		[ORM_CURRENT_ROW] = "CURRENT ROW",
		[ORM_FOLLOWING] = "FOLLOWING",
		[ORM_UNBOUNDED_FOLLOWING] = "UNBOUNDED FOLLOWING",
	};
	if (b.kind == ORM_PRECEDING || b.kind == ORM_FOLLOWING)
		buf_addf(&w->out, "%u ", b.distance);
	buf_adds(&w->out, words[b.kind]);
}

static void write_window(struct writer *w, const struct orm_window *window)
{
	static const char *const frames[] = { "", "ROWS", "RANGE", "GROUPS" };
	size_t start;
	writer_need(w, ORM_CAN_WINDOW);
	buf_adds(&w->out, " OVER (");
	start = w->out.len;
	write_list(w, "PARTITION BY", &window->partition_by);
	write_order(w, &window->order_by);
	if (window->frame) {
		if (window->frame == ORM_FRAME_GROUPS)
			writer_need(w, ORM_CAN_GROUPS);
		buf_addf(&w->out, " %s BETWEEN ", frames[window->frame]);
		write_bound(w, window->from);
		buf_adds(&w->out, " AND ");
		write_bound(w, window->to);
	}
	/* The first clause begins without a space. */
	if (w->out.len > start) {
		memmove(w->out.data + start, w->out.data + start + 1, w->out.len - start - 1);
		buf_cut(&w->out, w->out.len - 1);
	}
	buf_addc(&w->out, ')');
}

/* Names of functions are quoted where they must be; a dot parts schema and name. */
static void write_function_name(struct writer *w, const char *name)
{
	const char *dot = strrchr(name, '.');
	if (dot) {
		write_name(w, arena_strndup(w->a, name, (size_t)(dot - name)));
		buf_addc(&w->out, '.');
		name = dot + 1;
	}
	/* Bare words, so that coalesce and others that are keywords stay functions. */
	if (*name &&
	    name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
	                      "0123456789")] == '\0' &&
	    !(*name >= '0' && *name <= '9'))
		buf_adds(&w->out, name);
	else
		write_name(w, name);
}

void write_call(struct writer *w, const struct orm_expr *e)
{
	if (text_empty(e->name)) {
		writer_fail(w, ERR_INPUT, "a function has no name");
		return;
	}
	if (e->list.len == 0 && text_same_nocase(e->name, "now")) {
		w->d->function_text(&w->out, "now()");
		return;
	}
	write_function_name(w, e->name);
	buf_adds(&w->out, e->flag ? "(DISTINCT " : "(");
	write_exprs(w, &e->list);
	buf_addc(&w->out, ')');
	if (e->left) {
		writer_need(w, ORM_CAN_FILTER);
		buf_adds(&w->out, " FILTER (WHERE ");
		write_expr(w, e->left);
		buf_addc(&w->out, ')');
	}
	if (e->window)
		write_window(w, e->window);
}
