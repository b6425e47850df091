/* Carries out what was decided: the one place where a ruling becomes actions. */
#ifndef CONNECTSPEC_PERFORM_H
#define CONNECTSPEC_PERFORM_H

#include "harness/embedded/proxy/state.h"

/* What is asked, with all that has come by now. */
const struct cs_asked *cs_session_asked(struct cs_session *session);

/* Does what |ruling| says, as actions of the session. */
void cs_session_carry_out(struct cs_session *session, const struct cs_ruling *ruling);

/* What a ruling is made of, for who needs that alone. */
void cs_session_send_success(struct cs_session *session);
void cs_session_refuse(struct cs_session *session, enum cs_refusal refusal);
void cs_session_open(struct cs_session *session); /* the tunnel */

#endif
