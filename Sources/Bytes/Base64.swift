import FoundationEssentials

extension Array where Element == UInt8 {
    /// Decodes padded Base64 (RFC 4648, section 4).
    ///
    /// Returns `nil` unless the text is the canonical encoding of its bytes: no white space, no missing padding, no
    /// stray bits, so that two different texts never decode to the same bytes.
    package init?(base64 text: String) {
        guard let data = Data(base64Encoded: text), data.base64EncodedString() == text else { return nil }
        self = Array(data)
    }

    /// The bytes as padded Base64 (RFC 4648, section 4).
    package var base64: String {
        Data(self).base64EncodedString()
    }
}
