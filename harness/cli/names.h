/* What users call cases: an id, a topic, or the path of the file or folder where they stand. */
#ifndef CONNECTSPEC_NAMES_H
#define CONNECTSPEC_NAMES_H

#include "harness/scenario/case.h"

/* The id or topic that |text| means where it is the path of a file ("cases/target/port-empty.yaml", a "@value" may
 * stand behind it) or of a folder of |suite| (there "*" means all of it); else |text| itself.  A path has a slash or
 * ends with .yaml.  The caller frees it; NULL without memory. */
char *cs_name_of(const struct cs_suite *suite, const char *text);

/* Says on stderr that |what| (such as "no case is called") |name|, and which id, topic, value or, with |catalogue|,
 * which requirement may have been meant, else |more|. */
void cs_name_unknown(const struct cs_suite *suite, const struct cs_catalogue *catalogue, const char *what,
                     const char *name, const char *more);

/* Whether |source| is of |topic|, the part of its id before a slash. */
bool cs_name_is_topic(const char *topic, const struct cs_case *source);

#endif
