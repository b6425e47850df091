/* Every fault of the session shows: the same events give something else than from the correct proxy. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/embedded/proxy/session_fault_rows.h"
#include "harness/embedded/proxy/session_trial.h"
#include "reference/testing.h"

static void expand(const struct row *row, struct cs_buffer *out)
{
    for (size_t i = 0; i < row->length; i++)
        for (size_t n = 0; n < (row->sent[i] == '~' ? row->fill : 1); n++)
            CU_ASSERT_FATAL(cs_buffer_add(out, row->sent[i] == '~' ? "a" : &row->sent[i], 1));
}

static void send_bulk(struct trial *trial)
{
    static char block[60 * 1024];

    for (int i = 0; i < 10; i++)
        for (int side = CS_SIDE_CLIENT; side <= CS_SIDE_ORIGIN; side++)
            if (!trial->sides[side].paused)
                trial_receive(trial, (enum cs_side)side, block, sizeof(block));
}

/* Another client before: an authenticated tunnel, then a refusal. */
static void warm(const struct cs_proxy_config *config)
{
    struct trial trial;

    trial_start(&trial, config, TRIAL_CONNECTS);
    trial_receive_text(&trial, CS_SIDE_CLIENT, REQUEST SIGNED "\r\n");
    trial_receive_text(&trial, CS_SIDE_ORIGIN, "secret");
    trial_end(&trial);
    trial_start(&trial, config, TRIAL_CONNECTS);
    trial_receive_text(&trial, CS_SIDE_CLIENT, DENIED "X: secret\r\n\r\n");
    trial_end(&trial);
}

static enum trial_connect connect_of(const struct row *row)
{
    if ((row->script & REFUSED) != 0)
        return TRIAL_REFUSES;
    if ((row->script & UNRESOLVED) != 0)
        return TRIAL_UNRESOLVED;
    if ((row->script & TIMED_OUT) != 0)
        return TRIAL_TIMES_OUT;
    if ((row->script & UNKNOWN) != 0)
        return TRIAL_UNKNOWN;
    return (row->script & PENDING) != 0 ? TRIAL_PENDING : TRIAL_CONNECTS;
}

static void play(const struct row *row, struct trial *trial)
{
    struct cs_buffer sent = {0};
    size_t behind = (row->script & IN_TWO) != 0 ? 2 : 0;

    expand(row, &sent);
    trial_receive(trial, CS_SIDE_CLIENT, sent.data, sent.length - behind);
    if (behind > 0)
        trial_receive(trial, CS_SIDE_CLIENT, sent.data + sent.length - behind, behind);
    cs_buffer_free(&sent);
    if ((row->script & SPEAKS) != 0)
        trial_receive_text(trial, CS_SIDE_ORIGIN, "banner");
    if (row->then_length > 0)
        trial_receive(trial, (row->script & PARENT) != 0 ? CS_SIDE_ORIGIN : CS_SIDE_CLIENT, row->then,
                      row->then_length);
    if ((row->script & BULK) != 0)
        send_bulk(trial);
    if ((row->script & FINISHES) != 0)
        trial_finish(trial, CS_SIDE_CLIENT);
    if ((row->script & ORIGIN_ENDS) != 0)
        trial_finish(trial, CS_SIDE_ORIGIN);
    if ((row->script & RESETS) != 0)
        trial_reset(trial, CS_SIDE_CLIENT);
    if ((row->script & ORIGIN_RESETS) != 0)
        trial_reset(trial, CS_SIDE_ORIGIN);
}

static void run_row(const struct row *row, enum cs_fault fault, struct trial *trial)
{
    struct cs_proxy_memory memory = {0};
    struct cs_proxy_config config = {.allowed_count = 1,
                                     .allowed = {18443},
                                     .own_port = 25,
                                     .denied_name = "denied.test",
                                     .fault = fault,
                                     .memory = &memory};

    if ((row->script & PARENT) != 0)
        config.parent = (struct cs_destination){.host = "10.0.0.1", .length = 8, .port = 8080};
    if ((row->script & AUTH) != 0) {
        config.user = "user";
        config.password = "pa:ss";
    }
    if ((row->script & WARMED) != 0)
        warm(&config);
    trial_start(trial, &config, connect_of(row));
    play(row, trial);
    cs_session_free(trial->session); /* |config| ends here */
    trial->session = NULL;
}

static bool same(const struct trial *a, const struct trial *b)
{
    bool equal = a->dials == b->dials && a->destination.port == b->destination.port &&
                 strcmp(a->destination.host, b->destination.host) == 0;

    for (int side = CS_SIDE_CLIENT; side <= CS_SIDE_ORIGIN; side++)
        equal = equal && a->sides[side].ended == b->sides[side].ended &&
                a->sides[side].finished == b->sides[side].finished &&
                trial_got(a, (enum cs_side)side, b->sides[side].received.data, b->sides[side].received.length);
    return equal;
}

static void every_fault_shows(void)
{
    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct trial clean, faulty;

        run_row(&rows[i], CS_FAULT_NONE, &clean);
        run_row(&rows[i], rows[i].fault, &faulty);
        if (same(&clean, &faulty))
            printf("\n%s does not show\n", cs_fault_name(rows[i].fault));
        CU_ASSERT_FALSE(same(&clean, &faulty));
        trial_end(&clean);
        trial_end(&faulty);
    }
}

/* Where the reading of a fault leads. */
static const char *host_of(enum cs_fault fault, const struct row *row)
{
    static char cut[CS_DESTINATION_HOST_MAX + 1];

    memset(cut, 'a', sizeof(cut) - 1);
    if (fault == CS_FAULT_TRUNCATED)
        return cut;
    if (fault == CS_FAULT_BARE_IPV6 || fault == CS_FAULT_BRACKET_REPAIR)
        return "::1";
    return fault == CS_FAULT_LAST_HOST_FIELD || fault == CS_FAULT_HOST_FIELD
               ? strstr(row->sent, "Host: 127.0.0.2") != NULL ? "127.0.0.2" : "127.0.0.1"
               : "127.0.0.1";
}

/* Parser-level faults open a tunnel to what their reading says. */
static void lenient_readings_connect(void)
{
    for (size_t i = 0; i < CS_COUNT(rows) && rows[i].fault < CS_FAULT_PORT_ZERO; i++) {
        struct trial trial;

        run_row(&rows[i], rows[i].fault, &trial);
        CU_ASSERT_EQUAL(trial.dials, 1);
        CU_ASSERT_EQUAL(trial.destination.port, rows[i].fault == CS_FAULT_DEFAULT_WEB ? 443 : 18443);
        CU_ASSERT_STRING_EQUAL(trial.destination.host, host_of(rows[i].fault, &rows[i]));
        trial_end(&trial);
    }
}

/* Those that Digest alone shows: session_digest_test.c. */
static bool is_of_digest(enum cs_fault fault)
{
    static const enum cs_fault faults[] = {
#define CS_FAULT_SYMBOL(symbol, name, place, sentence) symbol,
        CS_FAULT_LIST_DIGEST(CS_FAULT_SYMBOL) CS_FAULT_LIST_DIGEST_MORE(CS_FAULT_SYMBOL)
            CS_FAULT_LIST_DIGEST_STRANGE(CS_FAULT_SYMBOL) CS_FAULT_LIST_DIGEST_LATER(CS_FAULT_SYMBOL)
#undef CS_FAULT_SYMBOL
    };
    bool found = false;

    for (size_t i = 0; i < CS_COUNT(faults); i++)
        found = found || faults[i] == fault;
    return found;
}

/* Those that take a longer session, another configuration or more bytes: session_forward_test.c and the cases. */
static bool takes_longer(enum cs_fault fault)
{
    static const enum cs_fault faults[] = {CS_FAULT_UNBOUNDED,
                                           CS_FAULT_PARENT_INTERIM_DEAF,
                                           CS_FAULT_PARENT_ENDLESS,
                                           CS_FAULT_PARENT_CACHED,
                                           CS_FAULT_CONNECT_NOT_FIRST,
                                           CS_FAULT_CONNECT_OVERTAKES,
                                           CS_FAULT_PLAIN_CREDENTIALS,
                                           CS_FAULT_URL_ALPHABET,
                                           CS_FAULT_PASSWORD_EIGHT,
                                           CS_FAULT_CAP_1M,
                                           CS_FAULT_CAP_16M,
                                           CS_FAULT_CAP_128M,
                                           CS_FAULT_CAP_2G,
                                           CS_FAULT_CAP_4G,
                                           CS_FAULT_LINE_SHARED,
                                           CS_FAULT_KEEPS_OPEN_ADDRESS,
                                           CS_FAULT_PORTS_CONTAIN,
                                           CS_FAULT_PASSWORD_PLUS,
                                           CS_FAULT_STALL_COUPLES,
                                           CS_FAULT_PIECES_SWAPPED,
                                           CS_FAULT_QUEUE_DROPPED,
                                           CS_FAULT_QUEUE_DROPPED_UPWARDS,
                                           CS_FAULT_EARLY_TO_NEXT,
                                           CS_FAULT_REST_TO_NEXT,
                                           CS_FAULT_LONE_BLANK_DROPPED,
                                           CS_FAULT_REPEATS_CUT,
                                           CS_FAULT_EARLY_ZEROS_CUT,
                                           CS_FAULT_PIECES_256,
                                           CS_FAULT_PIECES_1000,
                                           CS_FAULT_ORIGIN_PIECES_1000,
                                           CS_FAULT_CAP_BEHIND_CLIENT,
                                           CS_FAULT_CAP_BEHIND_ORIGIN};
    bool found = false;

    for (size_t i = 0; i < CS_COUNT(faults); i++)
        found = found || faults[i] == fault;
    return found;
}

/* Where real handshakes go through the tunnel: cases/tls-inside. */
static bool is_of_tls(enum cs_fault fault)
{
    return fault >= CS_FAULT_TLS_INTERCEPTED && fault <= CS_FAULT_TLS_CHAIN_CUT;
}

static bool shows_elsewhere(enum cs_fault fault)
{
    return cs_fault_place(fault) == CS_PLACE_SHELL || cs_fault_place(fault) == CS_PLACE_ORIGIN ||
           cs_fault_place(fault) == CS_PLACE_CLIENT || cs_fault_place(fault) == CS_PLACE_H2 ||
           cs_fault_place(fault) == CS_PLACE_UDP || cs_fault_place(fault) == CS_PLACE_H3 || is_of_digest(fault) ||
           is_of_tls(fault) || takes_longer(fault);
}

static void every_fault_has_a_row(void)
{
    for (int fault = CS_FAULT_NONE + 1; fault < CS_FAULT_COUNT; fault++) {
        size_t count = 0;

        for (size_t i = 0; i < CS_COUNT(rows); i++)
            count += rows[i].fault == (enum cs_fault)fault;
        if (shows_elsewhere((enum cs_fault)fault)) {
            CU_ASSERT_EQUAL(count, 0);
            continue;
        }
        if (count != 1)
            printf("\n%s has %zu rows\n", cs_fault_name((enum cs_fault)fault), count);
        CU_ASSERT_EQUAL(count, 1);
    }
}

/* Whatever happens, in whatever order: a session ends when both sides have gone. */
static void every_fault_ends(void)
{
    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_proxy_memory memory = {0};
        struct cs_proxy_config config = {
            .allowed_count = 1, .allowed = {18443}, .fault = rows[i].fault, .memory = &memory};
        struct trial trial;

        trial_start(&trial, &config, connect_of(&rows[i]));
        play(&rows[i], &trial);
        trial_reset(&trial, CS_SIDE_CLIENT);
        trial_reset(&trial, CS_SIDE_ORIGIN);
        CU_ASSERT_TRUE(cs_session_over(trial.session));
        trial_end(&trial);
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"every fault shows", every_fault_shows},
        {"lenient readings connect", lenient_readings_connect},
        {"every fault has a row", every_fault_has_a_row},
        {"every fault ends", every_fault_ends},
    };

    return cs_run_tests("session_fault", tests, CS_COUNT(tests));
}
