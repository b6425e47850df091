#include "harness/scenario/role.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

const struct cs_role_words cs_roles[] = {
    {"proxy",
     "a proxy",
     "is for proxies (--proxy, --target)",
     {{"client", CS_SEAT_DIALS}, {"origin", CS_SEAT_ARRIVES}, {"udp", CS_SEAT_ARRIVES}}},
    {"client",
     "a client",
     "is for clients (--client COMMAND, --target)",
     {{"program", CS_SEAT_PROGRAM},
      {"proxy", CS_SEAT_ARRIVES},
      {"inner", CS_SEAT_ARRIVES},
      {"origin", CS_SEAT_ARRIVES}}},
    {"origin",
     "an origin",
     "is for origins (--origin HOST:PORT, --target)",
     {{"client", CS_SEAT_DIALS}, {"backend", CS_SEAT_ARRIVES}}},
    {NULL, NULL, NULL, {{NULL, CS_SEAT_DIALS}}},
};

const struct cs_role_words *cs_role_find(const char *name)
{
    for (size_t i = 0; cs_roles[i].name != NULL; i++)
        if (name[0] == '\0' || strcmp(cs_roles[i].name, name) == 0)
            return &cs_roles[i];
    return NULL;
}

/* 1 for the stem alone, 2 to 9 for what stands behind it, 0 for anything else. */
static unsigned number_of(const char *actor, const struct cs_seat_words *words)
{
    size_t length = strlen(words->stem);
    bool one = words->seat == CS_SEAT_PROGRAM;

    if (strncmp(actor, words->stem, length) != 0)
        return 0;
    actor += length;
    if (actor[0] == '\0')
        return 1;
    return !one && actor[0] >= '2' && actor[0] <= '9' && actor[1] == '\0' ? (unsigned)(actor[0] - '0') : 0;
}

const struct cs_seat_words *cs_role_seat(const struct cs_role_words *role, const char *actor, unsigned *number)
{
    for (size_t i = 0; i < CS_ROLE_SEATS_MAX && role->seats[i].stem != NULL; i++) {
        unsigned found = number_of(actor, &role->seats[i]);

        if (found == 0)
            continue;
        if (number != NULL)
            *number = found;
        return &role->seats[i];
    }
    return NULL;
}

void cs_role_describe(const struct cs_role_words *role, char *out, unsigned long size)
{
    size_t length = 0;

    out[0] = '\0';
    for (size_t i = 0; i < CS_ROLE_SEATS_MAX && role->seats[i].stem != NULL && length < size; i++) {
        const char *stem = role->seats[i].stem;
        const char *comma = i == 0 ? "" : ", ";
        int wrote = role->seats[i].seat == CS_SEAT_PROGRAM
                        ? snprintf(out + length, size - length, "%s%s", comma, stem)
                        : snprintf(out + length, size - length, "%s%s, %s2 ... %s9", comma, stem, stem, stem);

        length += wrote > 0 ? (size_t)wrote : 0;
    }
}
