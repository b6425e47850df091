/* What a target is to those whom we play: which seats a case of that role has. */
#ifndef CONNECTSPEC_ROLE_H
#define CONNECTSPEC_ROLE_H

#include "reports/seat.h"

#define CS_ROLE_SEATS_MAX  4
#define CS_SEAT_NUMBER_MAX 9 /* "client" to "client9" */

struct cs_seat_words {
    const char *stem; /* "client": the first actor of this seat; NULL behind the last */
    enum cs_seat seat;
};

struct cs_role_words {
    const char *name;
    const char *one;  /* "an origin", for messages */
    const char *only; /* why its cases are skipped of a target of another role: "is for origins (...)" */
    struct cs_seat_words seats[CS_ROLE_SEATS_MAX];
};

/* All roles, one of each word of cs_role_names (reports/fact_words.h), in that order; a row without a name behind
 * them. */
extern const struct cs_role_words cs_roles[];

/* The role called |name|; "" is a proxy.  NULL if there is none. */
const struct cs_role_words *cs_role_find(const char *name);

/* The seat of |actor|, e.g. "origin3" (then |number| is 3; it may be NULL), or NULL when nobody of |role| is called
 * so. */
const struct cs_seat_words *cs_role_seat(const struct cs_role_words *role, const char *actor, unsigned *number);

/* Writes what actors there are for messages: "client, client2 ... client9, origin, ...". */
void cs_role_describe(const struct cs_role_words *role, char *out, unsigned long size);

#endif
