#include "fuzz/live/oracle_origin.h"

const char *cs_oracle_origin_title(const struct cs_sight *sight, const char *requirements[2])
{
    const struct cs_meaning *first = &sight->meanings[1];

    requirements[0] = sight->clients == 1 ? first->requirement : "CN-ORIG-001";
    requirements[1] = sight->clients > 1 || first->content ? "CN-ORIG-006" : NULL;
    if (sight->clients > 1)
        return "What one client asks an origin for harms no other one";
    if (first->content)
        return "What CONNECT announces as content is no request to an origin";
    if (first->kind == CS_MEANS_OWN_NAME)
        return "An origin that accepts CONNECT to itself announces no content";
    if (first->kind == CS_MEANS_NO_RELAY || first->kind == CS_MEANS_OTHER_LETTERS)
        return "An origin refuses CONNECT and reaches nobody";
    return "Whatever an origin is asked for, it reaches nobody";
}

static unsigned pages(const struct cs_sight *sight)
{
    unsigned count = 0;

    for (unsigned i = 1; i <= sight->clients; i++)
        count += sight->meanings[i].kind == CS_MEANS_PAGE;
    return count;
}

/* A client that stands alone has two ways to be served well, where its kind has. */
static bool has_two_ways(const struct cs_sight *sight)
{
    const struct cs_meaning *first = &sight->meanings[1];

    return sight->clients == 1 && (first->content || first->may_wait || first->kind == CS_MEANS_OWN_NAME);
}

/* Pages before and behind have the same class of status, whichever it is; too many requests (429) and a pause (503) say
 * nothing of them. */
static const char *page_status(unsigned wanted, unsigned manner)
{
    static const char *const manners[] = {"[2xx, 429, 503]", "[3xx, 429, 503]", "[4xx, 503]"};

    return wanted < 2 ? "[2xx, 3xx, 4xx, 503]" : manners[manner];
}

static void write_refusal(FILE *out, const struct cs_sight *sight, const struct cs_meaning *meaning, const char *client,
                          bool second_way)
{
    bool content = meaning->content && has_two_ways(sight);

    if (content && second_way)
        fprintf(out, ", %s.status: none", client);
    else if (content)
        fprintf(out, ", %s.status: [3xx, 4xx, 5xx], %s.answers: 1", client, client);
    else
        fprintf(out, ", %s.status: [3xx, 4xx, 5xx, none]", client);
    if (meaning->code == CS_CODE_NONE && !meaning->expects) /* nothing to wait for, nothing to switch to */
        fprintf(out, ", %s.interim: 0", client);
}

static void write_own(FILE *out, const struct cs_sight *sight, const char *client, bool second_way)
{
    if (sight->clients > 1)
        return;
    if (second_way)
        fprintf(out, ", %s.status: 2xx, %s.lacks-field: [Content-Length, Transfer-Encoding]", client, client);
    else
        fprintf(out, ", %s.status: [3xx, 4xx, 5xx, none]", client);
}

/* What has to hold for one of the clients. */
static void write_client(FILE *out, const struct cs_sight *sight, unsigned number, bool second_way, unsigned manner)
{
    const struct cs_meaning *meaning = &sight->meanings[number];
    char client[24] = "client";

    if (number > 1)
        (void)snprintf(client, sizeof(client), "client%u", number);
    if (meaning->may_wait && (sight->clients > 1 || meaning->kind == CS_MEANS_OWN_NAME))
        return;
    if (meaning->may_wait && second_way)
        fprintf(out, ", %s.answers: 0", client);
    else if (meaning->kind == CS_MEANS_NO_RELAY)
        write_refusal(out, sight, meaning, client, second_way);
    else if (meaning->kind == CS_MEANS_OWN_NAME)
        write_own(out, sight, client, second_way);
    else if (meaning->kind == CS_MEANS_OTHER_LETTERS)
        fprintf(out, ", %s.status: [non-2xx, none]", client);
    else if (meaning->kind == CS_MEANS_PAGE)
        fprintf(out, ", %s.status: %s", client, page_status(pages(sight), manner));
}

void cs_oracle_origin_write(FILE *out, const struct cs_sight *sight)
{
    unsigned manners = pages(sight) < 2 ? 1 : 3;
    unsigned ways = has_two_ways(sight) ? 2 : 1;

    for (unsigned way = 0; way < ways; way++) {
        for (unsigned manner = 0; manner < manners; manner++) {
            fputs("  - {origin.connections: 0", out);
            for (unsigned i = 1; i <= sight->clients; i++)
                write_client(out, sight, i, way == 1, manner);
            fputs("}\n", out);
        }
    }
}
