/* Whether a condition or an outcome holds. */
#ifndef CONNECTSPEC_EVALUATE_H
#define CONNECTSPEC_EVALUATE_H

#include "harness/judge/facts.h"
#include "harness/judge/finding.h"
#include "harness/scenario/condition.h"
#include "reference/code.h"

/* Three values, because a deadline may have cut the observation short. */
enum cs_truth {
    CS_TRUTH_HOLDS,
    CS_TRUTH_OPEN,   /* it does not hold, but more time could have mended that */
    CS_TRUTH_BROKEN, /* whatever might still have come, it cannot hold */
};

struct cs_evaluation {
    enum cs_truth truth;
    enum cs_wrong wrong; /* when it does not hold */
    enum cs_code code;   /* the parser's finding, where that is what was wrong; then |wrong| is CS_WRONG_NOTHING */
    char detail[400];    /* printable; "" when the finding says it all */
};

/* Evaluates one condition.  There is one evaluator for each kind, in a table. */
void cs_evaluate_condition(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                           struct cs_evaluation *out);

/* Evaluates an outcome: broken when one of its conditions is, else open when one is, else it holds.  |*out| is the
 * first condition that is broken, or the first open one; |*holding| and |*failing| count conditions. */
void cs_evaluate_outcome(const struct cs_facts *facts, const struct cs_planned_outcome *outcome,
                         struct cs_evaluation *out, size_t *holding, size_t *failing);

/* An operand that is a word or a number, as text: cut to |capacity|, NUL-terminated. */
void cs_operand_text(const struct cs_planned_condition *condition, size_t index, char *buffer, size_t capacity);

/* Evaluates a condition of its kind, of |facts|: evaluate_case.c, evaluate_answer.c,
 * evaluate_bytes.c, evaluate_message.c, evaluate_frames.c,
 * evaluate_inner.c (TLS), evaluate_datagrams.c. */
typedef void cs_evaluator(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                          struct cs_evaluation *out);

cs_evaluator cs_evaluate_refused;
cs_evaluator cs_evaluate_tunnel;
cs_evaluator cs_evaluate_opened;
cs_evaluator cs_evaluate_datagrams;
cs_evaluator cs_evaluate_connections;
cs_evaluator cs_evaluate_at_fence;
cs_evaluator cs_evaluate_status;
cs_evaluator cs_evaluate_status_at_fence;
cs_evaluator cs_evaluate_answers;
cs_evaluator cs_evaluate_interim;
cs_evaluator cs_evaluate_version;
cs_evaluator cs_evaluate_has_field;
cs_evaluator cs_evaluate_lacks_field;
cs_evaluator cs_evaluate_lacks_finding;
cs_evaluator cs_evaluate_challenge;
cs_evaluator cs_evaluate_body;
cs_evaluator cs_evaluate_closing;
cs_evaluator cs_evaluate_received;
cs_evaluator cs_evaluate_starts;
cs_evaluator cs_evaluate_has_text;
cs_evaluator cs_evaluate_lacks_text;
cs_evaluator cs_evaluate_digest;
cs_evaluator cs_evaluate_method;
cs_evaluator cs_evaluate_behind;
cs_evaluator cs_evaluate_requests;
cs_evaluator cs_evaluate_outcome_word;
cs_evaluator cs_evaluate_printed;
cs_evaluator cs_evaluate_target;
cs_evaluator cs_evaluate_crowd;
cs_evaluator cs_evaluate_growth;
cs_evaluator cs_evaluate_sending;
cs_evaluator cs_evaluate_end;
cs_evaluator cs_evaluate_reset_code;
cs_evaluator cs_evaluate_goaway;
cs_evaluator cs_evaluate_has_frame;
cs_evaluator cs_evaluate_lacks_frame, cs_evaluate_window;
cs_evaluator cs_evaluate_trailers;
cs_evaluator cs_evaluate_handshake;
cs_evaluator cs_evaluate_alert;
cs_evaluator cs_evaluate_unaltered;
cs_evaluator cs_evaluate_closure;
cs_evaluator cs_evaluate_alpn;

/* Whether one of the operands is the word |wanted|. */
bool cs_operand_has(const struct cs_planned_condition *condition, const char *wanted);

/* The message that a condition speaks of: the final response that a client got, or the request that arrived.  NULL when
 * it did not come, with what that means in |*out|, which else holds. */
const struct cs_message *cs_evaluated_message(const struct cs_facts *facts,
                                              const struct cs_planned_condition *condition, struct cs_evaluation *out);

/* How a client under test ended: succeeded, failed, quiet, crashed, hung; NULL: there is none, or its time is not
 * up. */
const char *cs_outcome_of(const struct cs_facts *facts);

/* What evaluators set: the value and, where it does not hold, why. */
void cs_holds(struct cs_evaluation *out);
void cs_fails(struct cs_evaluation *out, enum cs_truth truth, enum cs_wrong wrong, const char *detail, ...)
    __attribute__((format(printf, 4, 5)));

/* What is wrong when a condition asks something of a final response, and |client| (NULL: no such connection) got
 * none. */
void cs_no_response(const struct cs_party *client, struct cs_evaluation *out);

/* Whether |name|, an operand of lacks-finding, means |code|.  `any` weighs what is at least as strong as the case
 * itself: no SHOULD of the parser breaks a MUST of a case. */
bool cs_finding_named(const struct cs_facts *facts, const char *name, enum cs_code code);

/* Whether a status (0: none) matches one of the condition's operands. */
bool cs_status_matches(const struct cs_planned_condition *condition, uint16_t status);

#endif
