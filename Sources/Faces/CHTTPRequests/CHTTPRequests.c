#include "CHTTPRequests.h"

#include <sys/socket.h>

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

static curl_socket_t ehr_open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    const struct ehr_admission *admission = context;
    (void)purpose;
    if (!admission->admit(&address->addr, admission->context)) {
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

CURLcode ehr_set_admission(CURL *handle, struct ehr_admission *admission) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, ehr_open_socket);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, admission);
}

CURLcode ehr_get_integer(CURL *handle, CURLINFO info, long *value) { return curl_easy_getinfo(handle, info, value); }

CURLcode ehr_global_start(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }
