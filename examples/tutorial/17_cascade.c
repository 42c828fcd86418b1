/*
 * examples/tutorial/17_cascade.c - delete with what belongs to it
 *
 * These models are those of models.h but for one word: the addresses are the user's own
 * (ORM_CASCADE_ORPHANS).  They go with their user, and when they are taken out of his list.
 * ORM_CASCADE_DELETE is the first half of that, ORM_CASCADE_PASSIVE leaves it to the
 * database's ON DELETE.
 */
#include "tutorial.h"

struct owner {
	int64_t id;
	const char *name;
	struct orm_many letters; /* of struct letter */
};

struct letter {
	int64_t id, owner_id;
	const char *text;
	struct owner *owner;
};

extern const struct owner_schema {
	ORM_SCHEMA(struct owner);
	ORM_COLUMNS(id, name);
	ORM_RELATIONS(letters);
} Owner;

extern const struct letter_schema {
	ORM_SCHEMA(struct letter);
	ORM_COLUMNS(id, owner_id, text);
	ORM_RELATIONS(owner);
} Letter;

const struct owner_schema Owner = {
	.model = ORM_MODEL(Owner, "owners"),
	.id = { COLUMN(Owner, id), .primary_key = true },
	.name = { COLUMN(Owner, name), .type = "String(50)" },
	.letters = { HAS_MANY(Owner, letters, Letter.owner_id), .back = &Letter.owner,
	             .cascade = ORM_CASCADE_ORPHANS },
};

const struct letter_schema Letter = {
	.model = ORM_MODEL(Letter, "letters"),
	.id = { COLUMN(Letter, id), .primary_key = true },
	.owner_id = { COLUMN(Letter, owner_id), .references = &Owner.id },
	.text = { COLUMN(Letter, text), .type = "String(100)" },
	.owner = { BELONGS_TO(Letter, owner, Owner, Letter.owner_id), .back = &Owner.letters },
};

static const struct orm_model *const own_models[] = { &Owner.model, &Letter.model, NULL };

int main(int argc, char **argv)
{
	struct tutorial t;
	begin(&t, argc, argv, own_models);
	struct orm_session *s = t.session;

	struct owner *jack = ADD(s, Owner, .name = "jack");
	for (int i = 0; i < 3; i++)
		must(&t, APPEND(s, jack, Owner.letters,
		                ADD(s, Letter, .text = i ? "a letter" : "the first")));
	must(&t, orm_session_commit(s));

	/* Taken out of the list it is nobody's, and so deleted. */
	must(&t, LOAD(s, jack, Owner.letters));
	must(&t, REMOVE(s, jack, Owner.letters, jack->letters.items[0]));
	printf("letters: %d\n", (int)HOW_MANY(s, Letter));

	must(&t, orm_session_delete(s, jack));
	printf("owners: %d, letters: %d\n", (int)HOW_MANY(s, Owner), (int)HOW_MANY(s, Letter));
	must(&t, orm_session_commit(s));
	return end(&t);
}
