import CLibcurl

/// The gate to libcurl: set up once; a status that is not success becomes an error with the function's name.
enum Curl {
    private static let isInitialised: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// Sets libcurl up; later calls cost nothing.
    static func initialise() {
        precondition(isInitialised, "libcurl cannot be initialised")
    }

    /// Throws unless `status` is success; for calls that fail only by a fault of ours.
    static func check(_ operation: String, _ status: CURLcode) throws(HTTPError) {
        guard status == CURLE_OK else {
            throw HTTPError(.internalFault, operation: operation, message: "\(operation): \(text(status))")
        }
    }

    /// What kind of failure of a transfer `status` is.
    static func error(_ status: CURLcode, _ origin: HTTPOrigin, details: String) -> HTTPError {
        let code: HTTPError.Code =
            switch status {
            case CURLE_COULDNT_RESOLVE_HOST: .resolution
            case CURLE_COULDNT_CONNECT, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING: .connection
            case CURLE_OPERATION_TIMEDOUT: .timeout
            case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
                CURLE_SSL_CERTPROBLEM,
                CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR:
                .tls
            case CURLE_FILESIZE_EXCEEDED: .tooLarge
            case CURLE_ABORTED_BY_CALLBACK: .cancelled
            case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT: .invalidRequest
            case CURLE_WEIRD_SERVER_REPLY, CURLE_PARTIAL_FILE, CURLE_BAD_CONTENT_ENCODING, CURLE_HTTP2,
                CURLE_HTTP2_STREAM:
                .protocolViolation
            default: .internalFault
            }
        let reason = code == .tls && !details.isEmpty ? details : text(status)
        return HTTPError(code, operation: "curl_easy_perform", message: "\(origin): \(reason)")
    }

    private static func text(_ status: CURLcode) -> String { String(cString: curl_easy_strerror(status)).lowercased() }
}
