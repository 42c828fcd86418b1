/*
 * orm/session/listen.h - what a session tells of its work
 *
 * Functions of a listener may be NULL; all get its `data`.  Of several listeners the
 * one that was added first is called first.  What a listener asks of the session
 * meanwhile doesn't flush, and isn't told to anybody.  It can't close the session, nor,
 * told of an object, clear it, or begin or end transactions: that does nothing, and
 * orm_session_error says so.
 */
#ifndef LIMBECK_ORM_SESSION_LISTEN_H
#define LIMBECK_ORM_SESSION_LISTEN_H

#include "orm/session/session.h"

struct orm_session_listener {
	void *data;
	/* A flush begins, perhaps with nothing to write: objects may be changed and added. */
	void (*before_flush)(void *data, struct orm_session *s);
	/* It has written something. */
	void (*after_flush)(void *data, struct orm_session *s);
	/* A commit begins, before its flush.  False, with `err`: it fails, and all is as it was. */
	bool (*before_commit)(void *data, struct orm_session *s, struct error *err);
	void (*after_commit)(void *data, struct orm_session *s);
	/* All of the transaction is undone, or what was nested in it. */
	void (*after_rollback)(void *data, struct orm_session *s);

	/* A row became an object.  No statement can be run yet. */
	void (*load)(void *data, struct orm_session *s, const struct orm_model *m, void *object);
	/*
	 * The flush is about to write the object, whose columns may be changed still, but not
	 * its relations; false, with `err`, fails the flush.
	 */
	bool (*before_insert)(void *data, struct orm_session *s, const struct orm_model *m,
	                      void *object, struct error *err);
	bool (*before_update)(void *data, struct orm_session *s, const struct orm_model *m,
	                      void *object, struct error *err);
	bool (*before_delete)(void *data, struct orm_session *s, const struct orm_model *m,
	                      void *object, struct error *err);
	/* It is written; the transaction isn't committed. */
	void (*after_insert)(void *data, struct orm_session *s, const struct orm_model *m,
	                     void *object);
	void (*after_update)(void *data, struct orm_session *s, const struct orm_model *m,
	                     void *object);
	void (*after_delete)(void *data, struct orm_session *s, const struct orm_model *m,
	                     void *object);
};

/* Adds a copy of the listener, until the session is closed. */
void orm_session_listen(struct orm_session *s, const struct orm_session_listener *l);

#endif
