#include "fuzz/live/oracle.h"

#include <string.h>

#include "fuzz/live/flow.h"
#include "fuzz/live/oracle_client.h"
#include "fuzz/live/oracle_origin.h"
#include "fuzz/live/oracle_parent.h"

/* One client whose refusal ends the connection, with bytes behind its head that could be a request. */
static bool has_request_behind(const struct cs_dialogue *dialogue, const struct cs_sight *sight)
{
    const struct cs_row *head = cs_dialogue_head(dialogue, 1);
    size_t from = sight->meanings[1].head_length;

    return sight->clients == 1 && sight->meanings[1].bound && head->length > from + 16 &&
           memchr(head->bytes + from, '\n', head->length - from) != NULL;
}

static bool is_cut(const struct cs_dialogue *dialogue)
{
    for (size_t i = 0; i < dialogue->count; i++)
        if (dialogue->rows[i].cut_count > 0 || dialogue->rows[i].dribble)
            return true;
    return false;
}

static const char *title_of(enum cs_meaning_kind kind)
{
    static const char *const titles[CS_MEANINGS] = {
        [CS_MEANS_TUNNEL] = "A tunnel carries what is put in, and nothing else",
        [CS_MEANS_DENIED] = "The denied port is not reached",
        [CS_MEANS_ELSEWHERE] = "Nobody is reached who was not asked for",
        [CS_MEANS_REFUSAL] = "A request that has to be refused reaches nobody",
        [CS_MEANS_NO_RIGHT] = "Without the credentials nobody is reached",
        [CS_MEANS_LENIENT] = "An odd request is refused, or leads to its evident target",
        [CS_MEANS_NOTHING] = "Half a head reaches nobody",
        [CS_MEANS_NO_CONNECT] = "A method in other letters opens no tunnel",
        [CS_MEANS_UNDECIDED] = "Whatever this is, what comes back is HTTP",
    };

    return titles[kind];
}

struct cs_oracle cs_oracle_of(const struct cs_dialogue *dialogue, const struct cs_sight *sight)
{
    const struct cs_meaning *first = &sight->meanings[1];
    struct cs_oracle oracle = {.requirements = {first->requirement, NULL}, .title = title_of(first->kind)};
    bool must = first->kind == CS_MEANS_TUNNEL || first->kind == CS_MEANS_LENIENT;

    if (sight->answers && sight->relays) {
        oracle.title = cs_oracle_parent_title(sight);
        return oracle;
    }
    if (sight->answers) {
        oracle.title = cs_oracle_client_title(sight);
        return oracle;
    }
    if (!sight->relays) {
        oracle.title = cs_oracle_origin_title(sight, oracle.requirements);
        return oracle;
    }
    if (sight->clients > 1 && !sight->same)
        return (struct cs_oracle){.requirements = {"CN-HOST-004", NULL}, .title = title_of(CS_MEANS_ELSEWHERE)};
    if (sight->clients > 1 && must)
        oracle = (struct cs_oracle){.requirements = {is_cut(dialogue) ? "CN-LIM-005" : "CN-TUN-017", NULL},
                                    .title = "The same request has the same answer, however it comes"};
    if (first->kind == CS_MEANS_DENIED)
        oracle.enforces = "ports";
    if (first->kind == CS_MEANS_NO_RIGHT)
        oracle.enforces = "auth";
    if (has_request_behind(dialogue, sight))
        oracle.requirements[1] = "CN-CONN-001";
    return oracle;
}

static const char *number(unsigned of, char out[16])
{
    out[0] = '\0';
    if (of != 1)
        (void)snprintf(out, 16, "%u", of);
    return out;
}

/* ", origin.received: '...', client.received: '...'" of each tunnel. */
static void write_traffic(FILE *out, const struct cs_dialogue *dialogue, const struct cs_sight *sight)
{
    for (unsigned i = 1; i <= sight->clients; i++) {
        for (int up = 1; up >= 0; up--) {
            struct cs_flow flow = cs_flow_of(dialogue, sight, i, up == 1);
            char text[16];

            fprintf(out, ", %s%s.%s: '", up == 1 ? "origin" : "client", number(i, text),
                    flow.disturbed ? "received-part" : "received");
            cs_flow_write(out, dialogue, sight, i, up == 1);
            fputc('\'', out);
        }
    }
}

/* "client.status: 2xx, client2.status: 2xx" */
static void write_statuses(FILE *out, unsigned clients, const char *status)
{
    char text[16];

    for (unsigned i = 1; i <= clients; i++)
        fprintf(out, "%sclient%s.status: %s", i == 1 ? "" : ", ", number(i, text), status);
}

static void write_opened(FILE *out, const struct cs_dialogue *dialogue, const struct cs_sight *sight)
{
    fputs("  - {", out);
    if (sight->clients == 1)
        fputs("tunnel: 2xx", out);
    else
        write_statuses(out, sight->clients, "2xx");
    if (sight->clients > 1)
        fprintf(out, ", origin.connections: %u, denied.connections: 0", sight->clients);
    if (sight->opens)
        write_traffic(out, dialogue, sight);
    fputs("}\n", out);
}

/* Requests that differ: nobody is reached more often than was asked for. */
static void write_bounds(FILE *out, const struct cs_sight *sight)
{
    unsigned most = 0;

    for (unsigned i = 1; i <= sight->clients; i++) {
        enum cs_meaning_kind kind = sight->meanings[i].kind;

        if (kind == CS_MEANS_UNDECIDED || kind == CS_MEANS_NO_CONNECT) {
            fputs("  - client.end: [fin, reset, open]\n", out);
            return;
        }
        most += kind != CS_MEANS_ELSEWHERE && kind != CS_MEANS_DENIED; /* each alone has a case of its own */
    }
    for (unsigned i = 0; i <= most; i++)
        fprintf(out, "  - {origin.connections: %u, denied.connections: 0}\n", i);
}

static void write_one(FILE *out, const struct cs_dialogue *dialogue, const struct cs_sight *sight)
{
    const struct cs_meaning *meaning = &sight->meanings[1];

    switch (meaning->kind) {
    case CS_MEANS_TUNNEL:
    case CS_MEANS_LENIENT:
        write_opened(out, dialogue, sight);
        fputs("  - refused\n", out);
        if (meaning->spelled)
            fputs("  - {origin.connections: 0, denied.connections: 0}\n", out);
        break;
    case CS_MEANS_DENIED:
    case CS_MEANS_REFUSAL:
    case CS_MEANS_NO_RIGHT:
        if (has_request_behind(dialogue, sight))
            fputs("  - {refused: non-2xx, client.answers: 1}\n  - refused: none\n", out);
        else
            fputs("  - refused\n", out);
        break;
    case CS_MEANS_ELSEWHERE:
    case CS_MEANS_NOTHING:
        fputs("  - {origin.connections: 0, denied.connections: 0}\n", out);
        break;
    case CS_MEANS_NO_CONNECT:
        fputs("  - client.status: [non-2xx, none]\n", out);
        break;
    case CS_MEANS_UNDECIDED:
    case CS_MEANS_NO_RELAY: /* these are an origin's */
    case CS_MEANS_OWN_NAME:
    case CS_MEANS_OTHER_LETTERS:
    case CS_MEANS_PAGE:
    case CS_MEANS_GRANT: /* and these a client's */
    case CS_MEANS_REJECTION:
    case CS_MEANS_NO_STATUS:
    case CS_MEANINGS:
        fputs("  - client.end: [fin, reset, open]\n", out);
        break;
    }
}

void cs_oracle_write(FILE *out, const struct cs_dialogue *dialogue, const struct cs_sight *sight)
{
    if (sight->answers && sight->relays)
        cs_oracle_parent_write(out, dialogue, sight);
    else if (sight->answers)
        cs_oracle_client_write(out, sight);
    else if (!sight->relays)
        cs_oracle_origin_write(out, sight);
    else if (sight->clients > 1 && !sight->same)
        write_bounds(out, sight);
    else
        write_one(out, dialogue, sight);
}
