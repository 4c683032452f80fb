import Evidence

/// The certificates of who signed a statement, as Intel's service sends them: PEM, percent-encoded, in a header field.
enum IssuerChain {
    /// The largest chain, in bytes.
    static let limit = 32 << 10

    /// The PEM text of a header field's value.
    static func decoded(_ value: String?) throws(EvidenceError) -> [UInt8] {
        guard let value, value.utf8.count <= limit else { throw malformed }
        var decoded: [UInt8] = []
        var rest = Array(value.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            guard let high = rest.popFirst(), let low = rest.popFirst(),
                let number = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16), high != UInt8(ascii: "+")
            else { throw malformed }
            decoded.append(number)
        }
        return decoded
    }

    private static let malformed = EvidenceError(
        .collateralMalformed,
        "the header field with the chain of issuers is missing or malformed"
    )
}
