/* The rules behind reading.h: one function a reading.  Internal to libconnectref. */
#ifndef CONNECTREF_READING_RULES_H
#define CONNECTREF_READING_RULES_H

#include "reference/must_use.h"
#include "reference/reading.h"

/* What is read: a request-target, and the head around it where there is one. */
struct cs_subject {
    const char *text;
    size_t length;
    const char *head; /* NULL: the target stands alone */
    size_t head_length;
    const struct cs_request *request;
    bool valid;                   /* the target is valid and has a destination, ... */
    struct cs_destination strict; /* ... this one */
};

/* What the rules are made of.  All answer false when it comes to no destination.  cs_read_host takes a host without
 * port; cs_read_number a port number in |base|, between 1 and 65535. */
CS_MUST_USE bool cs_read_strictly(const char *text, size_t length, struct cs_destination *out);
CS_MUST_USE bool cs_read_host(const char *host, size_t length, uint16_t port, struct cs_destination *out);
CS_MUST_USE bool cs_read_number(const char *digits, size_t length, unsigned base, uint16_t *number);

/* The place of the first |byte| of |text| from |from| on, or of the last one; |length| when there is none. */
size_t cs_find(const char *text, size_t from, size_t length, char byte);
size_t cs_find_last(const char *text, size_t length, char byte);

/* Decodes percent-encoding in place; sequences that are none stay.  Returns the new length. */
size_t cs_percent_decode(char *text, size_t length);

/* A rule.  True when the wrong reading of |subject| comes to a destination, which may still be the strict one. */
typedef bool cs_rule(const struct cs_subject *subject, struct cs_destination *out);

/* reading_split.c: where host and port are taken to be, and how the port is read. */
cs_rule cs_rule_default_port_443;
cs_rule cs_rule_default_port_80;
cs_rule cs_rule_port_modulo;
cs_rule cs_rule_port_prefix;
cs_rule cs_rule_port_sign;
cs_rule cs_rule_port_underscore;
cs_rule cs_rule_port_hex;
cs_rule cs_rule_port_octal;
cs_rule cs_rule_first_colon;
cs_rule cs_rule_last_colon;
cs_rule cs_rule_bare_ipv6;
cs_rule cs_rule_bracket_repair;
cs_rule cs_rule_bracketed_name;
cs_rule cs_rule_ipvfuture;
cs_rule cs_rule_zone_stripped;

/* reading_text.c: the target is cut, or rewritten, and what is left is read strictly. */
cs_rule cs_rule_userinfo_stripped;
cs_rule cs_rule_userinfo_first;
cs_rule cs_rule_absolute_form;
cs_rule cs_rule_path_dropped;
cs_rule cs_rule_blanks_removed;
cs_rule cs_rule_first_word;
cs_rule cs_rule_last_word;
cs_rule cs_rule_nul_truncated;
cs_rule cs_rule_percent_twice;
cs_rule cs_rule_controls_stripped;
cs_rule cs_rule_unicode_dots;
cs_rule cs_rule_backslash_cut;
cs_rule cs_rule_empty_host_local;
cs_rule cs_rule_ipv4_spelling;
cs_rule cs_rule_truncated;

/* reading_text.c, too: what the strict reading has come to becomes another destination. */
cs_rule cs_rule_mapped_ipv4;
cs_rule cs_rule_trailing_dot;
cs_rule cs_rule_percent_kept;

/* reading_borne.c: what makes the head invalid is borne; where several things do, each is named.  |kind| from
 * CS_READING_LINE_FEED on. */
bool cs_rule_borne(const struct cs_subject *subject, enum cs_reading_kind kind, struct cs_destination *out);

/* reading_head.c: the destination comes from a field. */
cs_rule cs_rule_host_field;
cs_rule cs_rule_last_host_field;
cs_rule cs_rule_bare_cr_line;

#endif
