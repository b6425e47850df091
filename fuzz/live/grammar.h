/* Dialogues made from nothing: a grammar of CONNECT that knows the strict form and what lenient readers take. */
#ifndef CONNECTSPEC_LIVE_GRAMMAR_H
#define CONNECTSPEC_LIVE_GRAMMAR_H

#include "fuzz/live/dialogue.h"
#include "fuzz/live/random.h"
#include "fuzz/mutator.h"
#include "reference/must_use.h"

/* The words that heads are made of: groups of alternatives, strict ones first where the group has some. */
enum cs_live_words {
    CS_LIVE_METHODS,
    CS_LIVE_TARGETS,
    CS_LIVE_VERSIONS,
    CS_LIVE_BLANKS,
    CS_LIVE_ENDS,
    CS_LIVE_HOSTS, /* whole lines, without their end */
    CS_LIVE_FIELDS,
    CS_LIVE_CREDENTIALS,
    CS_LIVE_BEHIND,         /* what stands behind the head */
    CS_LIVE_INNER,          /* what goes through a tunnel */
    CS_LIVE_ORIGIN_TARGETS, /* what an origin is asked for */
    CS_LIVE_ORIGIN_HOSTS,
    CS_LIVE_ORIGIN_BEHIND,
    CS_LIVE_CONTENTS, /* without made-up values: their length is announced */
    CS_LIVE_GROUPS
};

/* Which words heads for a role are made of. */
struct cs_dialect {
    enum cs_live_words targets, hosts, behind;
    const char *host; /* a usual Host line, without its end */
    bool old_too;     /* heads of HTTP/1.0 are nothing special */
};

/* A tidy dialogue with a proxy, or with an origin; NULL without memory. */
CS_MUST_USE struct cs_dialogue *cs_grammar_make(struct cs_random *random);
CS_MUST_USE struct cs_dialogue *cs_grammar_make_for_origin(struct cs_random *random);

/* What a client is answered: one row. */
CS_MUST_USE struct cs_dialogue *cs_grammar_make_for_client(struct cs_random *random);

/* Puts one head into |out| (room for CS_ROW_BYTES_MAX bytes), with what stands behind it; returns its length. */
size_t cs_grammar_head(struct cs_random *random, const struct cs_dialect *dialect, char *out);

/* Cuts a row somewhere; NULL: there is none. */
void cs_grammar_cut(struct cs_random *random, struct cs_row *row);

/* The words of a group, static; |*count| of them. */
const struct cs_word *cs_live_words(enum cs_live_words group, size_t *count);

#endif
