/* The steps of a case. */
#include <stdlib.h>
#include <string.h>

#include "harness/scenario/case_schema.h"

/* A new step at the end; NULL with an error. */
static struct cs_step *add_step(struct cs_case_loader *loader, const char *actor, enum cs_verb verb,
                                const struct cs_yaml_node *node)
{
    struct cs_case *item = loader->item;
    const struct cs_seat_words *words = NULL;
    struct cs_step *step = NULL;

    if (item->step_count >= CS_CASE_STEPS_MAX) {
        cs_yaml_key_error(node, loader->diagnostics, "more than %d steps, repetition counted", CS_CASE_STEPS_MAX);
        return NULL;
    }
    /* Powers of two, so that the capacity doubles. */
    if ((item->step_count & (item->step_count - 1)) == 0) {
        size_t capacity = item->step_count == 0 ? 1 : item->step_count * 2;
        struct cs_step *steps = realloc(item->steps, capacity * sizeof(struct cs_step));

        if (steps == NULL) {
            cs_yaml_key_error(node, loader->diagnostics, "out of memory");
            return NULL;
        }
        item->steps = steps;
    }
    step = &item->steps[item->step_count++];
    memset(step, 0, sizeof(*step));
    memcpy(step->actor, actor, strlen(actor) + 1);
    words = cs_role_seat(item->role, actor, NULL);
    step->seat = words != NULL ? words->seat : CS_SEAT_CONTROL;
    step->verb = verb;
    step->place = node->key != NULL ? node->key_place : node->place;
    return step;
}

static bool load_segments(struct cs_case_loader *loader, struct cs_step *step, const struct cs_yaml_node *node)
{
    bool list = node->kind == CS_YAML_SEQUENCE && step->verb == CS_VERB_SEND;
    size_t count = list ? node->count : 1;

    if (count == 0) {
        cs_yaml_error(node, loader->diagnostics, "a list of segments needs at least one");
        return false;
    }
    step->segments = calloc(count, sizeof(struct cs_template *));
    if (step->segments == NULL)
        cs_yaml_error(node, loader->diagnostics, "out of memory");
    for (size_t i = 0; step->segments != NULL && i < count; i++) {
        step->segments[i] = cs_case_load_template(loader, list ? node->members[i] : node, NULL);
        if (step->segments[i] == NULL)
            return false;
        step->segment_count++;
    }
    return step->segments != NULL;
}

/* `N bytes`, `N KiB`, `N MiB`, `N answers` or `N datagrams`. */
static bool amount_of(const char *text, enum cs_await *await, uint64_t *out)
{
    static const struct {
        const char *unit;
        enum cs_await await;
        uint64_t factor;
    } units[] = {{" bytes", CS_AWAIT_BYTES, 1},
                 {" KiB", CS_AWAIT_BYTES, 1024},
                 {" MiB", CS_AWAIT_BYTES, 1024 * 1024},
                 {" answers", CS_AWAIT_ANSWERS, 1},
                 {" datagrams", CS_AWAIT_DATAGRAMS, 1}};
    size_t digits = strspn(text, "0123456789");
    uint64_t number = 0;

    if (digits == 0 || digits > 10)
        return false;
    for (size_t i = 0; i < digits; i++)
        number = number * 10 + (uint64_t)(text[i] - '0');
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (strcmp(text + digits, units[i].unit) != 0)
            continue;
        *out = number * units[i].factor;
        *await = units[i].await;
        return number > 0 && number <= CS_BYTES_MAX / units[i].factor;
    }
    return false;
}

/* What this actor has awaited before, in bytes. */
static uint64_t awaited_before(const struct cs_case *item, const struct cs_step *step)
{
    for (const struct cs_step *one = step; one-- > item->steps;)
        if (one->verb == CS_VERB_AWAIT && one->await == CS_AWAIT_BYTES && strcmp(one->actor, step->actor) == 0)
            return one->amount;
    return 0;
}

/* `N bytes more`. */
static bool load_more(const struct cs_case_loader *loader, struct cs_step *step, const char *text)
{
    const char *more = strstr(text, " more");
    char amount[32];
    bool good = more != NULL && more[5] == '\0' && (size_t)(more - text) < sizeof(amount);

    if (good) {
        memcpy(amount, text, (size_t)(more - text));
        amount[more - text] = '\0';
    }
    good = good && amount_of(amount, &step->await, &step->amount) && step->await == CS_AWAIT_BYTES;
    if (good)
        step->amount += awaited_before(loader->item, step);
    return good && step->amount <= CS_BYTES_MAX;
}

/* `N seconds`, of a case that is patient enough. */
static bool load_seconds(struct cs_case_loader *loader, struct cs_step *step, const struct cs_yaml_node *node,
                         const char *text)
{
    char *rest = NULL;

    step->await = CS_AWAIT_SECONDS;
    step->amount = strtoul(text, &rest, 10);
    if (text[0] >= '1' && text[0] <= '9' && strcmp(rest, " seconds") == 0 && step->amount < loader->item->patience)
        return true;
    cs_yaml_error(node, loader->diagnostics, "`N seconds` is for cases whose `patience` is longer");
    return false;
}

static bool load_await(struct cs_case_loader *loader, struct cs_step *step, const struct cs_yaml_node *node)
{
    static const char *const words[] = {"answer", "connection", "end",      "request", "exit", "handshake",
                                        "head",   "pong",       "settings", "stuck",   NULL};
    const char *seconds = NULL;
    const char *text = cs_yaml_text(node, loader->diagnostics);
    const char *near = NULL;
    int index = 0;

    if (text == NULL)
        return false;
    seconds = strstr(text, " seconds");
    if (seconds != NULL && seconds[8] == '\0')
        return load_seconds(loader, step, node, text);
    index = cs_word_index(text, words);
    step->await = index >= 0 ? (enum cs_await)index : CS_AWAIT_BYTES;
    loader->item->takes_long |= step->await == CS_AWAIT_STUCK;
    if (index >= 0 || amount_of(text, &step->await, &step->amount) || load_more(loader, step, text))
        return true;
    near = cs_word_nearest(text, words);
    cs_yaml_error(
        node, loader->diagnostics,
        "`await` takes answer, connection, end, request, exit, handshake, head, pong, settings, stuck, `N seconds`, "
        "`N answers`, "
        "`N datagrams`, `N bytes`, `N KiB` or `N MiB` (up to 4 GiB), `N bytes more`, not `%s`%s%s%s",
        text, near != NULL ? "; did you mean `" : "", near != NULL ? near : "", near != NULL ? "`?" : "");
    return false;
}

/* `join: ACTOR`. */
static bool load_join(struct cs_case_loader *loader, struct cs_step *step, const struct cs_yaml_node *node)
{
    const char *text = cs_yaml_text(node, loader->diagnostics);
    const struct cs_seat_words *words = text != NULL ? cs_role_seat(loader->item->role, text, NULL) : NULL;

    if (text == NULL)
        return false;
    if (words != NULL && words->seat == CS_SEAT_DIALS && strcmp(text, step->actor) != 0) {
        memcpy(step->other, text, strlen(text) + 1);
        return true;
    }
    cs_yaml_error(node, loader->diagnostics, "`join` names another actor that dials");
    return false;
}

/* `frame: {type: N, flags: N, stream: N, payload: BYTES}`. */
static bool load_frame(struct cs_case_loader *loader, struct cs_step *step, const struct cs_yaml_node *node)
{
    static const char *const keys[] = {"type", "flags", "stream", "payload", NULL};
    const struct cs_yaml_node *type = cs_yaml_get(node, "type");
    const struct cs_yaml_node *flags = cs_yaml_get(node, "flags");
    const struct cs_yaml_node *stream = cs_yaml_get(node, "stream");
    const struct cs_yaml_node *payload = cs_yaml_get(node, "payload");

    if (!cs_yaml_check_keys(node, keys, loader->diagnostics))
        return false;
    step->frame.stream = CS_FRAME_STREAM_OWN;
    if (type == NULL) {
        cs_yaml_error(node, loader->diagnostics, "`frame` needs `type`");
        return false;
    }
    return cs_yaml_number(type, 0, UINT32_MAX, &step->frame.type, loader->diagnostics) &&
           (flags == NULL || cs_yaml_number(flags, 0, 255, &step->frame.flags, loader->diagnostics)) &&
           (stream == NULL || cs_yaml_number(stream, 0, UINT32_MAX, &step->frame.stream, loader->diagnostics)) &&
           (payload == NULL || load_segments(loader, step, payload));
}

static const char *const tls_keys[] = {
    [CS_TLS_CERTIFICATE] = "certificate",
    [CS_TLS_ALPN] = "alpn",
    [CS_TLS_VERSIONS] = "versions",
    [CS_TLS_BREAK] = "break",
    [CS_TLS_SERVER_NAME] = "server-name",
    [CS_TLS_ASKS] = "asks",
    [CS_TLS_HELLO] = "hello",
    [CS_TLS_PIECES] = "pieces",
    [CS_TLS_GREASE] = "grease",
    [CS_TLS_EARLY] = "early",
    [CS_TLS_AS] = "as",
    [CS_TLS_SETTINGS] = "settings",
    [CS_TLS_ORDER] = NULL,
};

static bool load_tls_word(struct cs_case_loader *loader, struct cs_step *step, enum cs_tls_key key,
                          const struct cs_yaml_node *node)
{
    struct cs_template *word = cs_case_load_template(loader, node, NULL);

    if (word == NULL)
        return false;
    step->tls[step->segment_count] = key;
    step->segments[step->segment_count++] = word;
    return true;
}

/* `tls: {certificate: WORD, alpn: WORDS, ...}`, or a word that is an order. */
static bool load_tls(struct cs_case_loader *loader, struct cs_step *step, const struct cs_yaml_node *node)
{
    bool good = node->kind == CS_YAML_SCALAR || cs_yaml_check_keys(node, tls_keys, loader->diagnostics);

    step->segments = good ? calloc(CS_TLS_KEYS, sizeof(struct cs_template *)) : NULL;
    if (good && step->segments == NULL)
        cs_yaml_error(node, loader->diagnostics, "out of memory");
    if (step->segments == NULL)
        return false;
    if (node->kind == CS_YAML_SCALAR)
        return load_tls_word(loader, step, CS_TLS_ORDER, node);
    for (unsigned key = 0; good && key < CS_TLS_ORDER; key++) {
        const struct cs_yaml_node *member = cs_yaml_get(node, tls_keys[key]);

        good = member == NULL || load_tls_word(loader, step, (enum cs_tls_key)key, member);
    }
    return good;
}

static bool load_operand(struct cs_case_loader *loader, struct cs_step *step, const struct cs_yaml_node *node)
{
    switch (step->verb) {
    case CS_VERB_REQUEST:
    case CS_VERB_RESPOND:
        return cs_case_load_head(loader, step, node);
    case CS_VERB_SEND:
    case CS_VERB_DRIBBLE:
    case CS_VERB_RAW:
    case CS_VERB_DATAGRAM:
    case CS_VERB_DATAGRAM_FRAME:
        return load_segments(loader, step, node);
    case CS_VERB_RUN:
        return load_segments(loader, step, node);
    case CS_VERB_JOIN:
        return load_join(loader, step, node);
    case CS_VERB_FRAME:
        return load_frame(loader, step, node);
    case CS_VERB_TLS:
    case CS_VERB_SERVE:
    case CS_VERB_CONNECT:
        return (node->kind == CS_YAML_SCALAR && node->length == 0) || load_tls(loader, step, node);
    case CS_VERB_AWAIT:
        return load_await(loader, step, node);
    case CS_VERB_FINISH:
    case CS_VERB_CLOSE:
    case CS_VERB_RESET:
    case CS_VERB_PAUSE:
    case CS_VERB_RESUME:
    case CS_VERB_CROWD:
    case CS_VERB_MEASURE:
    case CS_VERB_FENCE:
    case CS_VERB_COUNT:
        break;
    }
    if (node->kind == CS_YAML_SCALAR && node->length == 0)
        return true;
    cs_yaml_error(node, loader->diagnostics, "`%s` takes no operand", cs_case_verbs[step->verb]);
    return false;
}

/* The verb called |name|; CS_VERB_COUNT with an error when an actor has none of that name. */
static enum cs_verb verb_of(struct cs_case_loader *loader, const char *name, struct cs_place place)
{
    int index = cs_word_index(name, cs_case_verbs);
    const char *near = index < 0 ? cs_word_nearest(name, cs_case_verbs) : NULL;

    if (index >= 0 && index != CS_VERB_FENCE && index != CS_VERB_CROWD && index != CS_VERB_MEASURE)
        return (enum cs_verb)index;
    if (index >= 0)
        cs_diagnose(loader->diagnostics, loader->item->path, place, "a %s has no actor; write `- %s`",
                    cs_case_verbs[index], index == CS_VERB_CROWD ? "crowd: {...}" : cs_case_verbs[index]);
    else if (near != NULL)
        cs_diagnose(loader->diagnostics, loader->item->path, place, "unknown verb `%s`; did you mean `%s`?", name,
                    near);
    else
        cs_diagnose(loader->diagnostics, loader->item->path, place, "unknown verb `%s`", name);
    return CS_VERB_COUNT;
}

/* `ACTOR: {VERB: OPERAND, ...}`. */
static bool load_verbs(struct cs_case_loader *loader, const char *actor, const struct cs_yaml_node *node)
{
    bool good = node->count > 0;

    if (!good)
        cs_yaml_error(node, loader->diagnostics, "a verb is missing");
    for (size_t i = 0; good && i < node->count; i++) {
        const struct cs_yaml_node *member = node->members[i];
        enum cs_verb verb = verb_of(loader, member->key, member->key_place);
        struct cs_step *step = verb != CS_VERB_COUNT ? add_step(loader, actor, verb, member) : NULL;

        good = step != NULL && load_operand(loader, step, member);
    }
    return good;
}

static bool needs_operand(enum cs_verb verb)
{
    return verb == CS_VERB_SEND || verb == CS_VERB_DRIBBLE || verb == CS_VERB_AWAIT || verb == CS_VERB_REQUEST ||
           verb == CS_VERB_RESPOND || verb == CS_VERB_JOIN || verb == CS_VERB_FRAME || verb == CS_VERB_RAW ||
           verb == CS_VERB_DATAGRAM || verb == CS_VERB_DATAGRAM_FRAME;
}

/* `ACTOR: VERB`. */
static bool load_bare_verb(struct cs_case_loader *loader, const char *actor, const struct cs_yaml_node *node)
{
    const char *name = cs_yaml_text(node, loader->diagnostics);
    enum cs_verb verb = name != NULL ? verb_of(loader, name, node->place) : CS_VERB_COUNT;

    if (verb == CS_VERB_COUNT)
        return false;
    if (needs_operand(verb)) {
        cs_yaml_error(node, loader->diagnostics, "`%s` needs an operand", name);
        return false;
    }
    return add_step(loader, actor, verb, node) != NULL;
}

static bool load_repeat(struct cs_case_loader *loader, const struct cs_yaml_node *node)
{
    static const char *const keys[] = {"times", "steps", NULL};
    const struct cs_yaml_node *times = cs_yaml_get(node, "times");
    const struct cs_yaml_node *steps = cs_yaml_get(node, "steps");
    uint64_t count = 0;
    bool good = cs_yaml_check_keys(node, keys, loader->diagnostics);

    if (good && (times == NULL || steps == NULL)) {
        cs_yaml_error(node, loader->diagnostics, "`repeat` needs `times` and `steps`");
        good = false;
    }
    good = good && cs_yaml_number(times, 1, CS_CASE_STEPS_MAX, &count, loader->diagnostics);
    for (uint64_t i = 0; good && i < count; i++)
        good = cs_case_load_steps(loader, steps);
    return good;
}

static bool load_leave(struct cs_case_loader *loader, const struct cs_yaml_node *node, enum cs_leave *out)
{
    static const char *const words[] = {"with-all", "asked", "granted", "last", NULL}; /* enum cs_leave */
    int index = node == NULL || node->kind != CS_YAML_SCALAR ? -1 : cs_word_index(node->text, words);

    *out = index <= 0 ? CS_LEAVE_WITH_ALL : (enum cs_leave)index;
    if (node != NULL && index <= 0)
        cs_yaml_error(node, loader->diagnostics, "`leave` is `asked`, `granted` or `last`");
    return node == NULL || index > 0;
}

/* `crowd: {tunnels: N, send: BYTES}`, and `at-once: M`, `leave: asked`. */
static bool load_crowd(struct cs_case_loader *loader, const struct cs_yaml_node *node)
{
    static const char *const keys[] = {"tunnels", "send", "at-once", "leave", NULL};
    const struct cs_yaml_node *tunnels = cs_yaml_get(node, "tunnels");
    const struct cs_yaml_node *send = cs_yaml_get(node, "send");
    const struct cs_yaml_node *at_once = cs_yaml_get(node, "at-once");
    uint64_t most = at_once == NULL ? CS_CASE_CROWD_MAX : CS_CASE_CROWD_ALL;
    struct cs_step *step;

    if (!cs_yaml_check_keys(node, keys, loader->diagnostics))
        return false;
    if (tunnels == NULL || send == NULL || !cs_case_listens(loader->item, "other")) {
        cs_yaml_error(node, loader->diagnostics, "`crowd` needs `tunnels` and `send`, and the case `listen: [other]`");
        return false;
    }
    if (loader->item->patience == 0)
        most = CS_CASE_CROWD_SPAN;
    step = add_step(loader, "", CS_VERB_CROWD, node);
    return step != NULL && cs_yaml_number(tunnels, 1, most, &step->amount, loader->diagnostics) &&
           load_leave(loader, cs_yaml_get(node, "leave"), &step->leave) &&
           (at_once == NULL || cs_yaml_number(at_once, 1, CS_CASE_CROWD_SPAN, &step->at_once, loader->diagnostics)) &&
           load_segments(loader, step, send);
}

static bool load_actor(struct cs_case_loader *loader, const struct cs_yaml_node *node)
{
    const struct cs_role_words *role = loader->item->role;
    const char *words[CS_ROLE_SEATS_MAX + 4] = {"repeat", "crowd", "fence"};
    const char *near = NULL;
    char actors[160];

    for (size_t i = 0; i < CS_ROLE_SEATS_MAX && role->seats[i].stem != NULL; i++)
        words[3 + i] = role->seats[i].stem;
    near = cs_word_nearest(node->key, words);

    if (strcmp(node->key, "repeat") == 0)
        return load_repeat(loader, node);
    if (strcmp(node->key, "crowd") == 0)
        return load_crowd(loader, node);
    if (cs_role_seat(role, node->key, NULL) != NULL)
        return node->kind == CS_YAML_MAPPING ? load_verbs(loader, node->key, node)
                                             : load_bare_verb(loader, node->key, node);
    cs_role_describe(role, actors, sizeof(actors));
    if (near != NULL && strcmp(near, "fence") == 0)
        cs_yaml_key_error(node, loader->diagnostics, "a fence takes no operand; write `- fence`");
    else
        cs_yaml_key_error(node, loader->diagnostics, "unknown actor `%s`; there are %s%s%s%s", node->key, actors,
                          near != NULL ? "; did you mean `" : "", near != NULL ? near : "", near != NULL ? "`?" : "");
    return false;
}

static bool load_step(struct cs_case_loader *loader, const struct cs_yaml_node *node)
{
    if (node->kind == CS_YAML_SCALAR && strcmp(node->text, "fence") == 0)
        return add_step(loader, "", CS_VERB_FENCE, node) != NULL;
    if (node->kind == CS_YAML_SCALAR && strcmp(node->text, "measure") == 0)
        return add_step(loader, "", CS_VERB_MEASURE, node) != NULL;
    if (node->kind == CS_YAML_MAPPING && node->count == 1)
        return load_actor(loader, node->members[0]);
    cs_yaml_error(node, loader->diagnostics,
                  "a step is `- ACTOR: {VERB: OPERAND}` with one actor, `- fence` or `- measure`");
    return false;
}

bool cs_case_load_steps(struct cs_case_loader *loader, const struct cs_yaml_node *node)
{
    bool good = node->kind == CS_YAML_SEQUENCE && node->count > 0;

    if (!good)
        cs_yaml_error(node, loader->diagnostics, "a list of at least one step is needed here");
    for (size_t i = 0; i < node->count && (good || node->kind == CS_YAML_SEQUENCE); i++)
        good = load_step(loader, node->members[i]) && good;
    return good;
}
