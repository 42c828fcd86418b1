/* orm/mysql/partition.c - changes of partitions: the smallest that loses no rows */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "orm/mysql/alter.h"

/* A partition as it is listed: PARTITION `p0` VALUES LESS THAN (10) ... */
struct part {
	const char *name, *text;
	const char *bound; /* VALUES ..., or NULL */
};

/* What follows PARTITION BY, in its parts. */
struct scheme {
	const char *head; /* up to the list: "RANGE (`id`)" */
	const char *kind; /* its first word, in lower case */
	long count;       /* PARTITIONS n; 0 = not said */
	struct {
		VEC(struct part);
	} parts;
};

struct reader {
	struct arena *arena;
	const struct orm_dialect *d;
	const char *at, *end;
	struct orm_token t;
};

static void next(struct reader *r)
{
	do {
		r->t = r->d->next_token(r->at, (size_t)(r->end - r->at));
		r->at = r->t.start + r->t.len;
	} while (r->t.kind == ORM_TOKEN_SPACE || r->t.kind == ORM_TOKEN_COMMENT);
}

static bool at_word(const struct reader *r, const char *word)
{
	return r->t.kind == ORM_TOKEN_WORD && r->t.len == strlen(word) &&
	       !strncasecmp(r->t.start, word, r->t.len);
}

static bool at_op(const struct reader *r, char op)
{
	return r->t.kind == ORM_TOKEN_OPERATOR && r->t.len == 1 && *r->t.start == op;
}

/* Steps over what is in parentheses, the cursor being on the opening one. */
static void skip_parenthesised(struct reader *r)
{
	int depth = 0;

	do {
		depth += at_op(r, '(') - at_op(r, ')');
		next(r);
	} while (depth && r->t.kind != ORM_TOKEN_END);
}

static const char *text_from(const struct reader *r, const char *start)
{
	return text_trim(r->arena, start, (size_t)(r->t.start - start));
}

/* VALUES LESS THAN (...), LESS THAN MAXVALUE, IN (...) */
static const char *read_bound(struct reader *r)
{
	const char *start = r->t.start;

	while (!at_op(r, '(') && !at_word(r, "maxvalue") && r->t.kind != ORM_TOKEN_END)
		next(r);
	if (at_op(r, '('))
		skip_parenthesised(r);
	else
		next(r);
	return text_from(r, start);
}

static void read_part(struct reader *r, struct scheme *s)
{
	struct part p = { 0 };
	const char *start = r->t.start;

	next(r);
	if (r->t.kind == ORM_TOKEN_WORD || r->t.kind == ORM_TOKEN_QUOTED)
		p.name = orm_unquote(r->arena, r->d, &r->t);
	while (!at_op(r, ',') && !at_op(r, ')') && r->t.kind != ORM_TOKEN_END)
		if (at_op(r, '('))
			skip_parenthesised(r);
		else if (at_word(r, "values"))
			p.bound = read_bound(r);
		else
			next(r);
	p.text = text_from(r, start);
	vec_push(r->arena, &s->parts, p);
}

static void read_parts(struct reader *r, struct scheme *s)
{
	while (at_op(r, '(') || at_op(r, ',')) {
		next(r);
		read_part(r, s);
	}
}

/* Is this the list of partitions, and not an expression? */
static bool at_list(const struct reader *r)
{
	struct reader ahead = *r;

	if (!at_op(r, '('))
		return false;
	next(&ahead);
	return at_word(&ahead, "partition");
}

static struct scheme read_scheme(struct my_alter *x, const char *text)
{
	struct scheme s = { 0 };
	struct reader r = {
		.arena = x->ddl->arena, .d = x->ddl->dialect, .at = text, .end = text + strlen(text)
	};
	struct buf head = { 0 };

	next(&r);
	s.kind = text_lower(r.arena, arena_strndup(r.arena, r.t.start, r.t.len));
	while (r.t.kind != ORM_TOKEN_END && !at_list(&r)) {
		const char *start = r.t.start;

		if (at_word(&r, "partitions")) {
			next(&r);
			s.count = strtol(r.t.start, NULL, 10);
			next(&r);
			continue;
		}
		if (at_op(&r, '('))
			skip_parenthesised(&r);
		else
			next(&r);
		buf_addf(&head, "%s ", text_from(&r, start));
	}
	s.head = buf_take(&head, r.arena);
	read_parts(&r, &s);
	return s;
}

static bool same_part(const struct my_alter *x, const struct part *a, const struct part *b)
{
	return orm_same_tokens(x->ddl->dialect, a->text, b->text);
}

static void alone(struct my_alter *x, enum my_step step, const char *text)
{
	vec_push(x->ddl->arena, &x->alone, text);
	vec_push(x->ddl->arena, &x->alone_costs,
	         my_cost_of(x->ddl->dialect, x->ddl->version, step));
}

static const char *definitions(struct my_alter *x, const struct scheme *s, size_t from, size_t to)
{
	struct buf b = { 0 };

	for (size_t i = from; i < to; i++)
		buf_addf(&b, "%s%s", i > from ? ",\n " : "", s->parts.items[i].text);
	return buf_take(&b, x->ddl->arena);
}

static const char *names(struct my_alter *x, const struct scheme *s, size_t from, size_t to)
{
	struct buf b = { 0 };

	for (size_t i = from; i < to; i++)
		buf_addf(&b, "%s%s", i > from ? ", " : "",
		         my_name(x->ddl->arena, s->parts.items[i].name));
	return buf_take(&b, x->ddl->arena);
}

static void drop(struct my_alter *x, const struct scheme *s, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		my_guard_partition(x, s->parts.items[i].name);
	alone(x, MY_DROP_PARTITION,
	      arena_printf(x->ddl->arena, "DROP PARTITION %s", names(x, s, from, to)));
}

static void add(struct my_alter *x, const struct scheme *s, size_t from, size_t to)
{
	alone(x, MY_ADD_PARTITION,
	      arena_printf(x->ddl->arena, "ADD PARTITION (%s)", definitions(x, s, from, to)));
}

static void reorganize(struct my_alter *x, const struct scheme *was, size_t from, size_t from_end,
                       const struct scheme *is, size_t to, size_t to_end)
{
	alone(x, MY_REORGANIZE,
	      arena_printf(x->ddl->arena, "REORGANIZE PARTITION %s INTO (%s)",
	                   names(x, was, from, from_end), definitions(x, is, to, to_end)));
}

/* Does what changes end elsewhere, so that the next one begins elsewhere? */
static bool moves_bound(const struct my_alter *x, const struct scheme *was, size_t a,
                        const struct scheme *is, size_t b)
{
	return a < was->parts.len && b < is->parts.len &&
	       !orm_same_tokens(x->ddl->dialect, was->parts.items[a - 1].bound,
	                        is->parts.items[b - 1].bound);
}

/* What is left of both lists when those at both ends that stay are left out. */
struct gap {
	size_t first, was, is; /* the ends: one behind the last */
};

static struct gap find_gap(const struct my_alter *x, const struct scheme *was,
                           const struct scheme *is)
{
	struct gap g = { 0, was->parts.len, is->parts.len };

	while (g.first < g.was && g.first < g.is &&
	       same_part(x, &was->parts.items[g.first], &is->parts.items[g.first]))
		g.first++;
	while (g.was > g.first && g.is > g.first &&
	       same_part(x, &was->parts.items[g.was - 1], &is->parts.items[g.is - 1]))
		g.was--, g.is--;
	return g;
}

/*
 * A partition of a RANGE that goes leaves its rows to the next one; what has no next
 * one, and a LIST's values, take their rows along.
 */
static bool takes_rows(const struct scheme *was, const struct gap *g)
{
	return g->first == g->is && g->first != g->was &&
	       (strcmp(was->kind, "range") != 0 || g->was == was->parts.len);
}

static void change_list(struct my_alter *x, const struct scheme *was, const struct scheme *is)
{
	struct gap g = find_gap(x, was, is);
	size_t first = g.first, a = g.was, b = g.is;
	bool range = !strcmp(was->kind, "range"), history = !strcmp(was->kind, "system_time");

	if (first == a && first == b)
		return;
	if (first == a && (a == was->parts.len || history))
		add(x, is, first, b);
	else if (takes_rows(was, &g))
		drop(x, was, first, a);
	else if (first == a || first == b || (range && moves_bound(x, was, a, is, b)))
		reorganize(x, was, first, a + 1, is, first, b + 1);
	else
		reorganize(x, was, first, a, is, first, b);
}

static long count_of(const struct scheme *s)
{
	return s->parts.len ? (long)s->parts.len : s->count ? s->count : 1;
}

/* Rows find their partition by a number: there are more of them, or fewer. */
static void change_count(struct my_alter *x, const struct scheme *was, const struct scheme *is)
{
	long from = count_of(was), to = count_of(is);

	if (to < from)
		alone(x, MY_REORGANIZE,
		      arena_printf(x->ddl->arena, "COALESCE PARTITION %ld", from - to));
	else if (is->parts.len)
		alone(x, MY_REORGANIZE,
		      arena_printf(x->ddl->arena, "ADD PARTITION (%s)",
		                   definitions(x, is, (size_t)from, is->parts.len)));
	else
		alone(x, MY_REORGANIZE,
		      arena_printf(x->ddl->arena, "ADD PARTITION PARTITIONS %ld", to - from));
}

static bool is_counted(const struct scheme *s)
{
	return !strcmp(s->kind, "hash") || !strcmp(s->kind, "key") || !strcmp(s->kind, "linear");
}

/* Is one a beginning of the other, or are they without names? */
static bool counts_on(const struct my_alter *x, const struct scheme *was, const struct scheme *is)
{
	size_t common = was->parts.len < is->parts.len ? was->parts.len : is->parts.len;

	if (!is_counted(was) || (was->parts.len == 0) != (is->parts.len == 0))
		return false;
	for (size_t i = 0; i < common; i++)
		if (!same_part(x, &was->parts.items[i], &is->parts.items[i]))
			return false;
	return count_of(was) != count_of(is);
}

static bool same_head(const struct my_alter *x, const struct scheme *was, const struct scheme *is)
{
	return orm_same_tokens(x->ddl->dialect, was->head, is->head);
}

static void anew(struct my_alter *x)
{
	struct my_cost cost = my_cost_of(x->ddl->dialect, x->ddl->version, MY_PARTITION);

	my_cost_add(&x->main.cost, &cost);
	x->main.end = x->to->partition_by
	                  ? arena_printf(x->ddl->arena, " PARTITION BY %s", x->to->partition_by)
	                  : " REMOVE PARTITIONING";
}

/* How the table comes to its partitions. */
enum way { ANEW, COUNT_ON, CHANGE_LIST };

static enum way find_way(const struct my_alter *x, const struct scheme *was,
                         const struct scheme *is)
{
	if (!same_head(x, was, is))
		return ANEW;
	if (counts_on(x, was, is))
		return COUNT_ON;
	return is_counted(was) || !was->parts.len || !is->parts.len ? ANEW : CHANGE_LIST;
}

void my_alter_partitions(struct my_alter *x)
{
	struct scheme was, is;

	if (orm_same_expr(x->ddl->dialect, x->base->partition_by, x->to->partition_by))
		return;
	if (!x->base->partition_by || !x->to->partition_by) {
		anew(x);
		return;
	}
	was = read_scheme(x, x->base->partition_by);
	is = read_scheme(x, x->to->partition_by);
	switch (find_way(x, &was, &is)) {
	case ANEW:
		anew(x);
		break;
	case COUNT_ON:
		change_count(x, &was, &is);
		break;
	case CHANGE_LIST:
		change_list(x, &was, &is);
		break;
	}
}

static const char *find_losses(struct arena *a, const struct orm_dialect *d, const char *from,
                               const char *to)
{
	struct ddl ddl = { .arena = a, .dialect = d };
	struct my_alter x = { .ddl = &ddl };
	struct scheme was = read_scheme(&x, from), is = read_scheme(&x, to);
	struct gap g = find_gap(&x, &was, &is);
	struct buf b = { 0 };

	if (find_way(&x, &was, &is) != CHANGE_LIST || !takes_rows(&was, &g))
		return NULL;
	for (size_t i = g.first; i < g.was; i++)
		buf_addf(&b, "%sthe rows of partition \"%s\"", i > g.first ? ", " : "",
		         was.parts.items[i].name);
	return buf_take(&b, a);
}

static const char *losses(struct arena *a, const struct orm_dialect *d, const struct orm_change *c)
{
	const char *was = ((const struct orm_table *)c->from)->partition_by;
	const char *is = ((const struct orm_table *)c->to)->partition_by;

	if (my_is(c->from, "system_versioning") && !my_is(c->to, "system_versioning") &&
	    (c->mask & ORM_ATTR_OPTIONS))
		return "the past of the rows";
	return was && is && my_gives(c, "partition_by") ? find_losses(a, d, was, is) : NULL;
}

const char *my_losses(struct arena *a, const struct orm_change *c)
{
	return losses(a, &orm_mysql, c);
}

const char *mariadb_losses(struct arena *a, const struct orm_change *c)
{
	return losses(a, &orm_mariadb, c);
}
