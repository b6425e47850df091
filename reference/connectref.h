/* libconnectref: a strict parser of HTTP CONNECT.  This one header is all that a user includes. */
#ifndef CONNECTREF_H
#define CONNECTREF_H

#include "reference/authority.h"
#include "reference/body_reading.h"
#include "reference/capsule.h"
#include "reference/challenge.h"
#include "reference/code.h"
#include "reference/connect_udp.h"
#include "reference/credentials.h"
#include "reference/datagram.h"
#include "reference/exchange.h"
#include "reference/field_section.h"
#include "reference/fields.h"
#include "reference/framing.h"
#include "reference/message.h"
#include "reference/pair_reading.h"
#include "reference/proxy_status.h"
#include "reference/reading.h"
#include "reference/request.h"
#include "reference/response.h"
#include "reference/span.h"
#include "reference/udp_target.h"
#include "reference/varint.h"

#endif
