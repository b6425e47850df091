#include "fuzz/live/sight.h"

#include <stdio.h>
#include <string.h>

#include "fuzz/live/role.h"

static bool same_bytes(const struct cs_row *left, const struct cs_row *right)
{
    return left->length == right->length && memcmp(left->bytes, right->bytes, left->length) == 0;
}

struct cs_sight cs_sight_of(const struct cs_dialogue *dialogue, const struct cs_policy *policy)
{
    const struct cs_live_role *role = cs_live_role_of(policy);
    struct cs_sight sight = {.relays = role->relays,
                             .answers = role->answers,
                             .clients = cs_dialogue_clients(dialogue),
                             .same = true,
                             .opens = role->relays,
                             .demands = !role->relays || role->answers};
    const struct cs_row *first = cs_dialogue_head(dialogue, 1);

    for (unsigned i = 1; i <= sight.clients; i++) {
        const struct cs_row *head = cs_dialogue_head(dialogue, i);

        if (head == NULL || first == NULL) {
            sight.meanings[i] = (struct cs_meaning){.kind = CS_MEANS_UNDECIDED, .requirement = "CN-TUN-001"};
            sight.same = sight.opens = sight.demands = false;
            continue;
        }
        sight.meanings[i] = role->read(head->bytes, head->length, policy);
        sight.same = sight.same && same_bytes(first, head);
        sight.opens = sight.opens && sight.meanings[i].kind == CS_MEANS_TUNNEL;
        sight.demands = sight.demands &&
                        (sight.meanings[i].kind == CS_MEANS_NOTHING ? role->relays && role->answers
                                                                    : !cs_meaning_allows_silence(&sight.meanings[i]));
        sight.murky = sight.murky || sight.meanings[i].murky;
    }
    return sight;
}

/* The client whose meaning the case is about: the first that is not simply a tunnel or a page. */
static const struct cs_meaning *odd_one(const struct cs_sight *sight)
{
    for (unsigned i = 1; i <= sight->clients; i++)
        if (sight->meanings[i].kind != CS_MEANS_TUNNEL && sight->meanings[i].kind != CS_MEANS_PAGE)
            return &sight->meanings[i];
    return &sight->meanings[1];
}

void cs_sight_name(const struct cs_sight *sight, char out[96])
{
    cs_meaning_describe(odd_one(sight), out);
}
