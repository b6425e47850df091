/* The mutator under AFL++ (AFL_CUSTOM_MUTATOR_LIBRARY): each input that it makes is a pack of variants of the message
 * or messages that it was given.  What it keeps is trimmed to the messages that count. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/mutator.h"
#include "fuzz/pack.h"

#define MESSAGES_IN_PACK 64
#define MESSAGE_MAX      4096
#define PACK_MAX         (64 * 1024)
#define MESSAGES_MAX     1024

struct message {
    const uint8_t *data; /* in |kept| */
    size_t size;
};

struct state {
    uint64_t random;
    uint8_t message[MESSAGE_MAX];
    uint8_t crossed[MESSAGE_MAX];
    uint8_t pack[PACK_MAX];
    uint8_t *kept; /* the input that is trimmed */
    struct message messages[MESSAGES_MAX];
    bool dropped[MESSAGES_MAX];
    size_t count;
    size_t step;
};

void *afl_custom_init(void *afl, unsigned seed);
void afl_custom_deinit(void *data);
size_t afl_custom_fuzz(void *data, uint8_t *buf, size_t buf_size, uint8_t **out_buf, uint8_t *add_buf,
                       size_t add_buf_size, size_t max_size);
int32_t afl_custom_init_trim(void *data, uint8_t *buf, size_t buf_size);
size_t afl_custom_trim(void *data, uint8_t **out_buf);
int32_t afl_custom_post_trim(void *data, uint8_t success);

void *afl_custom_init(void *afl, unsigned seed)
{
    struct state *state = calloc(1, sizeof(*state));

    (void)afl;
    if (state != NULL)
        state->random = seed;
    return state;
}

void afl_custom_deinit(void *data)
{
    struct state *state = data;

    free(state->kept);
    free(state);
}

/* Message |index|, modulo their number, of an input; no bytes when it has none. */
static struct message message_at(const uint8_t *data, size_t size, size_t index)
{
    struct cs_unpacker unpacker;
    struct message found = {data, 0};
    struct message message;
    size_t count = 0;

    cs_unpack(&unpacker, data, size);
    while (cs_unpack_next(&unpacker, &message.data, &message.size))
        count++;
    cs_unpack(&unpacker, data, size);
    for (size_t i = 0; count > 0 && i <= index % count && cs_unpack_next(&unpacker, &message.data, &message.size); i++)
        found = message;
    return found;
}

static size_t vary(struct state *state, const struct message *message, const struct message *other)
{
    size_t size = message->size < MESSAGE_MAX ? message->size : MESSAGE_MAX;

    if (other->size > 0 && state->random % 8 == 0) {
        size = cs_cross(message->data, size, other->data, other->size, state->crossed, MESSAGE_MAX, state->random);
        memcpy(state->message, state->crossed, size);
    } else if (size > 0) {
        memcpy(state->message, message->data, size);
    }
    return cs_mutate(state->message, size, MESSAGE_MAX, state->random);
}

size_t afl_custom_fuzz(void *data, uint8_t *buf, size_t buf_size, uint8_t **out_buf, uint8_t *add_buf,
                       size_t add_buf_size, size_t max_size)
{
    struct state *state = data;
    size_t max = max_size < PACK_MAX ? max_size : PACK_MAX;
    size_t used = 0;

    for (int i = 0; i < MESSAGES_IN_PACK; i++) {
        struct message message, other;
        size_t size;

        state->random = state->random * UINT64_C(6364136223846793005) + 1442695040888963407U;
        message = message_at(buf, buf_size, (size_t)(state->random >> 33));
        other = message_at(add_buf, add_buf == NULL ? 0 : add_buf_size, (size_t)(state->random >> 20));
        size = vary(state, &message, &other);
        if (!cs_pack_add(state->pack, &used, max, state->message, size))
            break;
    }
    *out_buf = state->pack;
    return used;
}

/* Trimming tries each message's removal once.  The number of steps is returned. */
int32_t afl_custom_init_trim(void *data, uint8_t *buf, size_t buf_size)
{
    struct state *state = data;
    struct cs_unpacker unpacker;

    free(state->kept);
    state->count = 0;
    state->step = 0;
    state->kept = malloc(buf_size + 1);
    if (state->kept == NULL)
        return 0;
    memcpy(state->kept, buf, buf_size);
    cs_unpack(&unpacker, state->kept, buf_size);
    while (state->count < MESSAGES_MAX &&
           cs_unpack_next(&unpacker, &state->messages[state->count].data, &state->messages[state->count].size))
        state->dropped[state->count++] = false;
    return state->count > 1 ? (int32_t)state->count : 0;
}

size_t afl_custom_trim(void *data, uint8_t **out_buf)
{
    struct state *state = data;
    size_t used = 0;

    state->dropped[state->step] = true;
    for (size_t i = 0; i < state->count; i++)
        if (!state->dropped[i])
            (void)cs_pack_add(state->pack, &used, PACK_MAX, state->messages[i].data, state->messages[i].size);
    *out_buf = state->pack;
    return used;
}

int32_t afl_custom_post_trim(void *data, uint8_t success)
{
    struct state *state = data;

    if (!success)
        state->dropped[state->step] = false;
    return (int32_t)++state->step;
}
