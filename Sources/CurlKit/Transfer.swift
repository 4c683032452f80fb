import CLibcurl
import Glibc

/// One exchange with one server, without redirects; lives on one thread.
final class Transfer {
    /// Where a response's body goes.
    enum Sink: Sendable {
        case memory(limit: Int)
        case stream(limit: Int, HTTPClient.Receiver)
    }

    let request: HTTPRequest
    let configuration: HTTPClient.Configuration
    let progress: TransferProgress
    let body: BodyReader
    private let sink: Sink
    private let deadline: ContinuousClock.Instant

    /// The first reason for which a callback ended the transfer.
    var failure: HTTPError?
    /// Whether an address was refused; another one of the same host may still have served.
    var isAddressRefused = false
    private var status = 0
    private var headers = HTTPHeaders()
    private var isReadingHeaders = true
    private var headerCount = 0
    private var headerBytes = 0
    private var collected: [UInt8] = []
    private var received = 0
    private var isTruncated = false

    init(
        _ request: HTTPRequest,
        _ configuration: HTTPClient.Configuration,
        _ sink: Sink,
        _ progress: TransferProgress,
        deadline: ContinuousClock.Instant
    ) throws(HTTPError) {
        self.request = request
        self.configuration = configuration
        self.sink = sink
        self.progress = progress
        self.deadline = deadline
        body = try BodyReader(request.body)
    }

    /// Performs the exchange.
    func run(on handle: EasyHandle) throws(HTTPError) -> HTTPResponse {
        let remaining = deadline - .now
        guard remaining > .zero else { throw error(.timeout, "the exchange took too long") }
        guard !progress.isCancelled else { throw error(.cancelled, "cancelled") }
        let list = try headerList()
        defer { curl_slist_free_all(list) }
        var details = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
        let outcome = try details.withUnsafeMutableBufferPointer { (buffer) throws(HTTPError) -> CURLcode in
            // The buffer and the callbacks' context go away with this call.
            defer { handle.reset() }
            try configure(handle, timeout: remaining)
            try Curl.check("curl_easy_setopt", assay_curl_set_list(handle.pointer, CURLOPT_HTTPHEADER, list))
            let errorBuffer = assay_curl_set_pointer(handle.pointer, CURLOPT_ERRORBUFFER, buffer.baseAddress)
            try Curl.check("curl_easy_setopt", errorBuffer)
            return withExtendedLifetime(self) { curl_easy_perform(handle.pointer) }
        }
        if let failure { throw failure }
        guard outcome == CURLE_OK || isTruncated else {
            if outcome == CURLE_COULDNT_CONNECT, isAddressRefused {
                throw error(.addressRefused, "the host's address is not a public one")
            }
            // libcurl has its own limit for one line, and says that it has no memory for more.
            if outcome == CURLE_OUT_OF_MEMORY, isReadingHeaders {
                throw error(.tooLarge, "a header line that does not end")
            }
            throw Curl.error(outcome, request.url.origin, details: Self.printable(details))
        }
        guard !isReadingHeaders else { throw error(.protocolViolation, "the reply was cut off in its header fields") }
        return HTTPResponse(status: status, headers: headers, body: collected, url: request.url)
    }

    func error(_ code: HTTPError.Code, _ message: String) -> HTTPError {
        HTTPError(code, operation: "curl_easy_perform", message: "\(request.url.origin): \(message)")
    }

    // MARK: What the callbacks report

    /// Takes a header line with its end; whether to go on.
    func receiveHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        headerCount += 1
        headerBytes += line.count
        guard headerCount <= configuration.headerCountLimit, headerBytes <= configuration.headerByteLimit else {
            failure = error(
                .tooLarge,
                "more than \(configuration.headerCountLimit) header lines or \(configuration.headerByteLimit) bytes of them"
            )
            return false
        }
        if line.starts(with: "HTTP/".utf8) {
            let words = line.split(separator: 0x20, maxSplits: 2)
            status = words.count > 1 ? Int(String(decoding: words[1].prefix(3), as: UTF8.self)) ?? 0 : 0
            headers = HTTPHeaders()
            isReadingHeaders = true
        } else if line.allSatisfy({ $0 == 0x0D || $0 == 0x0A }) {
            isReadingHeaders = false
        } else if isReadingHeaders {
            headers.append(line: line)
        }
        return true
    }

    /// Takes a piece of the body; whether to go on.
    func receiveBody(_ piece: UnsafeRawBufferPointer) -> Bool {
        let isSuccess = (200..<300).contains(status)
        guard case .stream(let limit, let receive) = sink, isSuccess else { return collect(piece, isSuccess) }
        received += piece.count
        guard received <= limit else {
            failure = error(.tooLarge, "the body has more than \(limit) bytes")
            return false
        }
        progress.noteDelivery()
        do { try receive(Array(piece)) } catch {
            failure = self.error(.receiverFailed, "the receiver ended the transfer")
            return false
        }
        return true
    }

    private func collect(_ piece: UnsafeRawBufferPointer, _ isSuccess: Bool) -> Bool {
        switch sink {
        case .memory(let limit):
            guard piece.count <= limit - collected.count else {
                failure = error(.tooLarge, "the body has more than \(limit) bytes")
                return false
            }
            collected += piece
        case .stream:
            collected += piece.prefix(HTTPClient.errorBodyLimit - collected.count)
            isTruncated = collected.count == HTTPClient.errorBodyLimit
            return !isTruncated
        }
        return true
    }

    private static func printable(_ text: [CChar]) -> String {
        let bytes = text.lazy.map(UInt8.init(bitPattern:)).prefix { $0 != 0 }.filter { $0 >= 0x20 && $0 < 0x7F }
        return String(decoding: bytes.prefix(200), as: UTF8.self)
    }
}
