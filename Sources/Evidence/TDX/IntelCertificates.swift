import Bytes
import OpenSSLKit

/// Reads chains of Intel's certificates as Intel writes them.
enum IntelCertificates {
    /// The certificates of a PEM text: exactly `count`, the last of which must be the trusted root.
    ///
    /// Empty lines, carriage returns before line feeds and zeros at the end are passed over; everything else must be
    /// laid out as PEM demands (RFC 7468, section 2), so that no byte of it can change unnoticed. A certificate that is
    /// the root, or one of those `known`, is not read again.
    static func chain(
        _ text: [UInt8],
        count: Int,
        root: Certificate,
        known: [Certificate] = [],
        _ code: ReasonCode,
        _ owner: String,
        aspect: RuleAspect = .authenticity
    ) throws(EvidenceError) -> [Certificate] {
        var certificates: [Certificate] = []
        do {
            for der in try PEM.blocks(text, label: "CERTIFICATE", limit: count) {
                certificates.append(try ([root] + known).first { $0.der == der } ?? Certificate(der: der))
            }
        } catch {
            throw EvidenceError(code, "the \(owner) cannot be read: \(error)", aspect: aspect)
        }
        guard certificates.count == count else {
            throw EvidenceError(
                code,
                expected: "\(count) certificates",
                found: "\(certificates.count)",
                "the \(owner) has too few certificates",
                aspect: aspect
            )
        }
        guard lines(text).elementsEqual(certificates.flatMap { pem($0.der) }) else {
            throw EvidenceError(code, "the \(owner) is not laid out as PEM demands", aspect: aspect)
        }
        guard certificates.last == root else {
            throw EvidenceError(
                code,
                expected: DigestAlgorithm.sha256.digest(root.der).hexadecimal,
                found: certificates.last.map { DigestAlgorithm.sha256.digest($0.der).hexadecimal },
                "the \(owner) ends in another root than Intel's",
                aspect: aspect
            )
        }
        return certificates
    }

    /// The lines that are not empty, each with what ends it taken away.
    private static func lines(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
        var text = text[...]
        while text.last == 0 { text.removeLast() }
        var lines: [ArraySlice<UInt8>] = []
        while let end = text.firstIndex(of: UInt8(ascii: "\n")) {
            let line = text[..<end]
            lines.append(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
            text = text[(end + 1)...]
        }
        lines.append(text)
        return lines.filter { !$0.isEmpty }
    }

    private static func pem(_ der: [UInt8]) -> [ArraySlice<UInt8>] {
        let body = Array(der.base64.utf8)
        let lines = stride(from: 0, to: body.count, by: 64).map { body[$0..<min($0 + 64, body.count)] }
        return [Array("-----BEGIN CERTIFICATE-----".utf8)[...]] + lines
            + [Array("-----END CERTIFICATE-----".utf8)[...]]
    }
}
