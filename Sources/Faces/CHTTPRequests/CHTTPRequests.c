#include "CHTTPRequests.h"

CURLcode ehr_set_integer(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

CURLcode ehr_set_large(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

CURLcode ehr_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

CURLcode ehr_set_pointer(CURL *handle, CURLoption option, const void *value) {
    return curl_easy_setopt(handle, option, value);
}

CURLcode ehr_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

CURLcode ehr_set_receive(CURL *handle, CURLoption option, ehr_receive receive) {
    return curl_easy_setopt(handle, option, receive);
}

CURLcode ehr_get_integer(CURL *handle, CURLINFO info, long *value) { return curl_easy_getinfo(handle, info, value); }

CURLcode ehr_global_start(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }
