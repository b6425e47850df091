/* The queue of what the shell has to do: everything that acts goes through here, and nothing here decides. */
#ifndef CONNECTSPEC_ACTIONS_H
#define CONNECTSPEC_ACTIONS_H

#include "harness/embedded/proxy/draft.h"
#include "harness/embedded/proxy/state.h"

void cs_session_act(struct cs_session *session, enum cs_action_kind kind, enum cs_side side);
void cs_session_send(struct cs_session *session, enum cs_side side, const char *data, size_t length);
void cs_session_send_datagram(struct cs_session *session, enum cs_side side, const char *data,
                              size_t length); /* 0, too */
/* The payload of a datagram of context 0 to the client, beside its bytes. */
void cs_session_send_beside(struct cs_session *session, const char *data, size_t length);
void cs_session_send_text(struct cs_session *session, enum cs_side side, const char *text);
/* Sends what was composed and frees it; a draft without memory breaks the session. */
void cs_session_send_draft(struct cs_session *session, enum cs_side side, struct cs_draft *draft);
void cs_session_dial(struct cs_session *session, const struct cs_destination *destination);
void cs_session_dial_udp(struct cs_session *session, const struct cs_destination *destination);

/* Ends |side| with CS_ACTION_CLOSE, _CUT or _RESET; nothing when it has ended before.  cs_session_end_both: and nothing
 * is to come any more. */
void cs_session_end(struct cs_session *session, enum cs_side side, enum cs_action_kind how);
void cs_session_end_both(struct cs_session *session, enum cs_action_kind client, enum cs_action_kind origin);

/* Reading from |side| stops, or goes on; nothing where it is so already, or the side has ended. */
void cs_session_pause(struct cs_session *session, enum cs_side side);
void cs_session_resume(struct cs_session *session, enum cs_side side);

/* Appends to one of the session's buffers; without memory the session breaks. */
void cs_session_keep(struct cs_session *session, struct cs_buffer *buffer, const char *data, size_t length);

/* Passes tunnel bytes on as they are, with back-pressure. */
void cs_session_pass(struct cs_session *session, enum cs_side from, const char *data, size_t length);

/* Reading from |from| pauses or goes on, as much as the other side still has to take. */
void cs_session_throttle(struct cs_session *session, enum cs_side from);

static inline bool cs_session_is_open(const struct cs_session *session, enum cs_side side)
{
    return session->flows[side].open && !session->broken;
}

#endif
