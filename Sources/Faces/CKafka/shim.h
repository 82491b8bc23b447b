#ifndef EYRIE_CKAFKA_SHIM_H
#define EYRIE_CKAFKA_SHIM_H

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#endif
