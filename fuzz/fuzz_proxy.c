/* Target: the embedded proxy's session in memory, no sockets: bytes and ends from client and origin in a fuzzed order.
 * Seeds: corpus/proxy/.  Dictionary: fuzz/proxy.dict.  An input is a list of events: one byte says which, for bytes
 * of a side a second one how many follow. */
#include "fuzz/property.h"
#include "harness/base/buffer.h"
#include "harness/embedded/proxy/nonces.h"
#include "harness/embedded/proxy/session.h"

struct room {
    struct cs_session *session;
    struct cs_buffer in[2];  /* what each side has sent */
    struct cs_buffer out[2]; /* what each side was sent */
    bool deaf[2];            /* the session wants no more events from that side */
    bool finished[2];
    bool paused[2];
    bool pending; /* a connect is under way */
    bool connected;
    bool disturbed; /* somebody ended something: bytes may be left undelivered */
};

/* It connects only to the destination that the strict parser reads, and only once the head is whole and valid. */
static void check_connect(const struct room *room, const struct cs_destination *wanted)
{
    const struct cs_buffer *head = &room->in[CS_SIDE_CLIENT];
    struct cs_destination destination;
    struct cs_request request;

    cs_request_init(&request, NULL);
    require(cs_request_parse(&request, head->data, head->length) == CS_COMPLETE && request.is_connect);
    require(cs_authority_destination(head->data, &request.authority, &destination));
    require(destination.port == wanted->port && strcmp(destination.host, wanted->host) == 0);
    require(destination.port == 443 || destination.port == 18443);
}

static void perform(struct room *room, const struct cs_action *action)
{
    if (action->kind == CS_ACTION_CONNECT) {
        require(!room->pending && !room->connected);
        check_connect(room, &action->destination);
        room->pending = true;
    } else if (action->kind == CS_ACTION_SEND) {
        require(action->side == CS_SIDE_CLIENT || room->connected);
        require(cs_buffer_add(&room->out[action->side], action->data, action->length));
        cs_session_drained(room->session, action->side, 0);
    } else if (action->kind == CS_ACTION_PAUSE || action->kind == CS_ACTION_RESUME) {
        room->paused[action->side] = action->kind == CS_ACTION_PAUSE;
    } else if (action->kind != CS_ACTION_FINISH) {
        room->deaf[action->side] = true;
        room->pending = room->pending && action->side != CS_SIDE_ORIGIN;
    }
}

static void run(struct room *room)
{
    struct cs_action action;

    while (cs_session_next(room->session, &action))
        perform(room, &action);
}

static size_t deliver(struct room *room, enum cs_side side, const uint8_t *data, size_t size)
{
    size_t length = size == 0 ? 0 : data[0] % size;

    if (length == 0 || room->deaf[side] || room->finished[side] || room->paused[side])
        return size == 0 ? 0 : 1;
    require(cs_buffer_add(&room->in[side], (const char *)data + 1, length));
    cs_session_received(room->session, side, (const char *)data + 1, length);
    return 1 + length;
}

static void end_side(struct room *room, enum cs_side side, bool reset)
{
    if (room->deaf[side] || (side == CS_SIDE_ORIGIN && !room->connected) || (room->finished[side] && !reset))
        return;
    room->disturbed = true;
    room->finished[side] = true;
    if (reset) {
        room->deaf[side] = true;
        cs_session_reset(room->session, side);
    } else {
        cs_session_finished(room->session, side);
    }
}

static void end_connect(struct room *room, bool success)
{
    if (!room->pending || room->deaf[CS_SIDE_ORIGIN])
        return;
    room->pending = false;
    room->connected = success;
    if (success)
        cs_session_connected(room->session);
    else
        cs_session_connect_failed(room->session, CS_CONNECT_REFUSED);
}

static size_t take_event(struct room *room, const uint8_t *data, size_t size)
{
    size_t used = 0;

    if (data[0] % 8 < 3)
        used = deliver(room, CS_SIDE_CLIENT, data + 1, size - 1);
    else if (data[0] % 8 == 3)
        used = room->connected ? deliver(room, CS_SIDE_ORIGIN, data + 1, size - 1) : 0;
    else if (data[0] % 8 == 4)
        end_side(room, data[0] & 8 ? CS_SIDE_CLIENT : CS_SIDE_ORIGIN, false);
    else if (data[0] % 8 == 5)
        end_side(room, data[0] & 8 ? CS_SIDE_CLIENT : CS_SIDE_ORIGIN, true);
    else
        end_connect(room, data[0] % 8 == 6);
    run(room);
    return 1 + used;
}

static void require_prefix(const char *text, size_t length, const char *whole, size_t whole_length, bool all)
{
    require(length <= whole_length && (!all || length == whole_length));
    require(length == 0 || memcmp(text, whole, length) == 0);
}

/* No 2xx without a connection; no tunnel byte lost, changed or invented. */
static void check_end(const struct room *room)
{
    const struct cs_buffer *answer = &room->out[CS_SIDE_CLIENT];
    struct cs_request request;
    struct cs_response response;

    cs_response_init(&response, NULL);
    cs_response_parse(&response, answer->data, answer->length);
    require(answer->length == 0 || (response.answer == CS_COMPLETE && response.findings.count == 0));
    require(response.status < 200 || response.status > 299 || room->connected);
    if (!room->connected)
        return;
    cs_request_init(&request, NULL);
    cs_request_parse(&request, room->in[CS_SIDE_CLIENT].data, room->in[CS_SIDE_CLIENT].length);
    require_prefix(room->out[CS_SIDE_ORIGIN].data, room->out[CS_SIDE_ORIGIN].length,
                   room->in[CS_SIDE_CLIENT].data + request.head_length,
                   room->in[CS_SIDE_CLIENT].length - request.head_length, !room->disturbed);
    if (response.status == 200)
        require_prefix(answer->data + response.head_length, answer->length - response.head_length,
                       room->in[CS_SIDE_ORIGIN].data, room->in[CS_SIDE_ORIGIN].length, !room->disturbed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct cs_nonces *nonces; /* none that an input could know */
    struct cs_proxy_config config = {.allowed_count = 2, .allowed = {443, 18443}};
    struct room room = {.session = NULL};

    if (size > 0 && (data[0] & 1) != 0) {
        config.user = "user";
        config.password = "pass";
    }
    if (nonces == NULL)
        nonces = cs_nonces_new();
    if (size > 0 && (data[0] & 0x81) == 0x81)
        config.nonces = nonces;
    room.session = cs_session_new(&config);
    for (size_t at = 1; at < size;)
        at += take_event(&room, data + at, size - at);
    check_end(&room);
    cs_session_free(room.session);
    for (int side = 0; side < 2; side++) {
        cs_buffer_free(&room.in[side]);
        cs_buffer_free(&room.out[side]);
    }
    return 0;
}
