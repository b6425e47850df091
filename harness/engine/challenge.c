/* Before a case begins against a target that asks for Digest credentials: CONNECTs without credentials, until there is
 * a challenge for each request that the case is going to make.  They name an address where nobody listens, and the
 * case's listeners are not there yet. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/engine/drive.h"

#define UNANSWERED_MAX 3 /* connections that were closed without an answer */

void cs_challenge_begin(struct cs_drive *drive)
{
    const struct cs_policy *policy = drive->setting->policy;
    struct cs_wants wants = cs_wants_of(drive->source, drive->value);
    const char *host = drive->addresses.closed[0] != '\0' ? drive->addresses.closed : drive->addresses.host;
    char authority[sizeof(drive->addresses.host) + 16];

    if (strcmp(policy->auth, "digest") != 0)
        return;
    drive->challenge.wanted = wants.credentials + (wants.offers ? 1 : 0);
    drive->challenge.offers = wants.offers;
    snprintf(authority, sizeof(authority), strchr(host, ':') != NULL ? "[%s]:%u" : "%s:%u", host,
             (unsigned)policy->origin_port);
    snprintf(drive->challenge.request, sizeof(drive->challenge.request), "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n",
             authority, authority);
}

static void ask(struct cs_drive *drive)
{
    drive->challenge.asked = cs_connection_open(drive, "challenge", CS_STANDING_CONTROL);
    if (drive->challenge.asked != NULL && !drive->challenge.asked->ended &&
        !cs_socket_send(drive->challenge.asked->socket, cs_source_text(drive->challenge.request)))
        cs_drive_trouble(drive, "no memory");
}

/* The head is enough of an answer that ends only with its connection: that may stay open. */
static bool is_answered(const struct cs_connection *asked)
{
    const struct cs_exchange *exchange = &asked->recorder.exchange;
    bool endless = exchange->state == CS_EXCHANGE_BODY && exchange->final.body == CS_BODY_CLOSE;

    return asked->ended || endless || exchange->state == CS_EXCHANGE_GARBAGE || cs_connection_is_answered(asked);
}

/* One answer less to ask for; none when the target has answered otherwise, or nothing too often: it will not give a
 * challenge next time either. */
static void count_down(struct cs_asking *challenge, bool answered, bool added)
{
    if (added)
        challenge->wanted--;
    else if (answered || ++challenge->unanswered == UNANSWERED_MAX)
        challenge->wanted = 0;
    if (added)
        challenge->offers = false;
}

static void take(struct cs_drive *drive, struct cs_connection *asked)
{
    const struct cs_exchange *exchange = &asked->recorder.exchange;
    const struct cs_stream *received = &cs_connection_channel(asked)->received;
    size_t before = drive->purse.count + drive->purse.offer_count;

    if (exchange->final_count > 0 && exchange->final.status == 407 &&
        !cs_purse_add(&drive->purse, received->kept + exchange->final_start, exchange->final.head_length,
                      drive->challenge.offers)) {
        cs_drive_trouble(drive, "no memory");
        return;
    }
    count_down(&drive->challenge, exchange->final_count > 0, drive->purse.count + drive->purse.offer_count > before);
    cs_socket_free(asked->socket);
    asked->socket = NULL;
    asked->ended = true;
    drive->challenge.asked = NULL;
}

bool cs_challenge_look(struct cs_drive *drive)
{
    while (drive->challenge.wanted > 0 && !drive->over) {
        if (drive->challenge.asked == NULL)
            ask(drive);
        if (drive->over || !is_answered(drive->challenge.asked))
            return false;
        take(drive, drive->challenge.asked);
    }
    return !drive->over;
}
