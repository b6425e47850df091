#include "harness/judge/evaluate.h"

static void (*const evaluators[CS_COND_COUNT])(const struct cs_facts *, const struct cs_planned_condition *,
                                               struct cs_evaluation *) = {
    [CS_COND_REFUSED] = cs_evaluate_refused,
    [CS_COND_TUNNEL] = cs_evaluate_tunnel,
    [CS_COND_STATUS] = cs_evaluate_status,
    [CS_COND_ANSWERS] = cs_evaluate_answers,
    [CS_COND_INTERIM] = cs_evaluate_interim,
    [CS_COND_VERSION] = cs_evaluate_version,
    [CS_COND_HAS_FIELD] = cs_evaluate_has_field,
    [CS_COND_LACKS_FIELD] = cs_evaluate_lacks_field,
    [CS_COND_LACKS_FINDING] = cs_evaluate_lacks_finding,
    [CS_COND_CHALLENGE] = cs_evaluate_challenge,
    [CS_COND_BODY] = cs_evaluate_body,
    [CS_COND_CLOSES] = cs_evaluate_closing,
    [CS_COND_CLIENT_RECEIVED] = cs_evaluate_received,
    [CS_COND_CLIENT_STARTS] = cs_evaluate_starts,
    [CS_COND_CLIENT_HAS] = cs_evaluate_has_text,
    [CS_COND_CLIENT_LACKS] = cs_evaluate_lacks_text,
    [CS_COND_OPENED] = cs_evaluate_opened,
    [CS_COND_CLIENT_DATAGRAMS] = cs_evaluate_datagrams,
    [CS_COND_ORIGIN_DATAGRAMS] = cs_evaluate_datagrams,
    [CS_COND_CLIENT_END] = cs_evaluate_end,
    [CS_COND_RESET_CODE] = cs_evaluate_reset_code,
    [CS_COND_GOAWAY] = cs_evaluate_goaway,
    [CS_COND_HAS_FRAME] = cs_evaluate_has_frame,
    [CS_COND_LACKS_FRAME] = cs_evaluate_lacks_frame,
    [CS_COND_TRAILERS] = cs_evaluate_trailers,
    [CS_COND_CONNECTIONS] = cs_evaluate_connections,
    [CS_COND_AT_FENCE] = cs_evaluate_at_fence,
    [CS_COND_STATUS_AT_FENCE] = cs_evaluate_status_at_fence,
    [CS_COND_ORIGIN_RECEIVED] = cs_evaluate_received,
    [CS_COND_ORIGIN_STARTS] = cs_evaluate_starts,
    [CS_COND_ORIGIN_LACKS] = cs_evaluate_lacks_text,
    [CS_COND_ORIGIN_HAS] = cs_evaluate_has_text,
    [CS_COND_GROWTH_DESCRIPTORS] = cs_evaluate_growth,
    [CS_COND_GROWTH_MEMORY] = cs_evaluate_growth,
    [CS_COND_GROWTH_PROCESSES] = cs_evaluate_growth,
    [CS_COND_GROWTH_BUSY] = cs_evaluate_growth,
    [CS_COND_CROWD_SILENT] = cs_evaluate_crowd,
    [CS_COND_CROWD_CROSSED] = cs_evaluate_crowd,
    [CS_COND_CROWD_WAITING] = cs_evaluate_crowd,
    [CS_COND_CLIENT_SENDING] = cs_evaluate_sending,
    [CS_COND_ORIGIN_TARGET] = cs_evaluate_target,
    [CS_COND_ORIGIN_HAS_FIELD] = cs_evaluate_has_field,
    [CS_COND_ORIGIN_LACKS_FIELD] = cs_evaluate_lacks_field,
    [CS_COND_ORIGIN_LACKS_FINDING] = cs_evaluate_lacks_finding,
    [CS_COND_ORIGIN_RESET_CODE] = cs_evaluate_reset_code,
    [CS_COND_ORIGIN_GOAWAY] = cs_evaluate_goaway,
    [CS_COND_ORIGIN_HAS_FRAME] = cs_evaluate_has_frame,
    [CS_COND_ORIGIN_LACKS_FRAME] = cs_evaluate_lacks_frame,
    [CS_COND_ORIGIN_WINDOW] = cs_evaluate_window,
    [CS_COND_ORIGIN_SENDING] = cs_evaluate_sending,
    [CS_COND_ORIGIN_METHOD] = cs_evaluate_method,
    [CS_COND_ORIGIN_VERSION] = cs_evaluate_version,
    [CS_COND_DIGEST] = cs_evaluate_digest,
    [CS_COND_BEHIND] = cs_evaluate_behind,
    [CS_COND_REQUESTS] = cs_evaluate_requests,
    [CS_COND_REQUESTS_MOST] = cs_evaluate_requests,
    [CS_COND_OUTCOME] = cs_evaluate_outcome_word,
    [CS_COND_PROGRAM_HAS] = cs_evaluate_printed,
    [CS_COND_PROGRAM_LACKS] = cs_evaluate_printed,
    [CS_COND_ORIGIN_END] = cs_evaluate_end,
    [CS_COND_CLIENT_HANDSHAKE] = cs_evaluate_handshake,
    [CS_COND_ORIGIN_HANDSHAKE] = cs_evaluate_handshake,
    [CS_COND_CLOSURE] = cs_evaluate_closure,
    [CS_COND_ALPN] = cs_evaluate_alpn,
    [CS_COND_CLIENT_ALERT] = cs_evaluate_alert,
    [CS_COND_ORIGIN_ALERT] = cs_evaluate_alert,
    [CS_COND_CLIENT_UNALTERED] = cs_evaluate_unaltered,
    [CS_COND_ORIGIN_UNALTERED] = cs_evaluate_unaltered,
};

void cs_evaluate_condition(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                           struct cs_evaluation *out)
{
    evaluators[condition->condition->kind->id](facts, condition, out);
}

void cs_evaluate_outcome(const struct cs_facts *facts, const struct cs_planned_outcome *outcome,
                         struct cs_evaluation *out, size_t *holding, size_t *failing)
{
    cs_holds(out);
    *holding = 0;
    *failing = 0;
    for (size_t i = 0; i < outcome->condition_count; i++) {
        struct cs_evaluation one;

        cs_evaluate_condition(facts, &outcome->conditions[i], &one);
        if (one.truth > out->truth)
            *out = one;
        if (one.truth == CS_TRUTH_HOLDS)
            ++*holding;
        else
            ++*failing;
    }
}
