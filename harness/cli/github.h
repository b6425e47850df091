/* What a run does besides when it is a step of a GitHub workflow: annotations, and a summary on the job's page. */
#ifndef CONNECTSPEC_GITHUB_H
#define CONNECTSPEC_GITHUB_H

#include <stdbool.h>
#include <stdio.h>

#include "reports/result.h"
#include "reports/text.h"

#define CS_GITHUB_SUMMARY_MAX (1024 * 1024) /* of a step; GitHub drops a larger one as a whole */

/* Whether GITHUB_ACTIONS is "true". */
bool cs_github_here(void);

/* Asks GitHub to hide the password of |policy| in the log, in clear and as Basic credentials; nothing without one. */
void cs_github_mask(FILE *out, const struct cs_policy *policy);

/* Prints the summary of a run to |out| so that none of its lines is taken for a workflow command. */
void cs_github_quote_summary(FILE *out, const struct cs_result *result, const struct cs_text_look *look);

/* Prints the annotations to |out| and appends Markdown to the file that GITHUB_STEP_SUMMARY names, where it names one,
 * up to CS_GITHUB_SUMMARY_MAX with what is there.  A summary that cannot be written is a line on stderr, no failure:
 * nobody asked for it. */
void cs_github_report(FILE *out, const struct cs_result *result);

#endif
