#include "fuzz/live/role.h"

#include <string.h>
#include <strings.h>

#include "fuzz/live/grammar.h"
#include "fuzz/live/grammar_cover.h"
#include "fuzz/live/text.h"

/* What RFC 9112 asks of every server, not of proxies alone. */
static const char *const of_servers[] = {
    "every/close",       "every/content",      "every/folding",         "every/heads",
    "every/one-framing", "every/status-lines", "every/success-framing", NULL};

static bool contains(const struct cs_row *row, const char *text)
{
    size_t size = strlen(text);

    for (size_t at = 0; at + size <= row->length; at++)
        if (strncasecmp(row->bytes + at, text, size) == 0)
            return true;
    return false;
}

/* Another protocol that is asked for may be spoken: then no answer is HTTP/1.  At the other addresses nobody listens. */
static bool suits_origin(const struct cs_dialogue *dialogue)
{
    static const char *const words[] = {"upgrade", "PRI ", "HTTP2", CS_MADE_UP_OTHER, CS_MADE_UP_DENIED_PORT};

    for (size_t i = 0; i < dialogue->count; i++)
        for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
            if (contains(&dialogue->rows[i], words[k]))
                return false;
    return true;
}

/* One answer, with nothing in it that is filled in. */
static bool suits_client(const struct cs_dialogue *dialogue)
{
    const struct cs_row *row = &dialogue->rows[0];

    if (dialogue->count != 1 || row->origin || row->verb != CS_ROW_SEND || row->noise > 0)
        return false;
    for (size_t at = 0; at < row->length; at++)
        if (cs_made_up_at(row->bytes + at, row->length - at) != NULL)
            return false;
    return true;
}

static const char *const none[] = {NULL};

static const struct cs_live_role roles[] = {
    {.name = "proxy",
     .relays = true,
     .make = cs_grammar_make,
     .cover_count = cs_grammar_cover_count,
     .cover = cs_grammar_cover,
     .read = cs_meaning_for_proxy},
    {.name = "origin",
     .make = cs_grammar_make_for_origin,
     .read = cs_meaning_for_origin,
     .suits = suits_origin,
     .invariants = of_servers},
    {.name = "client",
     .answers = true,
     .make = cs_grammar_make_for_client,
     .read = cs_meaning_for_client,
     .suits = suits_client,
     .invariants = none},
    {.name = "parent",
     .relays = true,
     .answers = true,
     .make = cs_grammar_make_for_client,
     .cover_count = cs_grammar_cover_parent_count,
     .cover = cs_grammar_cover_parent,
     .read = cs_meaning_for_parent,
     .suits = suits_client},
};

const struct cs_live_role *cs_live_role_find(const char *name)
{
    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
        if (strcmp(roles[i].name, name[0] == '\0' ? "proxy" : name) == 0)
            return &roles[i];
    return NULL;
}

const struct cs_live_role *cs_live_role_of(const struct cs_policy *policy)
{
    const struct cs_live_role *role = cs_live_role_find(policy->role);

    return role != NULL && role->relays && policy->parent[0] != '\0' ? cs_live_role_find("parent") : role;
}

bool cs_live_role_holds(const struct cs_live_role *role, const char *invariant)
{
    for (size_t i = 0; role->invariants != NULL && role->invariants[i] != NULL; i++)
        if (strcmp(role->invariants[i], invariant) == 0)
            return true;
    return role->invariants == NULL;
}
