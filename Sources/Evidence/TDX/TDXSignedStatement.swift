import Bytes
import StrictJSON

/// A statement of Intel's as its provisioning certification service sends it: `{"<name>":<body>,"signature":"<hex>"}`.
///
/// The signature covers the bytes of the body as they were sent, so they are cut out and never written anew.
package struct TDXSignedStatement: Hashable, Sendable {
    /// What a statement is about, which is the name of its first member.
    package enum Kind: String, Sendable {
        case tcbInfo
        case qeIdentity = "enclaveIdentity"
    }

    /// The largest statement, in bytes.
    package static let sizeLimit = 1 << 20

    /// The bytes that are signed.
    package let body: [UInt8]
    /// `r ‖ s`, 64 bytes.
    package let signature: [UInt8]

    package init(body: [UInt8], signature: [UInt8]) {
        self.body = body
        self.signature = signature
    }

    /// Cuts a response apart. It must have exactly the two members, in this order, without white space between them.
    package init(response: [UInt8], kind: Kind) throws(EvidenceError) {
        func malformed(_ what: String) -> EvidenceError {
            EvidenceError(.collateralMalformed, "the response with \(kind.rawValue) \(what)", aspect: .tcb)
        }
        guard response.count <= Self.sizeLimit else { throw malformed("has \(response.count) bytes") }
        let head = Array("{\"\(kind.rawValue)\":".utf8)
        let middle = Array(",\"signature\":\"".utf8)
        let tail = Array("\"}".utf8)
        var rest = response[...]
        while let last = rest.last, [0x20, 0x0A, 0x0D, 0x09].contains(last) { rest.removeLast() }
        guard rest.starts(with: head), rest.suffix(tail.count).elementsEqual(tail) else {
            throw malformed("is laid out in an unknown way")
        }
        rest = rest.dropFirst(head.count).dropLast(tail.count)
        let digits = rest.suffix(128)
        rest = rest.dropLast(128)
        guard rest.suffix(middle.count).elementsEqual(middle),
            let signature = [UInt8](hexadecimal: String(decoding: digits, as: UTF8.self))
        else { throw malformed("has no signature of 64 bytes at its end") }
        self.signature = signature
        body = Array(rest.dropLast(middle.count))
        // What was cut out must be a value by itself, or it would be read as another than was sent.
        guard (try? JSONParser.parse(response)) != nil, (try? JSONParser.parse(body))?.object != nil else {
            throw malformed("is not JSON")
        }
    }
}
