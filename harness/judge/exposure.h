/* What an answer says that is wrong in itself, or not the client's business: dates, places inside the target, pieces of
 * the request; and what an origin is told that is not for it.  Texts are of any length and content. */
#ifndef CONNECTSPEC_EXPOSURE_H
#define CONNECTSPEC_EXPOSURE_H

#include <stdbool.h>
#include <stddef.h>

#include "reference/must_use.h"

#define CS_EXPOSURE_NONE ((size_t)-1)

/* Whether |text| is an IMF-fixdate of a day that there is ("Sun, 06 Nov 1994 08:49:37 GMT", RFC 9110 section 5.6.7);
 * then |*year| is its year.  The day of the week has to be that of the day (RFC 5322 section 3.3). */
CS_MUST_USE bool cs_exposure_date(const char *text, size_t length, unsigned *year);

/* Whether |text| is a URI reference as far as its bytes, escapes and brackets go (RFC 3986 section 2); seconds or an IMF-fixdate (RFC 9110
 * section 10.2.3); a list of protocol versions with names behind them (section 7.6.3). */
CS_MUST_USE bool cs_exposure_uri(const char *text, size_t length);
CS_MUST_USE bool cs_exposure_retry(const char *text, size_t length);
CS_MUST_USE bool cs_exposure_via(const char *text, size_t length);

/* Whether |text| is a list, of nothing or of members none of which is empty (RFC 9110 section 5.6.1.1). */
CS_MUST_USE bool cs_exposure_whole(const char *text, size_t length);

/* Whether |text| is a list of challenges, as far as their grammar goes (RFC 9110 section 11.6.1). */
CS_MUST_USE bool cs_exposure_challenges(const char *text, size_t length);

/* Whether |text| is one product or more with comments between (RFC 9110 section 10.1.5), as far as blanks and brackets go. */
CS_MUST_USE bool cs_exposure_products(const char *text, size_t length);

/* Where in |text| the first address of a private network (RFC 1918, RFC 3927) or absolute path of a machine stands that
 * is not somewhere in |asked|, what the client itself sent; CS_EXPOSURE_NONE: nowhere. */
size_t cs_exposure_inside(const char *text, size_t length, const char *asked, size_t asked_length);

/* Where in |head| a piece of |asked| comes back as it was around a byte that no field of an answer needs: a control,
 * `<`, `>`, `\` or a byte beyond ASCII; CS_EXPOSURE_NONE: nowhere.  Looks at the first 64 such bytes. */
size_t cs_exposure_echo(const char *head, size_t length, const char *asked, size_t asked_length);

/* Where in |text| the name of a field for proxies, with its colon, begins a line ("Proxy-Authorization:", in any letter
 * case); CS_EXPOSURE_NONE: nowhere. */
size_t cs_exposure_proxy_field(const char *text, size_t length);

#endif
