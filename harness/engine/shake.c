#include "harness/engine/shake.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/engine/perform.h"
#include "harness/scenario/yaml.h"
#include "harness/transport/transport.h"

#define WORD_MAX 256

/* The words of one step. */
struct words {
    char of[CS_TLS_KEYS][WORD_MAX];
};

void cs_shake_word(const struct cs_planned_step *planned, enum cs_tls_key key, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t i = 0; i < planned->segment_count; i++) {
        size_t length = 0;

        if (planned->step->tls[i] == key && planned->segments[i].total < size)
            length = cs_bytes_read(&planned->segments[i], 0, out, size - 1);
        else if (planned->step->tls[i] == key)
            continue;
        out[length] = '\0';
        if (planned->step->tls[i] == key)
            return;
    }
}

static void read_words(const struct cs_planned_step *planned, struct words *words)
{
    for (unsigned key = 0; key < CS_TLS_KEYS; key++)
        cs_shake_word(planned, (enum cs_tls_key)key, words->of[key], WORD_MAX);
}

static bool read_number(const char *text, unsigned long most, size_t *out)
{
    char *end = NULL;
    unsigned long number = strtoul(text, &end, 10);

    *out = number;
    return text[0] == '\0' || (text[0] >= '0' && text[0] <= '9' && *end == '\0' && number <= most);
}

/* `1.2`, `1.3`; without it both. */
static bool read_versions(const char *text, struct cs_tls_options *options)
{
    static const struct {
        const char *word;
        int version;
    } rows[] = {{"", 0}, {"1.2", 0x0303}, {"1.3", 0x0304}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strcmp(text, rows[i].word) != 0)
            continue;
        options->version_min = options->version_max = rows[i].version;
        return true;
    }
    return false;
}

/* `after-hello`, `finished`, `alert-N`, `byte-N`. */
static bool read_break(const char *text, struct cs_tls_options *options)
{
    size_t value = 0;

    if (text[0] == '\0')
        return true;
    if (strcmp(text, "after-hello") == 0)
        options->break_kind = CS_TLS_BREAK_AFTER_HELLO;
    else if (strcmp(text, "finished") == 0)
        options->break_kind = CS_TLS_BREAK_FINISHED;
    else if (strncmp(text, "alert-", 6) == 0 && read_number(text + 6, 255, &value))
        options->break_kind = CS_TLS_BREAK_ALERT;
    else if (strncmp(text, "byte-", 5) == 0 && read_number(text + 5, 65536, &value))
        options->break_kind = CS_TLS_BREAK_BYTE;
    options->break_value = value;
    return options->break_kind != CS_TLS_BREAK_NONE;
}

/* What both ends are told; false: a word is none. */
static bool read_options(const struct words *words, struct cs_tls_options *options)
{
    options->alpn = words->of[CS_TLS_ALPN][0] == '\0' ? NULL : words->of[CS_TLS_ALPN];
    options->server_name = words->of[CS_TLS_SERVER_NAME][0] == '\0' ? NULL : words->of[CS_TLS_SERVER_NAME];
    options->asks_certificate = options->server && strcmp(words->of[CS_TLS_ASKS], "yes") == 0;
    options->grease = strcmp(words->of[CS_TLS_GREASE], "yes") == 0;
    options->early = strcmp(words->of[CS_TLS_EARLY], "yes") == 0;
    return read_number(words->of[CS_TLS_HELLO], 16000, &options->hello_extra) &&
           read_number(words->of[CS_TLS_PIECES], 65536, &options->hello_cut) &&
           read_versions(words->of[CS_TLS_VERSIONS], options) && read_break(words->of[CS_TLS_BREAK], options);
}

static void keep_key(void *context, const char *line)
{
    struct cs_links *links = context;

    if (!cs_links_is_over(links) && !cs_transcript_add_key(links->transcript, line))
        cs_links_trouble(links, "no memory");
}

static struct cs_tls_context *make_context(const struct cs_shakes *shakes, const struct words *words, bool server)
{
    const char *kind = words->of[CS_TLS_CERTIFICATE];
    struct cs_tls_options options = {
        .server = server, .root = cs_keys_root(shakes->keys), .key_log = keep_key, .key_log_context = shakes->links};

    if (server || kind[0] != '\0') {
        options.identity = cs_keys_identity(shakes->keys, kind);
        if (options.identity == NULL)
            return NULL;
    }
    if (!server)
        options.root = NULL; /* who answers is the judge's business */
    return read_options(words, &options) ? cs_tls_context_new(&options) : NULL;
}

/* That of an earlier step of another actor, whose session it resumes, or tickets it knows. */
static struct cs_tls_context *shared_context(const struct cs_shakes *shakes, const char *actor)
{
    for (size_t i = 0; i < shakes->plan->step_count; i++)
        if (shakes->contexts[i] != NULL && strcmp(shakes->plan->steps[i].step->actor, actor) == 0)
            return shakes->contexts[i];
    return NULL;
}

static struct cs_tls_context *context_of(struct cs_shakes *shakes, const struct cs_planned_step *planned,
                                         const struct words *words)
{
    struct cs_tls_context **own;

    if (shakes->contexts == NULL)
        shakes->contexts = calloc(shakes->plan->step_count + 1, sizeof(struct cs_tls_context *));
    if (shakes->contexts == NULL)
        return NULL;
    if (words->of[CS_TLS_AS][0] != '\0')
        return shared_context(shakes, words->of[CS_TLS_AS]);
    own = &shakes->contexts[planned - shakes->plan->steps];
    if (*own == NULL)
        *own = make_context(shakes, words, planned->step->seat == CS_SEAT_ARRIVES);
    return *own;
}

/* Where the tunnel begins: behind the answer; over HTTP/2, and of whoever arrives, with the first byte. */
static struct cs_inner_place place_of(struct cs_connection *connection)
{
    const struct cs_heard *heard = &connection->recorder.heard;
    struct cs_inner_place place = {.carrier = connection, .queued = connection->channel->sent.total, .number = 1};

    if (connection->kind == CS_PEER_DIALLED && heard->state == CS_EXCHANGE_TUNNEL)
        place.received = connection->channel->received.mark;
    return place;
}

static void order(struct cs_connection *connection, const char *word)
{
    static const char *const words[] = {[CS_TLS_CUT] = "cut",
                                        [CS_TLS_KEY_UPDATE] = "key-update",
                                        [CS_TLS_CLOSE_NOTIFY] = "close-notify",
                                        [CS_TLS_RENEGOTIATE] = "renegotiate",
                                        NULL};
    int notice = cs_word_index(word, words);

    if (notice < 0)
        cs_links_trouble(connection->links, "`tls` knows close-notify, key-update, renegotiate and cut, not '%.40s'",
                         word);
    else if (connection->inner != NULL)
        cs_inner_notice(connection->inner, (uint64_t)notice);
    else if (connection->pipe != NULL && !cs_pipe_notice(connection->pipe, (uint64_t)notice))
        cs_links_record(connection->links, CS_EVENT_SEND_FAILED, connection->number, EPIPE);
}

/* What is more in SETTINGS of the connection that begins, which copies it; to be freed. */
static char *give_settings(struct cs_links *links, const struct cs_planned_step *planned)
{
    char *settings = NULL;

    for (size_t i = 0; i < planned->segment_count; i++) {
        if (planned->step->tls[i] != CS_TLS_SETTINGS)
            continue;
        settings = cs_bytes_flatten(&planned->segments[i], WORD_MAX, &links->settings_length);
        if (settings == NULL)
            cs_links_trouble(links, "no memory");
    }
    links->settings = settings;
    return settings;
}

/* Whether a step says something of TLS. */
static bool asks_for_tls(const struct cs_planned_step *planned)
{
    return planned->segment_count != 1 || planned->step->tls[0] != CS_TLS_SETTINGS;
}

struct cs_connection *cs_shake_dial(struct cs_shakes *shakes, struct cs_links *links,
                                    const struct cs_planned_step *planned)
{
    struct cs_tls_context *usual = links->tls;
    struct cs_connection *connection;
    struct words words;
    char *settings = give_settings(links, planned);

    read_words(planned, &words);
    if (usual != NULL && words.of[CS_TLS_ALPN][0] == '\0')
        snprintf(words.of[CS_TLS_ALPN], WORD_MAX, "%s", cs_transport_alpn(links->transport));
    if (strcmp(words.of[CS_TLS_ALPN], "none") == 0)
        words.of[CS_TLS_ALPN][0] = '\0';
    if (strcmp(words.of[CS_TLS_ORDER], "plain") == 0)
        links->tls = NULL;
    else if (usual != NULL && asks_for_tls(planned))
        links->tls = context_of(shakes, planned, &words);
    if (usual != NULL && links->tls == NULL && words.of[CS_TLS_ORDER][0] == '\0')
        cs_links_trouble(links, "a step asks for TLS that there is not");
    connection = cs_links_is_over(links) ? NULL : cs_links_dial(links, planned->step->actor, CS_PEER_DIALLED);
    links->tls = usual;
    links->settings = NULL;
    links->settings_length = 0;
    free(settings);
    return connection;
}

void cs_shake(struct cs_shakes *shakes, struct cs_connection *connection, const struct cs_planned_step *planned)
{
    struct cs_inner_options options = {.speaks = "tls", .scripted = true};
    struct cs_inner_place place = place_of(connection);
    struct words words;

    read_words(planned, &words);
    if (words.of[CS_TLS_ORDER][0] != '\0') {
        order(connection, words.of[CS_TLS_ORDER]);
        return;
    }
    if (connection->kind == CS_PEER_DIALLED && connection->recorder.heard.state != CS_EXCHANGE_TUNNEL)
        return; /* it was refused: there is no tunnel */
    options.tls = context_of(shakes, planned, &words);
    if (options.tls == NULL)
        cs_links_trouble(connection->links, "step %zu asks for TLS that there is not",
                         (size_t)(planned - shakes->plan->steps) + 1);
    else
        connection->inner = cs_inner_new(&place, &options);
}

bool cs_shake_takes(struct cs_connection *connection, const struct cs_planned_step *planned)
{
    struct cs_inner *inner = connection->inner;
    enum cs_verb verb = planned->step->verb;

    for (size_t i = 0; i < planned->segment_count; i++) {
        struct cs_source source = cs_script_source(&planned->segments[i], verb == CS_VERB_DRIBBLE);

        if (verb == CS_VERB_SEND || verb == CS_VERB_DRIBBLE)
            cs_inner_send(inner, source);
        else if (verb == CS_VERB_RAW)
            cs_inner_raw(inner, source);
    }
    if (verb == CS_VERB_FINISH)
        cs_inner_finish(inner);
    return verb == CS_VERB_SEND || verb == CS_VERB_DRIBBLE || verb == CS_VERB_RAW || verb == CS_VERB_FINISH;
}

void cs_shakes_free(struct cs_shakes *shakes, struct cs_links *links)
{
    for (size_t i = 0; i < links->connection_count; i++) {
        cs_inner_free(links->connections[i]->inner);
        links->connections[i]->inner = NULL;
    }
    for (size_t i = 0; shakes->contexts != NULL && i < shakes->plan->step_count; i++)
        cs_tls_context_free(shakes->contexts[i]);
    free(shakes->contexts);
    shakes->contexts = NULL;
}
