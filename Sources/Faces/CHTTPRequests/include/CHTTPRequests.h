#ifndef EYRIE_CHTTPREQUESTS_H
#define EYRIE_CHTTPREQUESTS_H

// The variadic functions of libcurl, which Swift cannot call.

#include <curl/curl.h>
#include <stddef.h>

// Returns whether a connection may go to an address.
typedef int (*ehr_admit)(const struct sockaddr *address, void *context);
typedef size_t (*ehr_receive)(char *bytes, size_t size, size_t count, void *context);

// What an admission needs: it stays where it is while the handle lives.
struct ehr_admission {
    ehr_admit admit;
    void *context;
};

CURLcode ehr_set_integer(CURL *handle, CURLoption option, long value);
CURLcode ehr_set_large(CURL *handle, CURLoption option, curl_off_t value);
CURLcode ehr_set_text(CURL *handle, CURLoption option, const char *value);
CURLcode ehr_set_pointer(CURL *handle, CURLoption option, const void *value);
CURLcode ehr_set_list(CURL *handle, CURLoption option, struct curl_slist *value);
CURLcode ehr_set_receive(CURL *handle, CURLoption option, ehr_receive receive);
// Asks before each connection; the address is the one that is connected to, after the name was looked up.
CURLcode ehr_set_admission(CURL *handle, struct ehr_admission *admission);
CURLcode ehr_get_integer(CURL *handle, CURLINFO info, long *value);
CURLcode ehr_global_start(void);

#endif
