/* orm/session/listen.c - who listens to a session is told */
#include "orm/session/listen.h"

#include "orm/session/private.h"

struct listeners {
	VEC(struct orm_session_listener);
};

void orm_session_listen(struct orm_session *s, const struct orm_session_listener *l)
{
	if (!session_enter(s))
		return;
	if (!s->listeners)
		s->listeners = ARENA_NEW(&s->listener_memory, struct listeners);
	vec_push(&s->listener_memory, s->listeners, *l);
}

void session_tell(struct orm_session *s, enum session_moment at)
{
	if (!s->listeners || s->telling)
		return;
	s->telling = true;
	for (size_t n = 0; n < s->listeners->len; n++) {
		const struct orm_session_listener *l = &s->listeners->items[n];
		void (*const told[])(void *, struct orm_session *) = {
			[AT_FLUSH] = l->before_flush,
			[AT_FLUSHED] = l->after_flush,
			[AT_COMMITTED] = l->after_commit,
			[AT_ROLLED_BACK] = l->after_rollback,
		};
		if (told[at])
			told[at](l->data, s);
	}
	s->telling = false;
}

bool session_ask_commit(struct orm_session *s)
{
	struct error err;
	bool ok = true;
	if (!s->listeners || s->telling)
		return true;
	s->telling = true;
	for (size_t n = 0; n < s->listeners->len && ok; n++) {
		const struct orm_session_listener *l = &s->listeners->items[n];
		ok = !l->before_commit || l->before_commit(l->data, s, &err);
	}
	s->telling = false;
	return ok || session_fail(s, &err);
}

static void hold(struct orm_session *s)
{
	s->telling = true;
	s->held = true;
}

/* What went wrong for a listener isn't what the session was asked for, unless all is lost. */
static void let_go(struct orm_session *s)
{
	s->telling = false;
	s->held = false;
	if (!s->broken && !session_ready(s))
		error_clear(&s->error);
}

bool session_ask_write(struct orm_session *s, enum session_write what, struct instance *i)
{
	struct error err;
	bool ok = true;
	if (!s->listeners || s->telling)
		return true;
	hold(s);
	for (size_t n = 0; n < s->listeners->len && ok; n++) {
		const struct orm_session_listener *l = &s->listeners->items[n];
		bool (*const asked[])(void *, struct orm_session *, const struct orm_model *,
		                      void *, struct error *) = {
			[OF_INSERT] = l->before_insert,
			[OF_UPDATE] = l->before_update,
			[OF_DELETE] = l->before_delete,
		};
		ok = !asked[what] ||
		     asked[what](l->data, s, i->mapped->model, instance_object(i), &err);
	}
	let_go(s);
	return ok || session_fail(s, &err);
}

void session_tell_of(struct orm_session *s, enum session_write what, struct instance *i)
{
	if (!s->listeners || s->telling)
		return;
	hold(s);
	for (size_t n = 0; n < s->listeners->len; n++) {
		const struct orm_session_listener *l = &s->listeners->items[n];
		void (*const told[])(void *, struct orm_session *, const struct orm_model *,
		                     void *) = {
			[OF_INSERT] = l->after_insert,
			[OF_UPDATE] = l->after_update,
			[OF_DELETE] = l->after_delete,
			[OF_LOAD] = l->load,
		};
		if (told[what])
			told[what](l->data, s, i->mapped->model, instance_object(i));
	}
	let_go(s);
}
