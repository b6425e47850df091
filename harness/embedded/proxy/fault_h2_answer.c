/* Heads of answers that no client may take, and which slip of the link a fault is. */
#include <string.h>

#include "harness/embedded/proxy/fault_h2.h"

static bool add(struct cs_buffer *out, const char *name, const char *value)
{
    return cs_h2_put_field(out, name, strlen(name), value, strlen(value));
}

/* A head behind which one more field stands. */
static bool append(const struct cs_message *answer, const char *name, const char *value, struct cs_buffer *out)
{
    return cs_h2_encode(answer, false, out) && add(out, name, value);
}

static bool prepend(const struct cs_message *answer, const char *name, const char *value, struct cs_buffer *out)
{
    return add(out, name, value) && cs_h2_encode(answer, false, out);
}

bool cs_h2_fault_head(enum cs_fault fault, const struct cs_message *answer, struct cs_buffer *out)
{
    bool success = answer->status / 100 == 2;

    switch ((int)fault) {
    case CS_FAULT_H2_SUCCESS_LENGTH:
        return success && append(answer, "content-length", "0", out);
    case CS_FAULT_H2_ANSWER_CODING:
        return append(answer, "transfer-encoding", "chunked", out);
    case CS_FAULT_H2_ANSWER_CONNECTION:
        return append(answer, "connection", "keep-alive", out);
    case CS_FAULT_H2_ANSWER_UPPER:
        return append(answer, "Proxy-Agent", "connectspec", out);
    case CS_FAULT_H2_ANSWER_PSEUDO:
        return prepend(answer, ":version", "HTTP/2.0", out);
    case CS_FAULT_H2_STATUS_REASON:
        return success && add(out, ":status", "200 OK");
    case CS_FAULT_H2_STATUS_LATE:
        return prepend(answer, "via", "2 connectspec", out);
    case CS_FAULT_H2_STATUS_TWICE:
        return prepend(answer, ":status", success ? "200" : "403", out);
    case CS_FAULT_H2_ANSWER_EDGE:
        return append(answer, "proxy-agent", "connectspec ", out);
    default:
        return false;
    }
}

enum cs_h2_slip cs_h2_fault_slip(enum cs_fault fault)
{
    static const struct {
        enum cs_fault fault;
        enum cs_h2_slip slip;
    } rows[] = {
        {CS_FAULT_H2_CREDIT_ZERO, CS_H2_SLIP_CREDIT_ZERO},
        {CS_FAULT_H2_CREDIT_OVERFLOW, CS_H2_SLIP_CREDIT_OVERFLOW},
        {CS_FAULT_H2_WINDOW_DISREGARDED, CS_H2_SLIP_WINDOW_DISREGARDED},
        {CS_FAULT_H2_FRAMES_LARGE, CS_H2_SLIP_FRAMES_LARGE},
        {CS_FAULT_H2_PADDING_RELAYED, CS_H2_SLIP_PADDING_TOLD},
        {CS_FAULT_H2_PADDING_KEPT, CS_H2_SLIP_PADDING_KEPT},
        {CS_FAULT_H2_STALL_HOLDS, CS_H2_SLIP_STALL_HOLDS},
        {CS_FAULT_H2_PADDING_ENDS, CS_H2_SLIP_PADDING_ENDS},
        {CS_FAULT_H2_EMPTY_ENDS, CS_H2_SLIP_EMPTY_ENDS},
        {CS_FAULT_H2_UNKNOWN_ENDS, CS_H2_SLIP_UNKNOWN_ENDS},
        {CS_FAULT_H2_SETTING_ENDS, CS_H2_SLIP_SETTING_ENDS},
        {CS_FAULT_H2_PRIORITY_ENDS, CS_H2_SLIP_PRIORITY_ENDS},
        {CS_FAULT_H2_RESET_ANSWERED, CS_H2_SLIP_RESET_ANSWERED},
        {CS_FAULT_H2_PUSH_IGNORED, CS_H2_SLIP_PUSH_IGNORED},
        {CS_FAULT_H2_AFTER_END, CS_H2_SLIP_AFTER_END},
        {CS_FAULT_H2_IDLE_IGNORED, CS_H2_SLIP_IDLE_IGNORED},
        {CS_FAULT_H2_GOAWAY_CUTS, CS_H2_SLIP_GOAWAY_ENDS},
        {CS_FAULT_H2_DISCARD_KEPT, CS_H2_SLIP_DISCARD_KEPT},
        {CS_FAULT_H2_PADDING_UNCHECKED, CS_H2_SLIP_PADDING_UNCHECKED},
        {CS_FAULT_H2_PADDING_ALONE, CS_H2_SLIP_PADDING_ALONE_ENDS},
        {CS_FAULT_H2_OWN_SETTING_ENDS, CS_H2_SLIP_OWN_SETTING_ENDS},
        {CS_FAULT_H2_CONTINUATION_ENDS, CS_H2_SLIP_CONTINUATION_ENDS},
        {CS_FAULT_H2_PADDED_HEAD_ENDS, CS_H2_SLIP_PADDED_HEAD_ENDS},
        {CS_FAULT_H2_PRIORITY_HEAD_ENDS, CS_H2_SLIP_PRIORITY_HEAD_ENDS},
        {CS_FAULT_H2_FRAMES_UNCHECKED, CS_H2_SLIP_FRAMES_UNCHECKED},
        {CS_FAULT_H2_HEAD_AFTER_END, CS_H2_SLIP_HEAD_AFTER_END},
        {CS_FAULT_H2_INITIAL_KEPT, CS_H2_SLIP_INITIAL_KEPT},
        {CS_FAULT_H2_NEGATIVE_ENDS, CS_H2_SLIP_NEGATIVE_ENDS},
        {CS_FAULT_H2_NEGATIVE_ZERO, CS_H2_SLIP_NEGATIVE_ZEROED},
        {CS_FAULT_H2_GOAWAY_ALONE, CS_H2_SLIP_GOAWAY_ALONE},
        {CS_FAULT_H2_SETTING_TWO, CS_H2_SLIP_SETTING_TWO},
        {CS_FAULT_H2_SETTING_BACK, CS_H2_SLIP_SETTING_BACK},
        {CS_FAULT_H2_CONNECTION_DISREGARDED, CS_H2_SLIP_CONNECTION_DISREGARDED},
        {CS_FAULT_H2_END_DROPS, CS_H2_SLIP_FINISH_DROPS},
        {CS_FAULT_H2_LOWER_ID, CS_H2_SLIP_LOWER_ID},
        {CS_FAULT_H2_PING_SILENT, CS_H2_SLIP_PING_SILENT},
        {CS_FAULT_H2_PING_OTHER, CS_H2_SLIP_PING_OTHER},
        {CS_FAULT_H2_SETTINGS_SILENT, CS_H2_SLIP_SETTINGS_SILENT},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i].fault == fault)
            return rows[i].slip;
    return CS_H2_SLIP_NONE;
}
