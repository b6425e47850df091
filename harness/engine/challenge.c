#include "harness/engine/challenge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/transport/h1/write.h"

#define UNANSWERED_MAX 3 /* connections that were closed without an answer */

void cs_challenge_begin(struct cs_challenge *challenge, const struct cs_policy *policy,
                        const struct cs_addresses *addresses, struct cs_wants wants)
{
    const char *host = addresses->closed[0] != '\0' ? addresses->closed : addresses->host;
    char authority[sizeof(addresses->host) + 16];

    *challenge = (struct cs_challenge){0};
    if (strcmp(policy->auth, "digest") != 0)
        return;
    challenge->wanted = wants.credentials + (wants.offers ? 1 : 0);
    challenge->offers = wants.offers;
    snprintf(authority, sizeof(authority), strchr(host, ':') != NULL ? "[%s]:%u" : "%s:%u", host,
             (unsigned)policy->origin_port);
    challenge->request = cs_h1_connect(authority, "");
}

static void ask(struct cs_challenge *challenge, struct cs_links *links)
{
    if (challenge->request == NULL) {
        cs_links_trouble(links, "no memory");
        return;
    }
    challenge->asked = cs_links_dial(links, "challenge", CS_PEER_CONTROL);
    if (challenge->asked != NULL)
        cs_connection_ask(challenge->asked, challenge->request);
}

/* The head is enough of an answer that ends only with its connection: that may stay open. */
static bool is_answered(const struct cs_connection *asked)
{
    const struct cs_heard *heard = &asked->recorder.heard;
    bool endless = heard->state == CS_EXCHANGE_BODY && heard->body == CS_BODY_CLOSE;

    return asked->ended || endless || heard->state == CS_EXCHANGE_GARBAGE || cs_connection_is_answered(asked);
}

/* One answer less to ask for; none when the target has answered otherwise, or nothing too often: it will not give a
 * challenge next time either. */
static void count_down(struct cs_challenge *challenge, bool answered, bool added)
{
    if (added)
        challenge->wanted--;
    else if (answered || ++challenge->unanswered == UNANSWERED_MAX)
        challenge->wanted = 0;
    if (added)
        challenge->offers = false;
}

static void take(struct cs_challenge *challenge, struct cs_links *links, struct cs_purse *pool)
{
    struct cs_connection *asked = challenge->asked;
    const struct cs_heard *heard = &asked->recorder.heard;
    size_t before = pool->count + pool->offer_count;
    struct cs_conversation said;

    cs_conversation_read(asked->channel, true, &said);
    if (heard->status == 407 && !cs_purse_add(pool, &said.first, challenge->offers)) {
        cs_links_trouble(links, "no memory");
        return;
    }
    count_down(challenge, heard->final_count > 0, pool->count + pool->offer_count > before);
    cs_connection_drop(asked);
    challenge->asked = NULL;
}

bool cs_challenge_look(struct cs_challenge *challenge, struct cs_links *links, struct cs_purse *pool)
{
    while (challenge->wanted > 0 && !cs_links_is_over(links)) {
        if (challenge->asked == NULL)
            ask(challenge, links);
        if (cs_links_is_over(links) || !is_answered(challenge->asked))
            return false;
        take(challenge, links, pool);
    }
    return !cs_links_is_over(links);
}

void cs_challenge_clear(struct cs_challenge *challenge)
{
    free(challenge->request);
    challenge->request = NULL;
}
