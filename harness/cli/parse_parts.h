/* The parts of `connectspec parse`. */
#ifndef CONNECTSPEC_PARSE_PARTS_H
#define CONNECTSPEC_PARSE_PARTS_H

#include <jansson.h>

#include "harness/scenario/requirement.h"
#include "reference/connectref.h"

/* What was read, and what became of it.  Values are escaped: a byte that is no printable ASCII reads \xHH. */
struct cs_parse {
    char *data;
    size_t length;
    size_t start; /* what spans count from: the final head behind interim responses */
    struct cs_findings findings;
    json_t *parts;                  /* object: what a valid input consists of */
    json_t *readings;               /* object: what lenient readers make of it, valid or not, an array a kind */
    bool is_value;                  /* of a field */
    bool failed;                    /* no memory */
    struct cs_catalogue *catalogue; /* NULL: not to be had */
};

/* One for each kind of input: reads |parse->data| and fills the findings, the parts and the readings. */
void cs_parse_request(struct cs_parse *parse);
void cs_parse_response(struct cs_parse *parse);
void cs_parse_h2_head(struct cs_parse *parse);
void cs_parse_h3_head(struct cs_parse *parse);
void cs_parse_capsule(struct cs_parse *parse);
void cs_parse_authority(struct cs_parse *parse);
void cs_parse_host(struct cs_parse *parse);
void cs_parse_challenge(struct cs_parse *parse);
void cs_parse_credentials(struct cs_parse *parse);

/* Sets |key| of |object|, which takes |value| over; without memory for it |parse->failed| is set. */
void cs_parse_put(struct cs_parse *parse, json_t *object, const char *key, json_t *value);

/* Bytes as escaped text, those of a span, and a number.  NULL without memory. */
json_t *cs_parse_text_of(const char *bytes, size_t length);
json_t *cs_parse_span_of(const struct cs_parse *parse, struct cs_span span);
json_t *cs_parse_number_of(size_t number);

/* Adds to the parts what an authority consists of; to the readings, those of each sort. */
void cs_parse_put_authority(struct cs_parse *parse, const struct cs_authority *authority);
void cs_parse_put_destinations(struct cs_parse *parse, const struct cs_reading *readings, size_t count);
void cs_parse_put_bodies(struct cs_parse *parse, const struct cs_body_reading *readings, size_t count);
void cs_parse_put_pairs(struct cs_parse *parse, const struct cs_pair_reading *readings, size_t count);

/* "none", "length", "chunked", ...; static. */
const char *cs_parse_body_name(enum cs_body_kind kind);

/* Takes the findings of a head over; one that has not ended is incomplete. */
void cs_parse_end_head(struct cs_parse *parse, enum cs_answer answer, const struct cs_findings *findings);

#endif
