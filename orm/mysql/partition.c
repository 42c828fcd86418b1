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
	return text_same_nocase(a->name, b->name) &&
	       orm_same_tokens(x->ddl->dialect, a->text, b->text);
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

static bool is_range(const struct scheme *s)
{
	return !strcmp(s->kind, "range");
}

static struct reader reader_of(const struct my_alter *x, const char *text)
{
	struct reader r = {
		.arena = x->ddl->arena, .d = x->ddl->dialect, .at = text, .end = text + strlen(text)
	};

	next(&r);
	return r;
}

static bool same_token(const struct reader *a, const struct reader *b)
{
	return a->t.len == b->t.len && !strncasecmp(a->t.start, b->t.start, a->t.len);
}

/* Is it surely a lower bound of a RANGE?  What isn't a literal can't be known here. */
static bool is_lower(const struct my_alter *x, const char *bound, const char *than)
{
	struct reader a = reader_of(x, bound), b = reader_of(x, than);
	bool minus = false;

	while (a.t.kind != ORM_TOKEN_END && same_token(&a, &b)) {
		minus = at_op(&a, '-');
		next(&a);
		next(&b);
	}
	if (at_word(&b, "maxvalue"))
		return a.t.kind != ORM_TOKEN_END;
	if (a.t.kind == ORM_TOKEN_NUMBER && b.t.kind == ORM_TOKEN_NUMBER)
		return minus ? strtod(a.t.start, NULL) > strtod(b.t.start, NULL)
		             : strtod(a.t.start, NULL) < strtod(b.t.start, NULL);
	if (a.t.kind == ORM_TOKEN_STRING && b.t.kind == ORM_TOKEN_STRING)
		return strncmp(a.t.start, b.t.start, a.t.len < b.t.len ? a.t.len : b.t.len) < 0;
	return at_op(&a, '-') && b.t.kind == ORM_TOKEN_NUMBER;
}

static bool ends_lower(const struct my_alter *x, const struct scheme *was, const struct scheme *is)
{
	return is_lower(x, is->parts.items[is->parts.len - 1].bound,
	                was->parts.items[was->parts.len - 1].bound);
}

/* May a value of this LIST be in that one? */
static bool may_share(const struct my_alter *x, const char *list, const char *other)
{
	for (struct reader a = reader_of(x, list); a.t.kind != ORM_TOKEN_END; next(&a)) {
		if (a.t.kind == ORM_TOKEN_OPERATOR || at_word(&a, "values") || at_word(&a, "in"))
			continue;
		if (at_word(&a, "default"))
			return true;
		for (struct reader b = reader_of(x, other); b.t.kind != ORM_TOKEN_END; next(&b))
			if (same_token(&a, &b) || at_word(&b, "default"))
				return true;
	}
	return false;
}

static bool same_name(const struct part *a, const struct part *b)
{
	return text_same_nocase(a->name, b->name);
}

/* Is there no place for the rows of this one, so that they go with it? */
static bool is_gone(const struct my_alter *x, const struct scheme *was, size_t i,
                    const struct scheme *is)
{
	const struct part *p = &was->parts.items[i], *last = &is->parts.items[is->parts.len - 1];

	if (is_range(was)) {
		for (size_t j = 0; j < i; j++)
			if (orm_same_tokens(x->ddl->dialect, was->parts.items[j].bound,
			                    last->bound))
				return true;
		return false;
	}
	for (size_t j = 0; j < is->parts.len; j++)
		if (same_name(p, &is->parts.items[j]) ||
		    may_share(x, p->bound, is->parts.items[j].bound))
			return false;
	return true;
}

/* The partitions but for those that are gone, if not all of them are. */
static struct scheme without_gone(const struct my_alter *x, const struct scheme *was,
                                  const struct scheme *is, struct scheme *gone)
{
	struct scheme rest = *was;

	rest.parts.items = NULL;
	rest.parts.len = rest.parts.cap = 0;
	*gone = rest;
	if (!is_range(was) && strcmp(was->kind, "list") != 0)
		return *was;
	for (size_t i = 0; i < was->parts.len; i++)
		if (is_gone(x, was, i, is))
			vec_push(x->ddl->arena, &gone->parts, was->parts.items[i]);
		else
			vec_push(x->ddl->arena, &rest.parts, was->parts.items[i]);
	if (rest.parts.len)
		return rest;
	gone->parts.len = 0;
	return *was;
}

/* Does what changes end elsewhere, so that the next one begins elsewhere? */
static bool moves_bound(const struct my_alter *x, const struct scheme *was, size_t a,
                        const struct scheme *is, size_t b)
{
	return a < was->parts.len && b < is->parts.len &&
	       !orm_same_tokens(x->ddl->dialect, was->parts.items[a - 1].bound,
	                        is->parts.items[b - 1].bound);
}

/* A stretch of both lists that differs, between partitions that stay. */
struct gap {
	size_t was, was_end, is, is_end;
};

/* What is left of both lists when those at both ends that stay are left out. */
static struct gap whole_gap(const struct my_alter *x, const struct scheme *was,
                            const struct scheme *is)
{
	struct gap g = { 0, was->parts.len, 0, is->parts.len };

	while (g.was < g.was_end && g.is < g.is_end &&
	       same_part(x, &was->parts.items[g.was], &is->parts.items[g.is]))
		g.was++, g.is++;
	while (g.was_end > g.was && g.is_end > g.is &&
	       same_part(x, &was->parts.items[g.was_end - 1], &is->parts.items[g.is_end - 1]))
		g.was_end--, g.is_end--;
	return g;
}

/* The next one behind `g`, up to the first partition that stays. */
static bool next_gap(const struct my_alter *x, const struct scheme *was, const struct scheme *is,
                     struct gap *g)
{
	size_t i = g->was_end, j = g->is_end;

	while (i < was->parts.len && j < is->parts.len &&
	       same_part(x, &was->parts.items[i], &is->parts.items[j]))
		i++, j++;
	*g = (struct gap){ i, was->parts.len, j, is->parts.len };
	for (size_t k = i; k < was->parts.len; k++)
		for (size_t l = j; l < is->parts.len; l++)
			if (same_part(x, &was->parts.items[k], &is->parts.items[l])) {
				g->was_end = k;
				g->is_end = l;
				return true;
			}
	return i < was->parts.len || j < is->parts.len;
}

/* Is there a new name that another partition has until its own stretch changes? */
static bool names_clash(const struct my_alter *x, const struct scheme *was, const struct scheme *is)
{
	for (struct gap g = { 0 }; next_gap(x, was, is, &g);)
		for (size_t j = g.is; j < g.is_end; j++)
			for (size_t i = 0; i < was->parts.len; i++)
				if ((i < g.was || i >= g.was_end) &&
				    same_name(&was->parts.items[i], &is->parts.items[j]))
					return true;
	return false;
}

/* History and a LIST's values that have no other partition take their rows along. */
static bool takes_rows(const struct scheme *was, const struct gap *g)
{
	return !is_range(was) && g->is == g->is_end && g->was != g->was_end;
}

static void change_gap(struct my_alter *x, const struct scheme *was, const struct scheme *is,
                       const struct gap *g)
{
	size_t a = g->was_end, b = g->is_end;
	bool new = g->was == a, history = !strcmp(was->kind, "system_time");

	if (new && g->is == b)
		return;
	if (new && (a == was->parts.len || history))
		add(x, is, g->is, b);
	else if (takes_rows(was, g))
		drop(x, was, g->was, a);
	else if (new || g->is == b || (is_range(was) && moves_bound(x, was, a, is, b)))
		reorganize(x, was, g->was, a + 1, is, g->is, b + 1);
	else
		reorganize(x, was, g->was, a, is, g->is, b);
}

static void anew(struct my_alter *x)
{
	struct my_cost cost = my_cost_of(x->ddl->dialect, x->ddl->version, MY_PARTITION);

	my_cost_add(&x->main.cost, &cost);
	x->main.end = x->to->partition_by
	                  ? arena_printf(x->ddl->arena, " PARTITION BY %s", x->to->partition_by)
	                  : " REMOVE PARTITIONING";
}

static void change_list(struct my_alter *x, const struct scheme *from, const struct scheme *is)
{
	struct scheme gone, was = without_gone(x, from, is, &gone);
	struct gap g = { 0 };

	if (gone.parts.len)
		drop(x, &gone, 0, gone.parts.len);
	if (is_range(&was) && ends_lower(x, &was, is)) {
		anew(x); /* no REORGANIZE takes away from the range */
	} else if (is_range(&was) && !names_clash(x, &was, is)) {
		while (next_gap(x, &was, is, &g))
			change_gap(x, &was, is, &g);
	} else {
		g = whole_gap(x, &was, is);
		change_gap(x, &was, is, &g);
	}
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
	struct scheme was = read_scheme(&x, from), is = read_scheme(&x, to), gone;
	struct buf b = { 0 };
	struct gap g;

	if (find_way(&x, &was, &is) != CHANGE_LIST)
		return NULL;
	was = without_gone(&x, &was, &is, &gone);
	g = whole_gap(&x, &was, &is);
	for (size_t i = g.was; i < g.was_end && takes_rows(&was, &g); i++)
		vec_push(a, &gone.parts, was.parts.items[i]);
	for (size_t i = 0; i < gone.parts.len; i++)
		buf_addf(&b, "%sthe rows of partition \"%s\"", i ? ", " : "",
		         gone.parts.items[i].name);
	return gone.parts.len ? buf_take(&b, a) : NULL;
}

const char *my_table_losses(struct arena *a, const struct orm_dialect *d,
                            const struct orm_change *c)
{
	const char *was = ((const struct orm_table *)c->from)->partition_by;
	const char *is = ((const struct orm_table *)c->to)->partition_by;

	if (my_is(c->from, "system_versioning") && !my_is(c->to, "system_versioning") &&
	    (c->mask & ORM_ATTR_OPTIONS))
		return "the past of the rows";
	return was && is && my_gives(c, "partition_by") ? find_losses(a, d, was, is) : NULL;
}
