import HTTPTypes
import Hummingbird
import NIOCore
import Store
import StrictJSON

/// Header fields that no list of well-known ones has.
extension HTTPField.Name {
    static func custom(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("not a field name: \(name)") }
        return name
    }

    static let contentSecurityPolicy = custom("Content-Security-Policy")
    static let contentTypeOptions = custom("X-Content-Type-Options")
    static let referrerPolicy = custom("Referrer-Policy")
    static let accelBuffering = custom("X-Accel-Buffering")
    static let buildID = custom("Assay-Build-Id")
    static let lastEventID = custom("Last-Event-ID")
    static let fetchSite = custom("Sec-Fetch-Site")
    static let hostField = custom("Host")
    static let varyField = custom("Vary")
}

/// Makes responses.
enum Reply {
    /// A JSON document.
    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        bytes(value.serialized(), type: "application/json", status: status, headers: headers)
    }

    /// An error as the API shows it.
    static func error(_ error: APIError) -> Response {
        var headers = HTTPFields()
        if let seconds = error.retryAfter { headers[.retryAfter] = String(seconds) }
        if !error.allowedMethods.isEmpty {
            headers[.allow] = error.allowedMethods.map(\.rawValue).joined(separator: ", ")
        }
        if error.status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
        return json(error.body, status: error.status, headers: headers)
    }

    /// A text.
    static func text(_ text: String, type: String = "text/plain; charset=utf-8") -> Response {
        bytes(Array(text.utf8), type: type)
    }

    /// Bytes that are in memory.
    static func bytes(
        _ bytes: [UInt8],
        type: String,
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = type
        headers[.contentTypeOptions] = "nosniff"
        if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// The fields of every download: browsers store it and do nothing else with it.
    static func downloadHeaders(name: String, type: String = "application/octet-stream") -> HTTPFields {
        var headers = HTTPFields()
        headers[.contentType] = type
        // Names are checked before this: letters, digits and `._+-` only.
        headers[.contentDisposition] = "attachment; filename=\"\(name)\""
        headers[.contentTypeOptions] = "nosniff"
        headers[.contentSecurityPolicy] = "sandbox"
        headers[.cacheControl] = "private, no-cache"
        return headers
    }

    /// An archive of unknown size, made while it is sent.
    static func archive(_ stream: ByteStream, name: String, type: String) -> Response {
        Response(
            status: .ok,
            headers: downloadHeaders(name: name, type: type),
            body: ResponseBody { writer in
                for try await chunk in stream { try await writer.write(ByteBuffer(bytes: chunk)) }
                try await writer.finish(nil)
            }
        )
    }
}
