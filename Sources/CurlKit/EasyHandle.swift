import CLibcurl

/// A libcurl handle with its open connections.
///
/// Sendable because ``EasyHandlePool`` gives it to one transfer at a time, and a transfer uses it on one thread.
final class EasyHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer

    init() throws(HTTPError) {
        Curl.initialise()
        guard let pointer = curl_easy_init() else {
            throw HTTPError(.internalFault, operation: "curl_easy_init", message: "no memory for a transfer")
        }
        self.pointer = pointer
    }

    deinit { curl_easy_cleanup(pointer) }

    func reset() { curl_easy_reset(pointer) }

    func set(_ option: CURLoption, _ value: Int) throws(HTTPError) {
        try Curl.check("curl_easy_setopt", assay_curl_set_long(pointer, option, value))
    }

    func set(_ option: CURLoption, offset value: Int) throws(HTTPError) {
        try Curl.check("curl_easy_setopt", assay_curl_set_offset(pointer, option, value))
    }

    func set(_ option: CURLoption, _ value: String) throws(HTTPError) {
        try Curl.check("curl_easy_setopt", assay_curl_set_string(pointer, option, value))
    }

    func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer) throws(HTTPError) {
        try Curl.check("curl_easy_setopt", assay_curl_set_pointer(pointer, option, value))
    }

    func set(_ option: CURLoption, _ value: assay_curl_data_callback) throws(HTTPError) {
        try Curl.check("curl_easy_setopt", assay_curl_set_data_callback(pointer, option, value))
    }
}
