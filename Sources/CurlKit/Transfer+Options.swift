import CLibcurl
import Glibc

extension Transfer {
    /// The request's header fields, with the credentials that belong to its origin.
    func headerList() throws(HTTPError) -> UnsafeMutablePointer<curl_slist>? {
        var fields = request.headers
        if let contentType = body.contentType { fields["Content-Type"] = contentType }
        for credential in request.credentials where credential.origin == request.url.origin {
            fields[credential.name] = credential.value
        }
        guard fields.isWellFormed else {
            throw error(.invalidRequest, "a header field's name or value is not well formed")
        }
        // An empty value removes what libcurl would send by itself: a pause before bodies, a wrong type.
        var lines = ["Expect:"]
        if fields["Content-Type"] == nil { lines.append("Content-Type:") }
        for field in fields.fields {
            lines.append(field.value.isEmpty ? field.name + ";" : "\(field.name): \(field.value)")
        }
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                curl_slist_free_all(list)
                throw error(.internalFault, "no memory for header fields")
            }
            list = longer
        }
        return list
    }

    /// Sets every option of the transfer.
    func configure(_ handle: EasyHandle, timeout: Duration) throws(HTTPError) {
        handle.reset()
        try handle.set(CURLOPT_URL, request.url.description)
        try handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try handle.set(CURLOPT_FOLLOWLOCATION, 0)
        try handle.set(CURLOPT_PROXY, "")
        try handle.set(CURLOPT_NOPROXY, "*")
        try handle.set(CURLOPT_NETRC, 0)
        try handle.set(CURLOPT_NOSIGNAL, 1)
        try handle.set(CURLOPT_USERAGENT, configuration.userAgent)
        // Multiplexing gains nothing for a handful of exchanges, and header limits are simplest on one version.
        try handle.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        try handle.set(CURLOPT_SSL_VERIFYPEER, 1)
        try handle.set(CURLOPT_SSL_VERIFYHOST, 2)
        try handle.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        // The system's own certificates stay in force through libcurl's default directory.
        if let file = configuration.extraCertificates { try handle.set(CURLOPT_CAINFO, file) }
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeout.milliseconds)
        try handle.set(CURLOPT_TIMEOUT_MS, timeout.milliseconds)
        try handle.set(CURLOPT_LOW_SPEED_LIMIT, configuration.lowSpeedLimit)
        try handle.set(CURLOPT_LOW_SPEED_TIME, max(1, configuration.lowSpeedTime.milliseconds / 1000))
        // libcurl repeats a request by itself when an idle connection turns out to be dead, whether it arrived or not.
        if !request.isIdempotent { try handle.set(CURLOPT_FRESH_CONNECT, 1) }
        try configureMethod(handle)
        try configureCallbacks(handle)
    }

    private func configureMethod(_ handle: EasyHandle) throws(HTTPError) {
        let isToken = request.method.utf8.allSatisfy { (0x41...0x5A).contains($0) }
        guard isToken, !request.method.isEmpty else { throw error(.invalidRequest, "the method is not one of HTTP") }
        switch request.method {
        case "GET" where body.length == 0: try handle.set(CURLOPT_HTTPGET, 1)
        case "HEAD": try handle.set(CURLOPT_NOBODY, 1)
        default:
            if body.length > 0 || ["POST", "PUT", "PATCH"].contains(request.method) {
                try handle.set(CURLOPT_POST, 1)
                try handle.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: body.length)
            }
            try handle.set(CURLOPT_CUSTOMREQUEST, request.method)
        }
    }

    private func configureCallbacks(_ handle: EasyHandle) throws(HTTPError) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        for option in [
            CURLOPT_HEADERDATA, CURLOPT_WRITEDATA, CURLOPT_READDATA, CURLOPT_SEEKDATA, CURLOPT_XFERINFODATA,
            CURLOPT_OPENSOCKETDATA,
        ] { try handle.set(option, context) }
        try handle.set(CURLOPT_NOPROGRESS, 0)
        try handle.set(CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let transfer = Transfer.from(context) else { return 0 }
            return transfer.receiveHeader(.init(start: bytes, count: size * count)) ? size * count : 0
        }
        try handle.set(CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let transfer = Transfer.from(context) else { return 0 }
            return transfer.receiveBody(.init(start: bytes, count: size * count)) ? size * count : size * count &+ 1
        }
        try handle.set(CURLOPT_READFUNCTION) { bytes, size, count, context in
            guard let transfer = Transfer.from(context) else { return Int(CURL_READFUNC_ABORT) }
            return transfer.sendBody(.init(start: bytes, count: size * count))
        }
        try Curl.check(
            "curl_easy_setopt",
            assay_curl_set_seek_callback(handle.pointer) { context, offset, origin in
                guard origin == SEEK_SET, let transfer = Transfer.from(context), transfer.body.seek(to: offset) else {
                    return CURL_SEEKFUNC_FAIL
                }
                return CURL_SEEKFUNC_OK
            }
        )
        try Curl.check(
            "curl_easy_setopt",
            assay_curl_set_progress_callback(handle.pointer) { context, _, _, _, _ in
                Transfer.from(context)?.progress.isCancelled == false ? 0 : 1
            }
        )
        try Curl.check(
            "curl_easy_setopt",
            assay_curl_set_socket_callback(handle.pointer) { context, _, address in
                guard let transfer = Transfer.from(context), let address else { return CURL_SOCKET_BAD }
                return transfer.openSocket(address)
            }
        )
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private func sendBody(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let count = body.read(into: buffer) else {
            failure = error(.invalidRequest, "the file to send became shorter while it was sent")
            return Int(CURL_READFUNC_ABORT)
        }
        return count
    }

    private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        let family = address.pointee.family
        let bytes = AddressPolicy.bytes(of: assay_curl_address(address), family: family)
        guard !bytes.isEmpty, configuration.addresses.allows(bytes, for: request.url.origin) else {
            isAddressRefused = true
            return CURL_SOCKET_BAD
        }
        return socket(family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
    }
}

extension Duration {
    /// Whole milliseconds, at least 1.
    fileprivate var milliseconds: Int {
        let (seconds, attoseconds) = components
        let clamped = min(max(0, seconds), 1 << 31)
        return max(1, Int(clamped) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
