#pragma once

#include <curl/curl.h>

// Swift cannot call variadic functions: one wrapper for each type of argument that an option takes.

static inline CURLcode assay_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode assay_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode assay_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode assay_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode assay_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

typedef size_t (*assay_curl_data_callback)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode assay_curl_set_data_callback(CURL *handle, CURLoption option, assay_curl_data_callback value) {
    return curl_easy_setopt(handle, option, value);
}

typedef int (*assay_curl_seek_callback)(void *context, curl_off_t offset, int origin);

static inline CURLcode assay_curl_set_seek_callback(CURL *handle, assay_curl_seek_callback value) {
    return curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, value);
}

typedef int (*assay_curl_progress_callback)(void *context, curl_off_t download_total, curl_off_t downloaded,
                                            curl_off_t upload_total, curl_off_t uploaded);

static inline CURLcode assay_curl_set_progress_callback(CURL *handle, assay_curl_progress_callback value) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, value);
}

typedef curl_socket_t (*assay_curl_socket_callback)(void *context, curlsocktype purpose,
                                                    struct curl_sockaddr *address);

static inline CURLcode assay_curl_set_socket_callback(CURL *handle, assay_curl_socket_callback value) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, value);
}

// The address is the last member of a struct that may be longer than Swift's view of it.
static inline const struct sockaddr *assay_curl_address(const struct curl_sockaddr *address) {
    return &address->addr;
}
